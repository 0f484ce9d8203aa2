"""The confidential plane's tables. The public plane can't import them."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if settings.PUBLIC:
    raise ImproperlyConfigured("the public plane has no database: no model is there")

from accountability.models.complaints import (
    Allegation,
    Complaint,
    Discipline,
    Finding,
    Respondent,
)
from accountability.models.documents import Retrieval, Snapshot, SourceDocument
from accountability.models.people import Role, User
from accountability.models.provenance import Provenance
from accountability.models.reading import (
    ExtractedRecord,
    ReadingState,
    RecordType,
    ReviewDecision,
)
from accountability.models.reference import (
    Denominator,
    Department,
    DepartmentAlias,
    OversightBody,
)
from accountability.models.releases import Approval, Release, ReleaseState
from accountability.models.statistics import Statistic
from accountability.models.work import HostPace, Job, JobKind, JobState, Run

__all__ = [
    "Allegation",
    "Approval",
    "Complaint",
    "Denominator",
    "Department",
    "DepartmentAlias",
    "Discipline",
    "ExtractedRecord",
    "Finding",
    "HostPace",
    "Job",
    "JobKind",
    "JobState",
    "OversightBody",
    "Provenance",
    "ReadingState",
    "RecordType",
    "Release",
    "ReleaseState",
    "Respondent",
    "Retrieval",
    "ReviewDecision",
    "Role",
    "Run",
    "Snapshot",
    "SourceDocument",
    "Statistic",
    "User",
]
