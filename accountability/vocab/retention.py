"""How long what is kept (PRIVACY.md B4), and why a case may go before its time."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from accountability.vocab.term import Term


class ErasureReason(Term):
    """Why a case was erased."""

    CLOCK = ("clock", "Its time was over", "Délai écoulé")
    ABANDONED = (
        "abandoned",
        "A draft that nobody finished",
        "Brouillon abandonné",
    )
    CONSENT_WITHDRAWN = (
        "consent_withdrawn",
        "The person asked for it",
        "À la demande de la personne",
    )
    ENTERED_BY_MISTAKE = (
        "entered_by_mistake",
        "Entered by mistake",
        "Saisi par erreur",
    )
    DANGER = (
        "danger",
        "Keeping it puts somebody in danger",
        "Sa conservation met une personne en danger",
    )


#: The reasons that a person may give. The others are the clocks'.
REASONS_OF_PEOPLE = (
    ErasureReason.CONSENT_WITHDRAWN,
    ErasureReason.ENTERED_BY_MISTAKE,
    ErasureReason.DANGER,
)


class Clock(StrEnum):
    """What has a clock."""

    DRAFT = "draft"
    CLOSED_CASE = "closed_case"
    EXPORT = "export"
    UNLINKED_ATTACHMENT = "unlinked_attachment"
    IMPORT = "import"


@dataclass(frozen=True)
class Limit:
    """How long, counted from what, in words for staff."""

    length: timedelta
    since: str


#: Closed cases: 24 months and the month of closing, since only the month is known.
LIMITS = {
    Clock.DRAFT: Limit(timedelta(days=7), "the last change"),
    Clock.CLOSED_CASE: Limit(
        timedelta(days=730),
        "the end of the month of closing, or of entering if that is later",
    ),
    Clock.EXPORT: Limit(timedelta(hours=24), "the asking"),
    Clock.UNLINKED_ATTACHMENT: Limit(timedelta(hours=24), "the upload"),
    Clock.IMPORT: Limit(timedelta(days=7), "the upload"),
}
