"""What a source reads from a document: proposals, each with its place in it.

A proposal is not a record. It becomes one when a person accepts it in review.
"""

from dataclasses import dataclass
from dataclasses import field as default
from datetime import date
from decimal import Decimal

from accountability.vocab import (
    AllegationClass,
    ApproximateDate,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    FindingStage,
    Flag,
    Measure,
    Metric,
    Period,
    ProceedingKind,
    ProceedingOutcome,
    ResponderRole,
    ResponseStatus,
    Route,
    Unit,
    ValueStatus,
)


@dataclass(frozen=True)
class Box:
    """A rectangle on a page: PDF points from the top left of the page as shown."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Locator:
    """A place in a document: a page and box, a data row, or an XPath.

    Exactly one kind is given. Pages are counted from 1, rows as a spreadsheet numbers
    them: the headings are row 1.
    """

    page: int | None = None
    box: Box | None = None
    row: int | None = None
    xpath: str | None = None

    def __post_init__(self) -> None:
        """Refuse a locator that is none of the three kinds, or two at once."""
        if (self.page is None) != (self.box is None):
            raise ValueError("a page locator has a page and a box")
        given = [self.page is not None, self.row is not None, self.xpath is not None]
        if sum(given) != 1:
            raise ValueError("a locator is a page and box, a row, or an XPath")

    def __str__(self) -> str:
        """Name the place as an error message does."""
        if self.page is not None:
            return f"page {self.page}"
        return f"row {self.row}" if self.row is not None else f"at {self.xpath}"


@dataclass(frozen=True)
class StatisticProposal:
    """One printed figure.

    ``department`` is a slug of the reference data, ``all`` for the body's total over
    the agencies of that period, or None if the name is not recognised (then the flag
    UNKNOWN_DEPARTMENT is set and it can't be accepted uncorrected). ``value`` is None
    unless ``status`` is reported or rounded. ``key`` is stable between versions of the
    document: it names the figure, not its value or place. ``total_key`` groups rows
    whose parts were checked against one printed total.
    """

    key: str
    department: str | None
    department_raw: str
    metric: Metric
    category: str
    unit: Unit
    period: Period
    value: Decimal | None
    value_raw: str
    status: ValueStatus
    locator: Locator
    flags: tuple[Flag, ...] = ()
    total_key: str = ""
    note: str = ""


@dataclass(frozen=True)
class ComplaintFacts:
    """The matter an allegation belongs to, as far as the source states it.

    ``key`` is stable between versions of the document and shared by its allegations.
    ``number_raw`` is the body's own number; it is kept, never published.
    """

    key: str
    department: str | None
    department_raw: str
    number_raw: str = ""
    route: Route = Route.UNKNOWN
    file_type: FileType = FileType.UNKNOWN
    file_type_raw: str = ""
    report_period: Period | None = None
    occurred: ApproximateDate | None = None
    received: date | None = None
    concluded: date | None = None
    employment_status: EmploymentStatus = EmploymentStatus.UNKNOWN
    employment_status_raw: str = ""
    listed: int | None = None
    listed_of: int | None = None


@dataclass(frozen=True)
class MatterProposal:
    """One matter as a list of matters states it, without its allegations.

    What it says is joined to the allegations of other tables by the matter's key.
    ``disposition`` is the conclusion on the whole of it, where the body states one: of
    several allegations at least one ended so. It is never counted as an allegation's.
    """

    key: str
    complaint: ComplaintFacts
    locator: Locator
    disposition: Disposition = Disposition.UNKNOWN
    disposition_raw: str = ""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class MeasureFacts:
    """One measure on one allegation. ``days`` is set for suspensions only."""

    measure: Measure
    raw: str
    stage: DisciplineStage
    days: Decimal | None = None


@dataclass(frozen=True)
class AllegationProposal:
    """One allegation with its finding and measures."""

    key: str
    complaint: ComplaintFacts
    allegation_class: AllegationClass
    class_raw: str
    subtype_raw: str
    disposition: Disposition
    disposition_raw: str
    locator: Locator
    stage: FindingStage = FindingStage.FINAL
    measures: tuple[MeasureFacts, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class ProceedingProposal:
    """What one document says of a numbered matter that a body takes up.

    ``key`` is the body's number, or what it has in place of one; every document and
    every language that tells of the matter gives it the same. What the document does
    not state is left empty and takes nothing away from what others state.
    ``department`` is None if it is not named, or not recognised (then the flag
    UNKNOWN_DEPARTMENT is set and it can't be accepted uncorrected). ``occurred`` is
    when it happened, ``opened`` when the body was told or began, ``reported`` when it
    reported or decided, ``corrected`` when it corrected its report.
    """

    key: str
    locator: Locator
    number_raw: str = ""
    kind: ProceedingKind = ProceedingKind.UNKNOWN
    department: str | None = None
    department_raw: str = ""
    place_raw: str = ""
    incident_raw: str = ""
    harm_raw: str = ""
    outcome: ProceedingOutcome = ProceedingOutcome.UNKNOWN
    outcome_raw: str = ""
    occurred: ApproximateDate | None = None
    opened: ApproximateDate | None = None
    reported: ApproximateDate | None = None
    corrected: ApproximateDate | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class RecommendationProposal:
    """What a body recommended, to whom, and when.

    ``key`` is shared by all versions that tell of it. ``summary`` is in our own words,
    empty where the source counts ``recommended`` of them and gives no text.
    ``department`` is the police service that it concerns, None if it is none, or not
    recognised (then the flag UNKNOWN_DEPARTMENT is set and it can't be accepted
    uncorrected). ``cited_url`` is the page that a row typed by hand was read from,
    ``number_raw`` the number that the document gives it, for staff who look for it.
    """

    key: str
    locator: Locator
    addressee_raw: str
    department: str | None = None
    department_raw: str = ""
    made: ApproximateDate | None = None
    recommended: int = 1
    summary: str = ""
    cited_url: str = ""
    note: str = ""
    flags: tuple[Flag, ...] = ()
    number_raw: str = ""


@dataclass(frozen=True)
class ResponseProposal:
    """One answer to a recommendation.

    ``recommendation`` is the key of what is answered, of ``recommendation_source``, the
    same source if that is empty; it must be on record before the answer can be.
    ``department`` is the police service that answers, as for a RecommendationProposal.
    """

    key: str
    recommendation: str
    locator: Locator
    responder_raw: str
    status: ResponseStatus
    status_raw: str = ""
    role: ResponderRole = ResponderRole.UNKNOWN
    department: str | None = None
    department_raw: str = ""
    answered: ApproximateDate | None = None
    cited_url: str = ""
    note: str = ""
    flags: tuple[Flag, ...] = ()
    recommendation_source: str = ""


@dataclass(frozen=True)
class Rejection:
    """A row or figure that can't be a proposal, with the reason; never dropped.

    ``reason`` is a code, ``field`` the column or figure concerned. ``raw`` holds the
    words as read, for staff only.
    """

    key: str
    reason: str
    field: str
    locator: Locator
    raw: dict[str, str] = default(default_factory=dict)


Proposal = (
    StatisticProposal
    | AllegationProposal
    | ProceedingProposal
    | MatterProposal
    | RecommendationProposal
    | ResponseProposal
)
Reading = Proposal | Rejection
