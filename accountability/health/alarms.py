"""The mail that goes out when a source becomes bad, and when it is well again.

It carries codes, names of sources and addresses of the desk: nothing of a case, and no
word of a document.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from accountability.health.policy import must_tell
from accountability.health.recipients import mail_leaves, told_addresses
from accountability.models import SourceHealth
from accountability.vocab.health import ALARMING, SourceState

logger = logging.getLogger(__name__)

#: Marks what a machine sent about a state, so that no one's absence answers it.
_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


#: The page of sources. Written out: ``reverse`` would load every page into a worker.
_PAGE = "/sources/"


def tell(looked: Iterable[SourceHealth], now: datetime) -> None:
    """Send one mail about all that must be told, and note in the rows that it was.

    Nothing is noted when nobody is to be told or the mail did not leave: the next look
    tries again.
    """
    news = [row for row in looked if must_tell(SourceState.of(row.state), _told(row))]
    if not news or not send(*_message(news)):
        return
    for row in news:
        alarming = SourceState.of(row.state) in ALARMING
        row.told, row.told_at = row.state if alarming else "", now


def send(subject: str, body: str) -> bool:
    """Send a mail to whoever is told of alarms; False when it did not leave.

    It does not where nobody is told or no mail is set up.
    """
    told = told_addresses()
    if not told or not mail_leaves():
        return False
    message = EmailMessage(subject, body, to=told, headers=_HEADERS)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("an alarm was not sent: %s", type(error).__name__)
        return False
    return True


def send_try() -> bool:
    """Send a mail that shows whether alarms arrive; False when it did not leave."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A try")
        body = _("Alarms of %(desk)s arrive here.") % {"desk": settings.STAFF_URL}
    return send(subject, f"{body}\n")


def _told(row: SourceHealth) -> SourceState | None:
    return SourceState.of(row.told) if row.told else None


def _message(news: list[SourceHealth]) -> tuple[str, str]:
    bad = [row for row in news if SourceState.of(row.state) in ALARMING]
    well = [row for row in news if row not in bad]
    with translation.override(settings.LANGUAGE_CODE):
        subjects = [
            words % {"names": ", ".join(row.source_id for row in rows)}
            for rows, words in (
                (bad, _("Needs somebody: %(names)s")),
                (well, _("Well again: %(names)s")),
            )
            if rows
        ]
        paragraphs = [*map(_bad, bad), *map(_well, well), _desk()]
        return "; ".join(subjects), "\n\n".join(paragraphs) + "\n"


def _bad(row: SourceHealth) -> str:
    state = SourceState.of(row.state)
    lines = [_line(row, state)]
    if row.dead:
        given_up = ngettext(
            "%(number)d job given up: %(failure)s",
            "%(number)d jobs given up, above all: %(failure)s",
            row.dead,
        )
        lines.append(given_up % {"number": row.dead, "failure": row.failure})
    return "\n".join([*lines, gettext(state.definition)])


def _well(row: SourceHealth) -> str:
    return _line(row, SourceState.of(row.state))


def _line(row: SourceHealth, state: SourceState) -> str:
    since = timezone.localtime(row.since)
    return _("%(source)s: %(state)s (%(code)s), since %(since)s") % {
        "source": row.source_id,
        "state": state.label(translation.get_language() or "en"),
        "code": state.value,
        "since": f"{since:%Y-%m-%d %H:%M %Z}",
    }


def _desk() -> str:
    return urljoin(settings.STAFF_URL, _PAGE)
