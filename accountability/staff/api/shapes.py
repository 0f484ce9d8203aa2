"""What may be sent: types, sizes, codes. Nothing unknown is taken, nothing is guessed.

Every rule about cases stands in the services; here is only what a value looks like.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    CaseStatus,
    ConsentPurpose,
    Harm,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
)

_NO_NUL = r"^[^\x00]*$"
_ROLES = [role.value for role in PersonRole if role is not PersonRole.RESPONDENT]


def _no_officer(role: PersonRole) -> PersonRole:
    if role is PersonRole.RESPONDENT:
        raise ValueError
    return role


def text_of(letters: int, least: int = 0) -> Any:
    """Return the type of a text; space around it is dropped, as a form does."""
    return StringConstraints(
        strip_whitespace=True, min_length=least, max_length=letters, pattern=_NO_NUL
    )


Told = Annotated[str, text_of(200_000)]
Words = Annotated[str, text_of(10_000)]
Line = Annotated[str, text_of(1_000)]
Month = Annotated[
    str,
    StringConstraints(pattern=r"^(19|20)[0-9][0-9]-(0[1-9]|1[0-2])$"),
    Field(description="A month, 2026-05."),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Language = Annotated[
    str,
    StringConstraints(pattern=r"^(en|fr)$"),
    Field(description="In which the consent texts were read out: en or fr."),
]
Revision = Annotated[
    int,
    Field(ge=0, le=2**31 - 1, description="The revision of the case that was read."),
]
Part = Annotated[
    PersonRole,
    AfterValidator(_no_officer),
    Field(json_schema_extra={"enum": _ROLES, "type": "string"}),
]
_MANY = 50


class Sent(BaseModel):
    """The base of what is sent: strict, and it never prints itself."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True
    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class NewAct(Sent):
    """One thing that an officer said or did. Its kind can wait for triage."""

    told: Words = ""
    allegation_class: AllegationClass | None = None
    subtype: AllegationSubtype | None = None


class NewOfficer(Sent):
    """A respondent, who may be unknown, with what they said or did."""

    description: Words = ""
    acts: Annotated[list[NewAct], Field(max_length=_MANY)] = []


class NewPerson(Sent):
    """Whom it happened to, who tells it for them, or who saw it."""

    role: Part
    name: Line = ""
    contact: Words = ""
    details: Words = ""


class NewAnswer(Sent):
    """An answer about consent, for one purpose. Sharing names the partner."""

    purpose: ConsentPurpose
    given: bool
    partner: Line = ""
    witness: Line = ""


class SentAct(NewAct):
    """An act; with an ``id`` one that the case has, which is replaced by this."""

    id: UUID | None = None
    removed: bool = False


class SentOfficer(Sent):
    """A respondent; with an ``id`` one that the case has.

    Without ``description`` it stays as it is, and so do acts that are not named.
    """

    id: UUID | None = None
    removed: bool = False
    description: Words | None = None
    acts: Annotated[list[SentAct], Field(max_length=_MANY)] = []


class SentPerson(NewPerson):
    """A person; with an ``id`` one that the case has, who is replaced by this."""

    id: UUID | None = None
    removed: bool = False


class Facts(Sent):
    """What a case says once; texts are sealed, codes are not."""

    department: Slug | None = None
    outcome: OutcomeGroup | None = None
    reported_to: ReportedTo | None = None
    not_reported_because: Annotated[list[NotReportedBecause], Field(max_length=20)] = []
    police_response: PoliceResponse | None = None
    narrative: Told = ""
    occurred: Words = ""
    place: Words = ""
    wishes: Words = ""
    harm: Harm | None = None
    reporting: Words = ""


class NewCase(Facts):
    """A whole case. It begins as a draft of whoever the token belongs to."""

    team: Annotated[int, Field(ge=1, le=2**63 - 1, description="One of `/me/`.")]
    received_month: Month
    officers: Annotated[list[NewOfficer], Field(max_length=_MANY)] = []
    people: Annotated[list[NewPerson], Field(max_length=_MANY)] = []
    consents: Annotated[list[NewAnswer], Field(max_length=_MANY)] = []
    language: Language = "en"


class ChangedCase(Facts):
    """What changes. A field that is not sent stays; so does a part not named."""

    revision: Revision
    # Never the value of a case: it is taken only when it was sent.
    received_month: Month = Field(default_factory=str)
    officers: Annotated[list[SentOfficer], Field(max_length=_MANY)] = []
    people: Annotated[list[SentPerson], Field(max_length=_MANY)] = []


class NewNote(Sent):
    """A note about the work on a case."""

    text: Annotated[str, text_of(200_000, least=1)]


class NewConsent(NewAnswer):
    """An answer about consent that counts from now on."""

    expires_on: date | None = None
    language: Language = "en"


class NewMove(Sent):
    """Where a case goes. Every move but handing over says why."""

    to: CaseStatus
    revision: Revision
    reason: Words = ""


class Asked(BaseModel):
    """The base of what may be asked; by itself: nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class AskedCases(Asked):
    """What narrows the list: codes and the number, never what is told."""

    status: CaseStatus | None = None
    department: Slug | None = None
    allegation_class: Annotated[AllegationClass | None, Field(alias="class")] = None
    outcome: OutcomeGroup | None = None
    tag: Annotated[
        UUID | None,
        Field(description="A tag's id, of `vocabularies/`; no name."),
    ] = None
    since: Annotated[
        Month | None, Field(description="Received in this month or later: 2026-05.")
    ] = None
    number: (
        Annotated[
            str,
            StringConstraints(pattern=r"^[0-9A-Za-z-]{1,9}$"),
            Field(description="A case's number, or its beginning."),
        ]
        | None
    ) = None
    limit: Annotated[int, Field(ge=1, le=100, description="Cases a page.")] = 50
    cursor: (
        Annotated[
            str,
            StringConstraints(max_length=400),
            Field(description="Where the page before ended: take it from `next`."),
        ]
        | None
    ) = None
