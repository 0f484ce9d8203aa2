"""Documents, snapshots and readings to decide, with real bytes in the archive."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from accountability.access.permissions import grant
from accountability.archive.store import store
from accountability.extraction.payload import stored
from accountability.models import (
    Department,
    ExtractedRecord,
    OversightBody,
    ReadingState,
    Role,
    Snapshot,
    SourceDocument,
    User,
)
from accountability.sources.proposals import (
    AllegationProposal,
    ComplaintFacts,
    Locator,
    MatterProposal,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import (
    AllegationClass,
    Authority,
    Disposition,
    DocumentKind,
    DocumentType,
    Flag,
    Metric,
    Period,
    Route,
    Unit,
    ValueStatus,
)
from tests.drawn_pages import line_box, pdf_page

PASSWORD = "a long enough password"
FETCHED = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
_NUMBERS = count(1)


def make_reviewer(
    name: str = "rosa",
    *roles: Role,
    synthetic: bool = False,
    password: str | None = None,
) -> User:
    """Make an account, a reviewer unless other roles are named.

    Only one with a password can log in; hashing one takes its time.
    """
    user = User.objects.create_user(name, password=password, synthetic=synthetic)
    for role in roles or (Role.REVIEWER,):
        grant(user, role)
    return user


@dataclass
class Desk:
    """A body with two departments, and documents with readings to decide."""

    departments: dict[str, Department] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.body = OversightBody.objects.create(
            slug="opcc-bc", name="OPCC", jurisdiction="CA-BC"
        )
        self.city = OversightBody.objects.create(
            slug="nopd-pib", name="Public Integrity Bureau", jurisdiction="US-LA"
        )
        for slug, name, body in (
            ("saanich", "Saanich Police Department", self.body),
            ("vancouver", "Vancouver Police Department", self.body),
            ("new-orleans", "New Orleans Police Department", self.city),
        ):
            # One that another part of a test's world made becomes the desk's.
            self.departments[slug], _ = Department.objects.update_or_create(
                slug=slug,
                defaults={
                    "name": name,
                    "kind": "municipal",
                    "jurisdiction": body.jurisdiction,
                    "body": body,
                    "source": "a list",
                },
            )

    def document(
        self,
        content: bytes,
        *,
        title: str = "Annual report 2021/22",
        document_type: DocumentType = DocumentType.ANNUAL_REPORT,
        media_type: str = "application/pdf",
        source_id: str = "ca_bc_opcc",
        body: OversightBody | None = None,
    ) -> Snapshot:
        """Keep ``content`` as the first version of a new document."""
        number = next(_NUMBERS)
        document = SourceDocument.objects.create(
            slug=f"document-{number}",
            source_id=source_id,
            body=body or self.body,
            url=f"http://127.0.0.1/{number}",
            title=title,
            kind=DocumentKind.RECONSTRUCTION.value,
            document_type=document_type.value,
            authority=Authority.PRIMARY.value,
        )
        return self.version(document, content, media_type=media_type)

    def version(
        self,
        document: SourceDocument,
        content: bytes,
        *,
        media_type: str = "application/pdf",
    ) -> Snapshot:
        """Keep ``content`` as the next version of ``document``."""
        return Snapshot.objects.create(
            document=document,
            number=document.snapshots.count() + 1,
            sha256=store(content),
            bytes=len(content),
            media_type=media_type,
            retrieved_at=FETCHED,
            last_seen_at=FETCHED,
            parser_version="1",
            read_at=FETCHED,
        )

    def report(self, *readings: Reading, lines: list[str] | None = None) -> Snapshot:
        """Make a one-page report with these readings."""
        words = lines or ["Registered complaints", "Saanich 48", "Vancouver 393"]
        snapshot = self.document(pdf_page(words))
        for reading in readings:
            self.reading(snapshot, reading)
        return snapshot

    def dataset(self, *readings: Reading, content: bytes | None = None) -> Snapshot:
        """Make a CSV dataset with these readings."""
        snapshot = self.document(
            content or b"Rule,Disposition,Officer Gender\nNEGLECT,Sustained,Female\n",
            title="Complaints 2016 to 2023",
            document_type=DocumentType.DATASET,
            media_type="text/csv",
            source_id="us_la_nopd",
            body=self.city,
        )
        ExtractedRecord.objects.bulk_create(
            self._row(snapshot, reading, position)
            for position, reading in enumerate(readings, start=1)
        )
        return snapshot

    def reading(
        self,
        snapshot: Snapshot,
        reading: Reading,
        *,
        previous: ExtractedRecord | None = None,
    ) -> ExtractedRecord:
        """Store a reading of ``snapshot`` as extraction does."""
        row = self._row(snapshot, reading, snapshot.readings.count() + 1)
        row.previous = previous
        row.save()
        return row

    def _row(
        self, snapshot: Snapshot, reading: Reading, position: int
    ) -> ExtractedRecord:
        row = stored(reading)
        rejected = isinstance(reading, Rejection)
        return ExtractedRecord(
            snapshot=snapshot,
            record_type=row.record_type.value,
            key=row.key,
            position=position,
            locator=json.loads(row.locator),
            payload=json.loads(row.payload),
            digest=row.digest,
            flags=row.flags,
            total_key=row.total_key,
            parser_version="1",
            state=(ReadingState.REJECTED if rejected else ReadingState.PROPOSED).value,
            reason=row.reason,
            field=row.field,
        )


def figure(line: int = 1, **changes: Any) -> StatisticProposal:
    """Return a figure read from line ``line`` of a report: Saanich, 48."""
    given: dict[str, Any] = {
        "key": f"registered_complaints:{next(_NUMBERS)}",
        "department": "saanich",
        "department_raw": "Saanich",
        "metric": Metric.REGISTERED_COMPLAINTS,
        "category": "",
        "unit": Unit.COMPLAINT,
        "period": Period.parse("2021/22"),
        "value": Decimal(48),
        "value_raw": "48",
        "status": ValueStatus.REPORTED,
        "locator": Locator(page=1, box=line_box(line)),
        "flags": (Flag.SUM_CHECKED,),
        **changes,
    }
    return StatisticProposal(**given)


def matter(row: int = 2, **changes: Any) -> AllegationProposal:
    """Return an allegation of row ``row`` of a dataset: neglect, sustained."""
    number = next(_NUMBERS)
    department = changes.pop("department", "new-orleans")
    given: dict[str, Any] = {
        "key": f"allegation:{number}",
        "complaint": ComplaintFacts(
            key=f"complaint:{number}",
            department=department,
            department_raw="NOPD",
            received=date(2020, 1, 2),
        ),
        "allegation_class": AllegationClass.NEGLECT_OF_DUTY,
        "class_raw": "NEGLECT",
        "subtype_raw": "",
        "disposition": Disposition.SUBSTANTIATED,
        "disposition_raw": "Sustained",
        "locator": Locator(row=row),
        **changes,
    }
    return AllegationProposal(**given)


def told(row: int = 2, **changes: Any) -> MatterProposal:
    """Return the matter of row ``row`` of a dataset: received, concluded."""
    number = next(_NUMBERS)
    given: dict[str, Any] = {
        "key": f"matter:{number}",
        "complaint": ComplaintFacts(
            key=f"complaint:{number}",
            department="new-orleans",
            department_raw="NOPD",
            number_raw=f"2020-{number:04d}",
            route=Route.PUBLIC,
            received=date(2020, 1, 2),
            concluded=date(2020, 3, 4),
        ),
        "locator": Locator(row=row),
        "disposition": Disposition.SUBSTANTIATED,
        "disposition_raw": "Sustained",
        **changes,
    }
    return MatterProposal(**given)


def unreadable(row: int = 3) -> Rejection:
    """Return a row that could not be read."""
    return Rejection(
        key=f"row:{row}",
        reason="no_date",
        field="Date Complaint Received",
        locator=Locator(row=row),
        raw={"Rule": "NEGLECT"},
    )


__all__ = [
    "FETCHED",
    "PASSWORD",
    "Desk",
    "figure",
    "line_box",
    "make_reviewer",
    "matter",
    "pdf_page",
    "told",
    "unreadable",
]
