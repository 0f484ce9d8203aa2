"""A release of the real figures: B.C.'s as typed from the press, New Orleans' rows."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from accountability.vocab import AllegationClass, Crosswalk, Disposition, Metric
from tests.bundles import (
    NOPD,
    SAMPLE_BODIES,
    allegation,
    department,
    document,
    sample_allegations,
    statistic,
    told_documents,
    write_sample_bundle,
)

_FIXTURES = Path(__file__).parents[3] / "fixtures"
_TOTAL = "ALL (OPCC total)"


def _departments() -> list[dict[str, object]]:
    with (_FIXTURES / "reference/departments.csv").open(encoding="utf-8") as lines:
        return [
            department(row["slug"], row["name"], jurisdiction=row["jurisdiction"])
            for row in csv.DictReader(lines)
        ]


def _figures() -> Iterator[dict[str, object]]:
    slugs = {str(row["name"]): str(row["department"]) for row in _departments()}
    with (_FIXTURES / "commission_site/opcc_figures.csv").open(
        encoding="utf-8"
    ) as lines:
        read = [row for row in csv.DictReader(lines) if _usable(row)]
    seen: dict[tuple[str, ...], set[str]] = {}
    for row in read:
        seen.setdefault(_figure_of(row), set()).add(row["value"])
    drawn: set[tuple[str, ...]] = set()
    for number, row in enumerate(read, start=1):
        key = (*_figure_of(row), row["value"])
        if key in drawn:
            continue
        drawn.add(key)
        slug = "all" if row["department"] == _TOTAL else slugs[row["department"]]
        press = len(seen[_figure_of(row)]) > 1
        yield statistic(
            slug,
            Metric.of(row["metric"]),
            row["period"],
            float(row["value"]),
            document=f"ca_bc_opcc/{'press' if press else 'annual'}-{row['period']}"
            + (f"-{number}" if press else ""),
            statistic=f"{number:04d}",
            category="" if row["category"] == "ALL" else row["category"],
            authority="press" if press else "primary",
            disputed=press,
            status="rounded" if row["unit"] == "count_approx" else "reported",
        )


def _figure_of(row: dict[str, str]) -> tuple[str, ...]:
    return row["department"], row["metric"], row["category"], row["period"]


def _usable(row: dict[str, str]) -> bool:
    return row["period"] != "2015-2017 matter" and row["metric"] in Metric.codes()


def _new_orleans() -> Iterator[dict[str, object]]:
    crosswalk = Crosswalk.load("us_la_nopd")
    (packed,) = (_FIXTURES / "sources/us_la_nopd").glob("*.csv.gz")
    text = gzip.decompress(packed.read_bytes()).decode("utf-8-sig")
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=1):
        rule = row["Paragraph Violation"]
        received = _day(row["Date Complaint Received by NOPD (PIB)"])
        if received is None:
            continue
        concluded = _day(row["Date Complaint Investigation Complete"])
        lasted = None if concluded is None else (concluded - received).days
        yield allegation(
            number,
            year=received.year,
            complaint=f"c{hash_of(row['Complaint Tracking Number'])}",
            received_month=received.replace(day=1),
            days_to_conclusion=None if lasted is None or lasted < 0 else lasted,
            subtype_raw=row["Paragraph Violation"],
            disposition=crosswalk.term(Disposition, "disposition", row["Disposition"]),
            disposition_raw=row["Disposition"],
            **{
                "class": crosswalk.term(AllegationClass, "class", rule).value,
                "class_raw": rule,
            },
        )


def _day(text: str) -> date | None:
    parts = text.split("/")
    if len(parts) != 3 or not all(map(str.isdigit, parts)):
        return None
    return date(*map(int, parts))


def hash_of(text: str) -> str:
    """Return a short id that does not give the number away."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _denominators() -> Iterator[dict[str, object]]:
    with (_FIXTURES / "reference/denominators.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield {
                "department": row["department"],
                "measure": row["measure"],
                "year": int(row["as_of"]),
                "value": int(row["value"]),
                "unit": row["unit"],
                "source_kind": row["source_kind"],
                "source_url": row["source"],
                "note": row["note"],
            }


def _documents(figures: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    names = dict.fromkeys(str(row["document"]) for row in figures)
    for name in names:
        _, _, title = name.partition("/")
        press = title.startswith("press")
        _, _, period = title.partition("-")
        yield document(
            name,
            title=f"{'Press account' if press else 'Report'} {period} (reconstruction)",
            type="press_page" if press else "annual_report",
            authority="press" if press else "primary",
        )
    yield document(
        "ca_bc_opcc/appendix-2017-18",
        title="Substantiated allegations 2017/18 (reconstruction)",
        type="appendix",
    )
    yield document(
        NOPD,
        title="NOPD Misconduct Complaints",
        body="nopd-pib",
        kind="open_data",
        type="dataset",
        licence="CC BY 4.0",
        attribution="City of New Orleans",
    )


def write_real_figures(root: Path, **overrides: object) -> Path:
    """Publish a release of the real figures under ``root``."""
    figures = list(_figures())
    matter = [row for row in sample_allegations() if row["department"] == "saanich"]
    return write_sample_bundle(
        root,
        statistics=figures,
        allegations=[*matter, *_new_orleans()],
        documents=[*_documents(figures), *told_documents()],
        departments=_departments(),
        denominators=list(_denominators()),
        bodies=SAMPLE_BODIES,
        **overrides,  # type: ignore[arg-type]
    )
