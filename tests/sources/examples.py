"""Example documents by source, and how a reading is written down to be compared.

Expected readings stand beside the tests as ``<source>/<case>.expected.txt``. A source
without an example, or an example without its expected file, fails ``test_examples``.
A source lists its examples in ``<source>/examples.csv``: case, file, document_type and
url.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accountability.sources.base import DocumentContent
from accountability.sources.proposals import (
    AllegationProposal,
    Locator,
    MatterProposal,
    ProceedingProposal,
    Reading,
    RecommendationProposal,
    Rejection,
    ResponseProposal,
)
from accountability.vocab import DocumentType
from fixtures.commission_site.manifest import Manifest

HERE = Path(__file__).parent
BASE = "http://127.0.0.1:8002"

#: Case -> path on the reconstructed site.
OPCC_CASES = {
    "annual-2015-16": (
        "/wp-content/uploads/2016/08/2015-2016-annual-report-reconstruction.pdf"
    ),
    "annual-2018-19": (
        "/wp-content/uploads/2019/11/2018-2019-annual-report-reconstruction.pdf"
    ),
    "quarterly-2013-q1": (
        "/wp-content/uploads/2013/05/"
        "2013-q1-quarterly-statistical-report-reconstruction.pdf"
    ),
    "appendix-2017-18": (
        "/wp-content/uploads/2018/11/"
        "2017-18-appendix-substantiated-allegations-reconstruction.pdf"
    ),
    "decisions-2": "/resources/discipline-decisions/?page=2",
    "press-cbc": "/in-the-press/cbc-news/",
    "press-news-1130": "/in-the-press/news-1130/",
}


_MEDIA_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".json": "application/json",
}


@dataclass(frozen=True)
class Example:
    """A document of a source, and where its expected readings are."""

    source: str
    case: str
    document: DocumentContent

    @property
    def expected(self) -> Path:
        return HERE / self.source / f"{self.case}.expected.txt"


def site_document(
    manifest: Manifest, directory: Path, path: str, revision: int = 1
) -> DocumentContent:
    entry = next(entry for entry in manifest.entries if entry.path == path)
    return DocumentContent(
        BASE + path,
        DocumentType.of(entry.document_type),
        entry.media_type,
        (directory / entry.at(revision).file).read_bytes(),
    )


def examples(manifest: Manifest, directory: Path) -> Iterator[Example]:
    for case, path in OPCC_CASES.items():
        document = site_document(manifest, directory, path)
        yield Example("ca_bc_opcc", case, document)
    for listed in sorted(HERE.glob("*/examples.csv")):
        yield from listed_examples(listed.parent.name)


def listed_examples(source: str) -> Iterator[Example]:
    with (HERE / source / "examples.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = row["file"]
            document = DocumentContent(
                row["url"],
                DocumentType.of(row["document_type"]),
                _MEDIA_TYPES[Path(name).suffix],
                (HERE / source / name).read_bytes(),
            )
            yield Example(source, row["case"], document)


def example(source: str, case: str) -> DocumentContent:
    """Return one listed example's document."""
    return next(item.document for item in listed_examples(source) if item.case == case)


def written(reading: Reading) -> str:
    """Write a reading on one line: everything that must not change unnoticed."""
    if isinstance(reading, Rejection):
        parts = ["REJECTED", reading.reason, reading.field, *reading.raw.values()]
    elif isinstance(reading, AllegationProposal):
        matter = reading.complaint
        measures = "; ".join(
            f"{item.raw}={item.measure}/{item.stage}/{item.days}"
            for item in reading.measures
        )
        parts = [
            f"{matter.department} ({matter.department_raw})",
            f"matter {matter.key} {matter.number_raw!r}",
            f"{matter.route}/{matter.file_type} ({matter.file_type_raw})",
            f"report {matter.report_period.label if matter.report_period else None}",
            f"occurred {matter.occurred.first if matter.occurred else None}",
            f"received {matter.received} concluded {matter.concluded}",
            f"{matter.employment_status} ({matter.employment_status_raw})",
            f"listed {matter.listed} of {matter.listed_of}",
            f"{reading.allegation_class} ({reading.class_raw}) {reading.subtype_raw!r}",
            f"{reading.disposition} ({reading.disposition_raw}) {reading.stage}",
            measures,
            " ".join(reading.flags),
        ]
    elif isinstance(reading, ProceedingProposal):
        days = {
            "occurred": reading.occurred,
            "opened": reading.opened,
            "reported": reading.reported,
            "corrected": reading.corrected,
        }
        parts = [
            f"{reading.number_raw!r} {reading.kind}",
            f"{reading.department} ({reading.department_raw})",
            f"{reading.place_raw} / {reading.incident_raw} / {reading.harm_raw}",
            f"{reading.outcome} ({reading.outcome_raw})",
            *(
                f"{name} {day.first} {day.precision} ({day.text})"
                for name, day in days.items()
                if day
            ),
            " ".join(reading.flags),
        ]
    elif isinstance(reading, MatterProposal):
        matter = reading.complaint
        parts = [
            f"{matter.department} ({matter.department_raw})",
            f"matter {matter.key} {matter.number_raw!r}",
            f"{matter.route}/{matter.file_type} ({matter.file_type_raw})",
            f"report {matter.report_period.label if matter.report_period else None}",
            f"occurred {matter.occurred.first if matter.occurred else None}",
            f"received {matter.received} concluded {matter.concluded}",
            f"{reading.disposition} ({reading.disposition_raw})",
            " ".join(reading.flags),
        ]
    elif isinstance(reading, RecommendationProposal):
        made = reading.made
        parts = [
            f"to {reading.addressee_raw}",
            f"{reading.department} ({reading.department_raw})",
            f"made {made.first} {made.precision} ({made.text})" if made else "",
            f"{reading.recommended} {reading.summary!r}",
            reading.cited_url,
            reading.note,
            " ".join(reading.flags),
        ]
    elif isinstance(reading, ResponseProposal):
        day = reading.answered
        parts = [
            f"to {reading.recommendation}",
            f"{reading.responder_raw} {reading.role}",
            f"{reading.department} ({reading.department_raw})",
            f"{reading.status} ({reading.status_raw})",
            f"answered {day.first} {day.precision} ({day.text})" if day else "",
            reading.cited_url,
            reading.note,
            " ".join(reading.flags),
        ]
    else:
        parts = [
            f"{reading.department} ({reading.department_raw})",
            f"{reading.metric} [{reading.category}] {reading.unit}",
            f"{reading.period.start} to {reading.period.end}",
            f"{reading.value_raw!r} {reading.value} {reading.status}",
            " ".join(reading.flags),
            reading.total_key,
            reading.note,
        ]
    return " | ".join([reading.key, place(reading.locator), *parts])


def place(locator: Locator) -> str:
    box = locator.box
    if box is None:
        return str(locator)
    return f"{locator} {box.x0:.0f},{box.top:.0f},{box.x1:.0f},{box.bottom:.0f}"
