"""What is answered: an opened case, a line of the list, the words of codes."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field

from accountability.cases.consent import standing
from accountability.cases.content import OpenAllegation, OpenCase, OpenConsent
from accountability.cases.finding import deeds_for
from accountability.cases.moves import moves_of
from accountability.cases.policies import CaseRole, Deed
from accountability.cases.tags import tags_on
from accountability.models import Case
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    CaseStatus,
    ConsentPurpose,
    DisciplineStage,
    Disposition,
    FindingStage,
    Harm,
    Measure,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
)
from accountability.vocab.clocks import Clock
from accountability.vocab.tokens import TokenScope


class Answer(BaseModel):
    """The base of what is answered; it never prints itself."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Team(Answer):
    """A team of an organisation."""

    id: int
    name: str
    organisation: str


class Finding(Answer):
    """What was concluded on an act."""

    id: UUID
    stage: FindingStage
    disposition: Disposition
    decided_by: str
    decided_on: date | None


class MeasureTaken(Answer):
    """A measure on an act."""

    id: UUID
    stage: DisciplineStage
    measure: Measure
    days: int | None


class Act(Answer):
    """What somebody of police is said to have said or done."""

    id: UUID
    told: str
    allegation_class: AllegationClass | None
    subtype: AllegationSubtype | None
    findings: list[Finding]
    measures: list[MeasureTaken]


class Officer(Answer):
    """A respondent; ``description`` is all that is known of them."""

    id: UUID
    description: str
    contact: str
    acts: list[Act]


class Person(Answer):
    """Somebody else's part in the case."""

    id: UUID
    role: PersonRole
    name: str
    contact: str
    details: str


class Note(Answer):
    """A note about the work on the case."""

    id: UUID
    author: str
    written_at: datetime
    text: str


class Consent(Answer):
    """Where consent for one purpose stands, and the last answer."""

    purpose: ConsentPurpose
    stands: bool
    given: bool | None
    wording: str
    expires_on: date | None
    recorded_at: datetime | None
    partner: str
    witness: str


class Move(Answer):
    """From one status to the next, and why."""

    start: CaseStatus
    to: CaseStatus
    moved_at: datetime
    moved_by: str
    reason: str


class ToDo(Answer):
    """Something to do about a case, or the reminder of a limit of the law."""

    id: UUID
    what: str
    limit: Clock | None
    due: date | None
    assigned_to: str | None
    done: bool


class Line(Answer):
    """A case in the list: nothing of it is decrypted."""

    id: UUID
    number: str
    url: str
    revision: int
    status: CaseStatus
    team: Team
    department: str | None
    allegation_class: AllegationClass | None
    received_month: Annotated[str, Field(description="2026-05")]
    merged_into: Annotated[
        UUID | None, Field(description="The case that goes on instead of this one.")
    ]
    touched_at: datetime


class CasePage(Answer):
    """Some cases, the last touched first; nothing is counted."""

    next: Annotated[str | None, Field(description="The next page; null on the last.")]
    results: list[Line]


class WholeCase(Line):
    """A case with everything in it, decrypted for this answer."""

    closed_month: str | None
    legal_hold: bool
    outcome: OutcomeGroup | None
    reported_to: ReportedTo | None
    not_reported_because: list[NotReportedBecause]
    police_response: PoliceResponse | None
    narrative: str
    occurred: str
    place: str
    wishes: str
    harm: Harm | None
    reporting: str
    officers: list[Officer]
    acts_without_officer: list[Act]
    people: list[Person]
    notes: list[Note]
    consents: list[Consent]
    moves: list[Move]
    to_do: list[ToDo]
    tags: list[str]
    deeds: Annotated[list[Deed], Field(description="What you may do to it.")]


class Moved(Answer):
    """Where a case stands after a move, which may have taken it out of your sight."""

    id: UUID
    status: CaseStatus
    revision: int


class Added(Answer):
    """What was added to a case."""

    id: UUID


class Word(Answer):
    """A code with its words."""

    code: str
    english: str
    french: str
    definition: str


class Department(Answer):
    """A police department, by the slug that names it."""

    slug: str
    name: str
    kind: str
    jurisdiction: str


class Tag(Answer):
    """A tag of your organisation."""

    id: UUID
    name: str


class Vocabularies(Answer):
    """Every code that the API takes or gives, with its words; your tags."""

    terms: dict[str, list[Word]]
    departments: list[Department]
    tags: list[Tag]


class Role(Answer):
    """The role in an organisation."""

    organisation: str
    role: CaseRole


class TokenNow(Answer):
    """The token of this request."""

    label: str
    scope: TokenScope
    expires_at: datetime


class Me(Answer):
    """Who asks, what they may, and the teams that they enter cases for."""

    username: str
    roles: list[Role]
    teams: list[Team]
    token: TokenNow


def line_of(row: Case) -> Line:
    """Return a case as the list has it."""
    return Line.model_validate(_line(row))


def case_of(opened: OpenCase) -> WholeCase:
    """Return everything in an opened case."""
    row, text = opened.row, opened.text
    acts = {act.row.pk: act for act in opened.allegations}
    officers = [p for p in opened.people if p.role is PersonRole.RESPONDENT]
    return WholeCase.model_validate(
        {
            **_line(row),
            "closed_month": f"{row.closed_month:%Y-%m}" if row.closed_month else None,
            "legal_hold": row.legal_hold,
            "outcome": row.outcome or None,
            "reported_to": row.reported_to or None,
            "not_reported_because": row.not_reported_because,
            "police_response": row.police_response or None,
            "narrative": text.narrative,
            "occurred": text.occurred,
            "place": text.place,
            "wishes": text.wishes,
            "harm": text.harm or None,
            "reporting": text.reporting,
            "officers": [
                Officer(
                    id=person.row.pk,
                    description=person.description,
                    contact=person.text.contact,
                    acts=[
                        _act(act)
                        for act in acts.values()
                        if act.row.respondent_id == person.row.pk
                    ],
                )
                for person in officers
            ],
            "acts_without_officer": [
                _act(act) for act in acts.values() if act.row.respondent_id is None
            ],
            "people": [
                Person(
                    id=person.row.pk,
                    role=person.role,
                    name=person.text.name,
                    contact=person.text.contact,
                    details=person.text.details,
                )
                for person in opened.people
                if person.role is not PersonRole.RESPONDENT
            ],
            "notes": [
                Note(id=n.id, author=n.author, written_at=n.written_at, text=n.text)
                for n in opened.notes
            ],
            "consents": [
                _consent(found.purpose, found.answers, stands=found.stands)
                for found in standing(opened.consents)
            ],
            "moves": [
                Move(
                    start=CaseStatus.of(move.row.start),
                    to=move.to,
                    moved_at=move.row.moved_at,
                    moved_by=move.row.moved_by.get_username(),
                    reason=move.reason,
                )
                for move in moves_of(opened)
            ],
            "to_do": [
                ToDo(
                    id=task.row.pk,
                    what=task.text.what,
                    limit=task.clock,
                    due=task.text.due,
                    assigned_to=task.row.assigned_to.get_username()
                    if task.row.assigned_to
                    else None,
                    done=task.done,
                )
                for task in opened.tasks
            ],
            "tags": [tag.name for tag in tags_on(row)],
            "deeds": sorted(deeds_for(row)),
        }
    )


def team_of(row: Case) -> Team:
    """Return the team that a case is with."""
    return Team(id=row.team_id, name=row.team.name, organisation=row.organisation.slug)


def _line(row: Case) -> dict[str, object]:
    return {
        "id": row.pk,
        "number": row.number,
        "url": reverse("staff-api-case", args=[row.pk]),
        "revision": row.revision,
        "status": row.status,
        "team": team_of(row),
        "department": row.department.slug if row.department else None,
        "allegation_class": row.allegation_class or None,
        "received_month": f"{row.received_month:%Y-%m}",
        "merged_into": row.merged_into_id,
        "touched_at": row.touched_at,
    }


def _act(act: OpenAllegation) -> Act:
    return Act(
        id=act.row.pk,
        told=act.text.told,
        allegation_class=act.allegation_class,
        subtype=act.subtype,
        findings=[
            Finding(
                id=row.pk,
                stage=FindingStage.of(row.stage),
                disposition=Disposition.of(row.disposition),
                decided_by=told.decided_by,
                decided_on=told.decided_on,
            )
            for row, told in act.findings
        ],
        measures=[
            MeasureTaken(
                id=row.pk,
                stage=DisciplineStage.of(row.stage),
                measure=Measure.of(row.measure),
                days=row.days,
            )
            for row in act.measures
        ],
    )


def _consent(
    purpose: ConsentPurpose, answers: tuple[OpenConsent, ...], *, stands: bool
) -> Consent:
    last = answers[0] if answers else None
    return Consent(
        purpose=purpose,
        stands=stands,
        given=last.row.given if last else None,
        wording=last.row.wording if last else "",
        expires_on=last.row.expires_on if last else None,
        recorded_at=last.row.recorded_at if last else None,
        partner=last.text.partner if last else "",
        witness=last.text.witness if last else "",
    )
