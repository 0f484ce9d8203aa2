"""What the database itself refuses, whatever the code above it does."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accountability.models import (
    Department,
    ExtractedRecord,
    OversightBody,
    Provenance,
    Snapshot,
    SourceDocument,
    Statistic,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def reading() -> ExtractedRecord:
    body = OversightBody.objects.create(slug="opcc", name="OPCC", jurisdiction="CA-BC")
    Department.objects.create(
        slug="saanich",
        name="Saanich",
        kind="municipal",
        jurisdiction="CA-BC",
        body=body,
        source="test",
    )
    document = SourceDocument.objects.create(
        slug="report",
        source_id="ca_bc_opcc",
        body=body,
        url="http://127.0.0.1/report.pdf",
        title="Report",
        kind="publication",
        document_type="annual_report",
        authority="primary",
    )
    snapshot = Snapshot.objects.create(
        document=document,
        number=1,
        sha256="0" * 64,
        bytes=1,
        media_type="application/pdf",
        retrieved_at=NOW,
        last_seen_at=NOW,
    )
    return ExtractedRecord.objects.create(
        snapshot=snapshot,
        record_type="statistic",
        key="k",
        position=1,
        locator={},
        payload={},
        digest="d",
        parser_version="1",
    )


def provenance(reading: ExtractedRecord, **place: Any) -> Provenance:
    return Provenance.objects.create(
        snapshot=reading.snapshot, reading=reading, parser_version="1", **place
    )


PAGE = {"page": 3, "box_x0": 1.0, "box_top": 1.0, "box_x1": 2.0, "box_bottom": 2.0}


@pytest.mark.parametrize(
    "place",
    [{}, {**PAGE, "row": 2}, {"page": 0}, {"row": 0}, {**PAGE, "box_x1": 0.5}],
)
def test_a_fact_without_one_place_cannot_be_saved(
    reading: ExtractedRecord, place: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match="provenance_one_place"):
        provenance(reading, **place)


@pytest.mark.parametrize("place", [PAGE, {"row": 1}, {"xpath": "/html/body/table"}])
def test_each_kind_of_place_can_be_saved(
    reading: ExtractedRecord, place: dict[str, Any]
) -> None:
    assert provenance(reading, **place).pk


def statistic(reading: ExtractedRecord, **changes: Any) -> Statistic:
    values: dict[str, Any] = {
        "body": OversightBody.objects.get(),
        "department": Department.objects.get(),
        "key": "k",
        "metric": "registered_complaints",
        "unit": "complaint",
        "period": "2021/22",
        "period_start": date(2021, 4, 1),
        "period_end": date(2022, 3, 31),
        "value": Decimal(48),
        "value_raw": "48",
        "status": "reported",
        "last_seen": reading.snapshot,
        **changes,
    }
    if "provenance" not in changes:
        values["provenance"] = provenance(reading, **PAGE)
    return Statistic.objects.create(**values)


def test_zero_is_a_value(reading: ExtractedRecord) -> None:
    assert statistic(reading, value=Decimal(0)).pk


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"value": None}, "statistic_value_has_status"),
        ({"status": "not_reported"}, "statistic_value_has_status"),
        ({"status": "guessed"}, "statistic_"),
        ({"metric": "guessed"}, "statistic_metric_code"),
        ({"unit": "guessed"}, "statistic_unit_code"),
        ({"period_end": date(2020, 1, 1)}, "statistic_period_in_order"),
        ({"provenance": None}, "provenance_id"),
    ],
)
def test_a_figure_that_lies_about_itself_is_refused(
    reading: ExtractedRecord, changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        statistic(reading, **changes)


def test_a_reconstruction_has_no_publishers_address(reading: ExtractedRecord) -> None:
    document = reading.snapshot.document
    document.kind = "reconstruction"
    document.publisher_url = "https://opcc.bc.ca/report.pdf"
    with pytest.raises(IntegrityError, match="reconstruction_has_no_publisher_url"):
        document.save()


def test_a_rejection_says_why(reading: ExtractedRecord) -> None:
    reading.record_type = "rejection"
    with pytest.raises(IntegrityError, match="reading_rejection_has_reason"):
        reading.save()
