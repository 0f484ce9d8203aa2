"""What stands in a case, readable: handed from a form to a service and back.

These never print themselves: a traceback or a log line that holds one shows its type.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from uuid import UUID

from accountability.models import Case, CasePerson, ConsentEvent
from accountability.vocab import (
    AllegationClass,
    ConsentPurpose,
    OutcomeGroup,
    PersonRole,
)


@dataclass(frozen=True)
class CaseFacts:
    """The coded columns, which a thief of the database could read.

    ``received_month`` is any day of the month; the day is dropped.
    """

    received_month: date
    department_id: int | None = None
    allegation_class: AllegationClass | None = None
    outcome: OutcomeGroup | None = None


@dataclass(frozen=True, repr=False)
class Unprinted:
    """The base of what must not be printed."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, repr=False)
class CaseText(Unprinted):
    """What is told: each part is sealed by itself. Empty is not stored."""

    narrative: str = ""
    occurred: str = ""
    place: str = ""
    wishes: str = ""


@dataclass(frozen=True, repr=False)
class PersonText(Unprinted):
    """Who a person is."""

    name: str = ""
    contact: str = ""
    details: str = ""


@dataclass(frozen=True, repr=False)
class ConsentText(Unprinted):
    """Who a case may be shared with, and who was there when it was agreed."""

    partner: str = ""
    witness: str = ""


@dataclass(frozen=True, repr=False)
class OpenPerson(Unprinted):
    """A person of an opened case."""

    row: CasePerson
    text: PersonText

    @property
    def role(self) -> PersonRole:
        """The part in the case."""
        return PersonRole.of(self.row.role)


@dataclass(frozen=True, repr=False)
class OpenNote(Unprinted):
    """A note of an opened case."""

    id: UUID
    author: str
    written_at: datetime
    text: str


@dataclass(frozen=True, repr=False)
class OpenConsent(Unprinted):
    """One answer about consent in an opened case."""

    row: ConsentEvent
    text: ConsentText

    @property
    def purpose(self) -> ConsentPurpose:
        """What it is for."""
        return ConsentPurpose.of(self.row.purpose)


@dataclass(frozen=True, repr=False)
class OpenCase(Unprinted):
    """A case with everything in it, decrypted for one answer and then forgotten."""

    row: Case
    text: CaseText
    people: tuple[OpenPerson, ...] = ()
    notes: tuple[OpenNote, ...] = ()
    consents: tuple[OpenConsent, ...] = field(default=())


def names_of(kind: type[Unprinted]) -> tuple[str, ...]:
    """Return the sealed columns that ``kind`` holds the text of."""
    return tuple(part.name for part in fields(kind))
