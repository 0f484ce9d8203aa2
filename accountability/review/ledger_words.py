"""The ledger's codes in words, for the people who decide."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accountability.review.ledger_policies import Refused, State, Verdict

STATES: dict[str, Promise] = {
    State.PROPOSED.value: _("To confirm"),
    State.CONFIRMED.value: pgettext_lazy("change", "Confirmed"),
    State.DISMISSED.value: pgettext_lazy("change", "Dismissed"),
}

VERDICTS: dict[str, Promise] = {
    Verdict.CONFIRMED.value: pgettext_lazy("change", "Confirmed"),
    Verdict.DISMISSED.value: pgettext_lazy("change", "Dismissed"),
    Verdict.REOPENED.value: _("Taken back"),
}

REFUSED: dict[Refused, Promise] = {
    Refused.STATE: _("This has been decided already."),
    Refused.UNDECIDED: _(
        "Readings of the newer version still wait in the review queue. Decide them "
        "first: only accepted values are published."
    ),
    Refused.NOTHING_TO_TELL: _(
        "Nothing that differs was accepted, so there is nothing to tell. Dismiss it."
    ),
    Refused.ABSENCE_FIRST: _(
        "It ends an absence that is not confirmed. Confirm that one first."
    ),
    Refused.RETURN_FIRST: _(
        "A confirmed return ends this absence. Take that one back first."
    ),
}
