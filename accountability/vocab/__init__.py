"""The field's terms as enums with permanent codes. Pure: no Django, no I/O.

A code, once published, never changes its meaning and is never reused. Labels may.
"""

from accountability.vocab.allegations import AllegationClass
from accountability.vocab.cases import (
    AllegationSubtype,
    CaseStatus,
    ConsentPurpose,
    Harm,
    NotReportedBecause,
    PersonRole,
    PoliceResponse,
    ReportedTo,
)
from accountability.vocab.crops import CropShape
from accountability.vocab.crosswalk import Crosswalk
from accountability.vocab.documents import (
    Authority,
    ChangeReason,
    DocumentKind,
    DocumentType,
    RetrievalOutcome,
)
from accountability.vocab.files import Adjudication, Admissibility, FileType, Route
from accountability.vocab.flags import Flag
from accountability.vocab.ledger import (
    Dismissal,
    DocumentChangeKind,
    ItemChange,
    ItemKind,
)
from accountability.vocab.measures import (
    DisciplineStage,
    EmploymentStatus,
    Measure,
)
from accountability.vocab.outcomes import (
    Disposition,
    FindingStage,
    OutcomeGroup,
    comparable,
    outcome_group,
)
from accountability.vocab.periods import ApproximateDate, Period, Precision
from accountability.vocab.proceedings import ProceedingKind, ProceedingOutcome
from accountability.vocab.recommendations import ResponderRole, ResponseStatus
from accountability.vocab.statistics import Coverage, Metric, Unit, ValueStatus, unit_of
from accountability.vocab.term import Term

__all__ = [
    "Adjudication",
    "Admissibility",
    "AllegationClass",
    "AllegationSubtype",
    "ApproximateDate",
    "Authority",
    "CaseStatus",
    "ChangeReason",
    "ConsentPurpose",
    "Coverage",
    "CropShape",
    "Crosswalk",
    "DisciplineStage",
    "Dismissal",
    "Disposition",
    "DocumentChangeKind",
    "DocumentKind",
    "DocumentType",
    "EmploymentStatus",
    "FileType",
    "FindingStage",
    "Flag",
    "Harm",
    "ItemChange",
    "ItemKind",
    "Measure",
    "Metric",
    "NotReportedBecause",
    "OutcomeGroup",
    "Period",
    "PersonRole",
    "PoliceResponse",
    "Precision",
    "ProceedingKind",
    "ProceedingOutcome",
    "ReportedTo",
    "ResponderRole",
    "ResponseStatus",
    "RetrievalOutcome",
    "Route",
    "Term",
    "Unit",
    "ValueStatus",
    "comparable",
    "outcome_group",
    "unit_of",
]
