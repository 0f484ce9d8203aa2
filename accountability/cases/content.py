"""What stands in a case, readable: handed from a form to a service and back.

These never print themselves: a traceback or a log line that holds one shows its type.
"""

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from accountability.models import (
    Case,
    CaseAllegation,
    CaseDiscipline,
    CaseFinding,
    CaseLink,
    CasePerson,
    CaseTask,
    Complaint,
    ConsentEvent,
)
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
    Term,
)
from accountability.vocab.clocks import Clock


@dataclass(frozen=True)
class CaseFacts:
    """The coded columns, which a thief of the database could read.

    ``received_month`` is any day of the month; the day is dropped.
    """

    received_month: date
    department_id: int | None = None
    allegation_class: AllegationClass | None = None
    outcome: OutcomeGroup | None = None
    reported_to: ReportedTo | None = None
    not_reported_because: tuple[NotReportedBecause, ...] = ()
    police_response: PoliceResponse | None = None

    @classmethod
    def of(cls, row: Case) -> "CaseFacts":
        """Read the columns of a case."""
        response = row.police_response
        return cls(
            received_month=row.received_month,
            department_id=row.department_id,
            allegation_class=AllegationClass.of(row.allegation_class)
            if row.allegation_class
            else None,
            outcome=OutcomeGroup.of(row.outcome) if row.outcome else None,
            reported_to=ReportedTo.of(row.reported_to) if row.reported_to else None,
            not_reported_because=tuple(
                NotReportedBecause.of(code) for code in row.not_reported_because
            ),
            police_response=PoliceResponse.of(response) if response else None,
        )


@dataclass(frozen=True, repr=False)
class Unprinted:
    """The base of what must not be printed."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, repr=False)
class CaseText(Unprinted):
    """What is told: each part is sealed by itself. Empty is not stored.

    ``harm`` is a code of ``Harm``; ``reporting`` says to whom it was
    told and under which number.
    """

    narrative: str = ""
    occurred: str = ""
    place: str = ""
    wishes: str = ""
    harm: str = ""
    reporting: str = ""


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
class ToldText(Unprinted):
    """What police are said to have said or done, in the words of whoever told it."""

    told: str = ""


@dataclass(frozen=True, repr=False)
class FindingText(Unprinted):
    """Who decided and when: a JSON object, so that one column seals both."""

    details: str = ""

    @classmethod
    def of(cls, decided_by: str, decided_on: date | None) -> "FindingText":
        """Write both down; nothing when neither is known."""
        on = decided_on.isoformat() if decided_on else ""
        told = {"by": decided_by.strip(), "on": on}
        return cls(json.dumps(told, ensure_ascii=False) if any(told.values()) else "")

    @property
    def decided_by(self) -> str:
        """Who decided; empty when not known."""
        return str(json.loads(self.details)["by"]) if self.details else ""

    @property
    def decided_on(self) -> date | None:
        """The day of the decision; None when not known."""
        on = json.loads(self.details)["on"] if self.details else ""
        return date.fromisoformat(on) if on else None


@dataclass(frozen=True, repr=False)
class TaskText(Unprinted):
    """What is to be done and by when: a JSON object in one sealed column."""

    body: str = ""

    @classmethod
    def of(cls, what: str, due: date | None) -> "TaskText":
        """Write both down."""
        told = {"what": what.strip(), "due": due.isoformat() if due else ""}
        return cls(json.dumps(told, ensure_ascii=False))

    @property
    def what(self) -> str:
        """What is to be done; empty for the reminder of a limit, which has a name."""
        return str(json.loads(self.body)["what"]) if self.body else ""

    @property
    def due(self) -> date | None:
        """The last day; None when there is none."""
        on = json.loads(self.body)["due"] if self.body else ""
        return date.fromisoformat(on) if on else None


@dataclass(frozen=True, repr=False)
class LinkText(Unprinted):
    """Which matter of the official record it is: its number in our database."""

    target: str = ""


@dataclass(frozen=True, repr=False)
class Conclusion(Unprinted):
    """A finding or a measure on one act, as a page shows it."""

    id: UUID
    stage: Term
    term: Term
    days: int | None = None
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, repr=False)
class OpenAllegation(Unprinted):
    """One act of an opened case with what was concluded on it."""

    row: CaseAllegation
    text: ToldText
    findings: tuple[tuple[CaseFinding, FindingText], ...] = ()
    measures: tuple[CaseDiscipline, ...] = ()

    @property
    def allegation_class(self) -> AllegationClass | None:
        """Its class; None until triage."""
        code = self.row.allegation_class
        return AllegationClass.of(code) if code else None

    @property
    def conclusions(self) -> list[Conclusion]:
        """Findings, then measures, recommended before final."""
        findings = [
            Conclusion(
                row.pk,
                FindingStage.of(row.stage),
                Disposition.of(row.disposition),
                decided_by=told.decided_by,
                decided_on=told.decided_on,
            )
            for row, told in self.findings
        ]
        measures = [
            Conclusion(
                row.pk,
                DisciplineStage.of(row.stage),
                Measure.of(row.measure),
                days=row.days,
            )
            for row in self.measures
        ]
        stages: list[Term] = [*FindingStage, *DisciplineStage]
        return sorted(findings, key=lambda found: stages.index(found.stage)) + sorted(
            measures, key=lambda found: stages.index(found.stage)
        )

    @property
    def subtype(self) -> AllegationSubtype | None:
        """Its sub-type; None until triage."""
        return AllegationSubtype.of(self.row.subtype) if self.row.subtype else None


@dataclass(frozen=True, repr=False)
class OpenPerson(Unprinted):
    """A person of an opened case."""

    row: CasePerson
    text: PersonText

    @property
    def role(self) -> PersonRole:
        """The part in the case."""
        return PersonRole.of(self.row.role)

    @property
    def description(self) -> str:
        """All that is known of a respondent, in one line."""
        return ", ".join(filter(None, [self.text.name, self.text.details]))


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
class OpenTask(Unprinted):
    """Something to do about an opened case."""

    row: CaseTask
    text: TaskText

    @property
    def clock(self) -> Clock | None:
        """The limit that it reminds of; None for what somebody wrote down."""
        return Clock.of(self.row.clock) if self.row.clock else None

    @property
    def done(self) -> bool:
        """Whether somebody has done it."""
        return self.row.done_at is not None


@dataclass(frozen=True)
class PublishedAct:
    """One allegation of an official matter, with what was published of it.

    ``said`` is stage, then finding or measure, then days of a suspension.
    ``document`` is the slug of the document that says it first.
    """

    allegation_class: AllegationClass
    subtype: str
    said: tuple[tuple[Term, Term, Decimal | None], ...]
    document: str


@dataclass(frozen=True, repr=False)
class OpenLink(Unprinted):
    """A link to an official matter; ``matter`` is None when that is gone."""

    row: CaseLink
    matter: Complaint | None
    published: tuple[PublishedAct, ...] = ()


@dataclass(frozen=True, repr=False)
class OpenCase(Unprinted):
    """A case with everything in it, decrypted for one answer and then forgotten."""

    row: Case
    text: CaseText
    people: tuple[OpenPerson, ...] = ()
    notes: tuple[OpenNote, ...] = ()
    consents: tuple[OpenConsent, ...] = field(default=())
    allegations: tuple[OpenAllegation, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    links: tuple[OpenLink, ...] = ()


def names_of(kind: type[Unprinted]) -> tuple[str, ...]:
    """Return the sealed columns that ``kind`` holds the text of."""
    return tuple(part.name for part in fields(kind))
