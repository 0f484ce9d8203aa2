"""The confidential plane's tables. The public plane can't import them."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if settings.PUBLIC:
    raise ImproperlyConfigured("the public plane has no database: no model is there")

from accountability.models.alarms import AlarmAddress
from accountability.models.api_tokens import ApiToken
from accountability.models.attachments import Attachment
from accountability.models.audit import AuditEvent, AuditSeal
from accountability.models.case_imports import CaseImport, ImportMapping, ImportProblem
from accountability.models.case_lists import CaseTag, CaseTagging, SavedFilter
from accountability.models.case_record import (
    CaseAllegation,
    CaseDiscipline,
    CaseFinding,
    CaseLink,
)
from accountability.models.case_work import (
    CaseDraft,
    CaseMatch,
    CaseMove,
    CaseTask,
    MatchKind,
)
from accountability.models.cases import (
    Case,
    CaseExport,
    CaseNote,
    CasePerson,
    ConsentEvent,
    ExportState,
)
from accountability.models.community import CommunityCube, CommunityDrawing
from accountability.models.complaints import (
    Allegation,
    Complaint,
    Discipline,
    Finding,
    Respondent,
)
from accountability.models.crops import CropDecision
from accountability.models.documents import Retrieval, Snapshot, SourceDocument
from accountability.models.erasure import (
    ErasureReason,
    ErasureRequest,
    Tombstone,
)
from accountability.models.hand_entries import HandEntry
from accountability.models.handed_in import (
    HandedInFile,
    HandedInProblem,
    TableMapping,
)
from accountability.models.health import SourceHealth
from accountability.models.history import (
    HISTORIES,
    CaseAllegationHistory,
    CaseDisciplineHistory,
    CaseFindingHistory,
    CaseHistory,
    CaseNoteHistory,
    CasePersonHistory,
)
from accountability.models.invitations import Invitation
from accountability.models.ledger import (
    ChangeDecision,
    ChangeState,
    DocumentChange,
)
from accountability.models.organisations import (
    HOME_JURISDICTION,
    Membership,
    Organisation,
    Team,
    TeamMember,
)
from accountability.models.people import CASE_ROLES, GLOBAL_ROLES, Role, User
from accountability.models.proceedings import Proceeding, ProceedingStatement
from accountability.models.provenance import Provenance
from accountability.models.reading import (
    ExtractedRecord,
    ReadingState,
    RecordType,
    ReviewDecision,
)
from accountability.models.recommendations import (
    Recommendation,
    RecommendationResponse,
)
from accountability.models.reference import (
    Denominator,
    Department,
    DepartmentAlias,
    OversightBody,
)
from accountability.models.releases import (
    Approval,
    CurrentChange,
    Release,
    ReleaseAudit,
    ReleaseState,
    ReleaseWork,
    WorkKind,
    WorkState,
)
from accountability.models.statistics import Statistic
from accountability.models.work import HostPace, Job, JobKind, JobState, Run

__all__ = [
    "CASE_ROLES",
    "GLOBAL_ROLES",
    "HISTORIES",
    "HOME_JURISDICTION",
    "AlarmAddress",
    "Allegation",
    "ApiToken",
    "Approval",
    "Attachment",
    "AuditEvent",
    "AuditSeal",
    "Case",
    "CaseAllegation",
    "CaseAllegationHistory",
    "CaseDiscipline",
    "CaseDisciplineHistory",
    "CaseDraft",
    "CaseExport",
    "CaseFinding",
    "CaseFindingHistory",
    "CaseHistory",
    "CaseImport",
    "CaseLink",
    "CaseMatch",
    "CaseMove",
    "CaseNote",
    "CaseNoteHistory",
    "CasePerson",
    "CasePersonHistory",
    "CaseTag",
    "CaseTagging",
    "CaseTask",
    "ChangeDecision",
    "ChangeState",
    "CommunityCube",
    "CommunityDrawing",
    "Complaint",
    "ConsentEvent",
    "CropDecision",
    "CurrentChange",
    "Denominator",
    "Department",
    "DepartmentAlias",
    "Discipline",
    "DocumentChange",
    "ErasureReason",
    "ErasureRequest",
    "ExportState",
    "ExtractedRecord",
    "Finding",
    "HandEntry",
    "HandedInFile",
    "HandedInProblem",
    "HostPace",
    "ImportMapping",
    "ImportProblem",
    "Invitation",
    "Job",
    "JobKind",
    "JobState",
    "MatchKind",
    "Membership",
    "Organisation",
    "OversightBody",
    "Proceeding",
    "ProceedingStatement",
    "Provenance",
    "ReadingState",
    "Recommendation",
    "RecommendationResponse",
    "RecordType",
    "Release",
    "ReleaseAudit",
    "ReleaseState",
    "ReleaseWork",
    "Respondent",
    "Retrieval",
    "ReviewDecision",
    "Role",
    "Run",
    "SavedFilter",
    "Snapshot",
    "SourceDocument",
    "SourceHealth",
    "Statistic",
    "TableMapping",
    "Team",
    "TeamMember",
    "Tombstone",
    "User",
    "WorkKind",
    "WorkState",
]
