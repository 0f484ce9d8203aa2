"""A small official record in the database, as acceptance in review leaves it.

``CANARIES`` are planted in every column that no release may show.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from accountability.models import (
    Allegation,
    Complaint,
    Denominator,
    Department,
    Discipline,
    ExtractedRecord,
    Finding,
    OversightBody,
    Provenance,
    Respondent,
    ReviewDecision,
    Snapshot,
    SourceDocument,
    Statistic,
    User,
)
from tests.bundles import sha256_for

EARLIER = datetime(2026, 11, 1, 8, 0, 0, 123456, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

#: One word for each place that must stay behind.
CANARIES = {
    name: f"CANARY{number:02d}{name.upper().replace('_', '')}"
    for number, name in enumerate(
        (
            "statistic_key",
            "complaint_key",
            "number_raw",
            "occurred_text",
            "allegation_key",
            "decided_by",
            "employment_status_raw",
            "reading_key",
            "payload",
            "rejection_payload",
            "review_reason",
            "document_url",
            "user_name",
        )
    )
}


@dataclass
class OfficialRecord:
    """Builds records with as little as a test needs to say."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.body = OversightBody.objects.create(
            slug="opcc", name="OPCC", jurisdiction="CA-BC", url="https://opcc.bc.ca/"
        )
        self.departments = {
            slug: Department.objects.create(
                slug=slug,
                name=slug.title(),
                kind="municipal",
                jurisdiction="CA-BC",
                body=self.body,
                source="a list",
            )
            for slug in ("saanich", "vancouver")
        }
        Denominator.objects.create(
            department=self.departments["saanich"],
            measure="population",
            year=2011,
            value=109752,
            unit="people",
            source_kind="official_table",
            source_url="https://www150.statcan.gc.ca/",
        )
        self.reader = User.objects.create(username=CANARIES["user_name"])

    def document(self, slug: str = "annual", **facts: Any) -> SourceDocument:
        """Add a document; a publication of the body itself unless told."""
        return SourceDocument.objects.create(
            **{
                "slug": slug,
                "source_id": "ca_bc_opcc",
                "body": self.body,
                "url": f"http://127.0.0.1/{CANARIES['document_url']}/{slug}",
                "title": f"Report {slug}",
                "kind": "publication",
                "document_type": "annual_report",
                "authority": "primary",
                "publisher_url": f"https://opcc.bc.ca/{slug}.pdf",
                **facts,
            }
        )

    def snapshot(
        self, document: SourceDocument, number: int = 1, at: datetime = LATER
    ) -> Snapshot:
        """Add a version of a document's bytes."""
        return Snapshot.objects.create(
            document=document,
            number=number,
            sha256=sha256_for(f"{document.slug}#{number}"),
            bytes=1000,
            media_type="application/pdf",
            retrieved_at=at,
            last_seen_at=at,
        )

    def reading(
        self, snapshot: Snapshot, record_type: str = "statistic", **facts: Any
    ) -> ExtractedRecord:
        """Add an accepted reading with the decision that accepted it."""
        number = next(self.numbers)
        reading = ExtractedRecord.objects.create(
            **{
                "snapshot": snapshot,
                "record_type": record_type,
                "key": f"{CANARIES['reading_key']}-{number}",
                "position": number,
                "locator": {"row": number},
                "payload": {"narrative": CANARIES["payload"]},
                "digest": f"{number:064d}",
                "parser_version": "1",
                "state": "accepted",
                **facts,
            }
        )
        ReviewDecision.objects.create(
            reading=reading,
            verdict="accepted",
            reason=CANARIES["review_reason"],
            payload={"narrative": CANARIES["payload"]},
            by=self.reader,
        )
        return reading

    def provenance(self, snapshot: Snapshot, record_type: str) -> Provenance:
        """Add a place in a snapshot: a page with a box, or a row."""
        place: dict[str, Any] = (
            {"page": 3, "box_x0": 1, "box_top": 2, "box_x1": 3, "box_bottom": 4.5}
            if record_type == "statistic"
            else {"row": next(self.numbers)}
        )
        return Provenance.objects.create(
            snapshot=snapshot,
            reading=self.reading(snapshot, record_type),
            parser_version="1",
            **place,
        )

    def statistic(
        self,
        snapshot: Snapshot,
        value: int | None,
        *,
        department: str | None = "saanich",
        key: str = "total",
        **facts: Any,
    ) -> Statistic:
        """Add one printed figure: registered complaints of 2021/22 unless told."""
        return Statistic.objects.create(
            **{
                "body": self.body,
                "department": self.departments[department] if department else None,
                "key": f"{CANARIES['statistic_key']}-{key}",
                "metric": "registered_complaints",
                "unit": "complaint",
                "period": "2021/22",
                "period_start": date(2021, 4, 1),
                "period_end": date(2022, 3, 31),
                "value": value,
                "value_raw": "" if value is None else str(value),
                "status": "not_reported" if value is None else "reported",
                "provenance": self.provenance(snapshot, "statistic"),
                "last_seen": snapshot,
                **facts,
            }
        )

    def complaint(self, key: str = "matter", **facts: Any) -> Complaint:
        """Add a matter received on 5 March 2018 unless told."""
        return Complaint.objects.create(
            **{
                "body": self.body,
                "source_id": "ca_bc_opcc",
                "key": f"{CANARIES['complaint_key']}-{key}",
                "department": self.departments["saanich"],
                "number_raw": CANARIES["number_raw"],
                "route": "public",
                "file_type": "registered_complaint",
                "file_type_raw": "Registered Complaint",
                "occurred_text": CANARIES["occurred_text"],
                "received": date(2018, 3, 5),
                "concluded": date(2018, 3, 15),
                **facts,
            }
        )

    def allegation(
        self,
        snapshot: Snapshot,
        complaint: Complaint,
        *,
        key: str = "1",
        disposition: str = "substantiated",
        measures: tuple[tuple[str, str, float | None], ...] = (),
        **facts: Any,
    ) -> Allegation:
        """Add an allegation with a final finding; measures are (stage, code, days)."""
        respondent, _ = Respondent.objects.get_or_create(
            complaint=complaint,
            ordinal=1,
            defaults={
                "employment_status": "resigned",
                "employment_status_raw": CANARIES["employment_status_raw"],
            },
        )
        allegation = Allegation.objects.create(
            **{
                "complaint": complaint,
                "respondent": respondent,
                "key": f"{CANARIES['allegation_key']}-{key}",
                "allegation_class": "neglect_of_duty",
                "class_raw": "Neglect of Duty",
                "subtype_raw": "inadequate investigation",
                "provenance": self.provenance(snapshot, "allegation"),
                "last_seen": snapshot,
                **facts,
            }
        )
        Finding.objects.create(
            allegation=allegation,
            stage="final",
            disposition=disposition,
            disposition_raw=disposition.title(),
            decided_by=CANARIES["decided_by"],
        )
        for ordinal, (stage, measure, days) in enumerate(measures, start=1):
            Discipline.objects.create(
                allegation=allegation,
                ordinal=ordinal,
                stage=stage,
                measure=measure,
                measure_raw=measure.title(),
                days=None if days is None else Decimal(str(days)),
            )
        return allegation
