"""What the pages that decide have in common: who decides, and refusals in words."""

from typing import cast

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accountability.models import User
from accountability.review import services
from accountability.review.words import CANNOT_RECORD, REFUSED, VERDICTS

#: Every way a service may refuse that the reviewer is told about on the page.
REFUSALS = (
    services.DecisionRefusedError,
    services.CannotRecordError,
    services.NotForBatchError,
    services.ReadingGoneError,
)


def signed_in(request: HttpRequest) -> User:
    """Return who is logged in; every page but the login asks for that first."""
    return cast("User", request.user)


def refusal_words(error: Exception) -> str:
    """Return why a decision was refused, and who was faster."""
    if isinstance(error, services.DecisionRefusedError):
        words = str(REFUSED[error.refused])
        if error.decided is None:
            return words
        at = localtime(error.decided.at)
        return f"{words} " + _("%(verdict)s by %(who)s on %(when)s.") % {
            "verdict": VERDICTS[error.decided.verdict],
            "who": error.decided.by.get_username(),
            "when": date_format(at, "DATETIME_FORMAT"),
        }
    if isinstance(error, services.CannotRecordError):
        why = CANNOT_RECORD.get(error.code, error.code)
        return _("%(field)s: %(why)s") % {"field": error.field, "why": why}
    if isinstance(error, services.NotForBatchError):
        return _("A row of this batch must be looked at by itself. None was accepted.")
    return _("The document was read again meanwhile; look at its new readings.")
