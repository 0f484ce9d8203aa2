"""Rows of figures and allegations, of what came of them, and of pictures."""

import hashlib
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from PIL import Image

from accountability.release.schema import (
    DISCIPLINE,
    FINDINGS,
)
from accountability.vocab import Disposition, Metric, Period, outcome_group, unit_of
from tests.bundles.places import ANNUAL, NOPD, read_from


def statistic(
    department: str = "saanich",
    metric: Metric = Metric.REGISTERED_COMPLAINTS,
    period: str = "2021/22",
    value: float | None = 48,
    *,
    document: str = ANNUAL,
    **overrides: Any,
) -> dict[str, object]:
    """Return one row of the statistics table."""
    span = Period.parse(period, calendar_years=True)
    category = str(overrides.get("category", ""))
    figure = f"{department}/{metric}/{category}/{period}"
    row: dict[str, object] = {
        "statistic": f"{figure}@{document}",
        "figure": figure,
        "body": "opcc",
        "jurisdiction": "CA-BC",
        "department": department,
        "metric": metric.value,
        "category": category,
        "unit": unit_of(metric).value,
        "period": period,
        "period_start": span.start,
        "period_end": span.end,
        "value": value,
        "value_raw": "" if value is None else f"{value:g}",
        "status": "not_reported" if value is None else "reported",
        "current": True,
        "disputed": False,
        "authority": "primary",
        "flags": "",
        "note": "",
    }
    return row | read_from(document) | overrides


def allegation(
    number: int = 1,
    department: str = "new-orleans",
    year: int = 2020,
    disposition: Disposition = Disposition.SUBSTANTIATED,
    *,
    document: str = NOPD,
    **overrides: Any,
) -> dict[str, object]:
    """Return one row of the allegations table."""
    in_bc = department != "new-orleans"
    row: dict[str, object] = {
        "allegation": f"{department}-{number:06d}",
        "complaint": f"{department}-c{number:06d}",
        "body": "opcc" if in_bc else "nopd-pib",
        "jurisdiction": "CA-BC" if in_bc else "US-LA",
        "department": department,
        "year": year,
        "received_month": None if in_bc else date(year, 3, 1),
        "period": None,
        "route": "public",
        "file_type": "registered_complaint" if in_bc else "unassigned",
        "file_type_raw": "Registered Complaint" if in_bc else "Public Initiated",
        "class": "neglect_of_duty",
        "class_raw": "Neglect of Duty",
        "subtype_raw": "inadequate investigation",
        "stage": "final",
        "disposition": disposition.value,
        "disposition_raw": disposition.english,
        "outcome": outcome_group(disposition).value,
        "gravest_measure": None,
        "measures": "",
        "measures_raw": "",
        "suspension_days": None,
        "discipline_stage": None,
        "employment_status": "unknown",
        "days_to_conclusion": None,
        "listed": None,
        "listed_of": None,
        "flags": "",
    }
    where = (
        {}
        if in_bc
        else {"page": None, "row": number}
        | dict.fromkeys(("box_x0", "box_top", "box_x1", "box_bottom"))
    )
    return row | read_from(document, **where) | overrides


def finding(of: Mapping[str, object], **overrides: Any) -> dict[str, object]:
    """Return one row of the findings table, from an allegation's row."""
    return {name: of[name] for name in FINDINGS.names} | overrides


def measure(
    of: Mapping[str, object], code: str, ordinal: int = 1, **overrides: Any
) -> dict[str, object]:
    """Return one row of the discipline table, from an allegation's row."""
    own: dict[str, object] = {
        "ordinal": ordinal,
        "stage": of["discipline_stage"] or "imposed",
        "measure": code,
        "measure_raw": code.replace("_", " ").capitalize(),
        "days": of["suspension_days"] if code == "suspension" else None,
    }
    kept = {name: of[name] for name in DISCIPLINE.names if name not in own}
    return kept | own | overrides


def picture(width: int = 120, height: int = 40) -> bytes:
    """Return a PNG as a crop is: pixels and nothing else."""
    held = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(held, "PNG", optimize=True)
    return held.getvalue()


PICTURE = picture()


def crop(of: Mapping[str, object], png: bytes, **overrides: Any) -> dict[str, object]:
    """Return one row of the crops table: a figure's picture, 120 by 40 pixels."""
    digest = hashlib.sha256(png).hexdigest()
    row: dict[str, object] = {
        "statistic": of["statistic"],
        "document": of["document"],
        "sha256": of["sha256"],
        "page": of["page"],
        "shape": "figure",
        "cut_x0": 302.5,
        "cut_top": 198.25,
        "cut_x1": 333.0,
        "cut_bottom": 214.0,
        "width": 120,
        "height": 40,
        "crop": digest,
        "file": f"crop-{digest}.png",
    }
    return row | overrides
