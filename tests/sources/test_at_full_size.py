"""Real open data beside the checkout, whole: every row accounted for, known counts.

What has no clear licence is read here and never copied into the repository.
"""

import csv
import gzip
import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.proposals import (
    AllegationProposal,
    MatterProposal,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.sources.registry import source
from accountability.vocab import Disposition, DocumentType, Measure

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PHILADELPHIA, CHICAGO = DATA / "philadelphia-ppd", DATA / "chicago-invisible-institute"
NEW_YORK = DATA / "nyc-ccrb"


def content_of(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def read(source_id: str, path: Path) -> Iterator[Reading]:
    return readings(source_id, content_of(path))


def readings(source_id: str, content: bytes) -> Iterator[Reading]:
    document = DocumentContent("x", DocumentType.DATASET, "text/csv", content)
    return source(source_id).checked_readings(document)


def columns(path: Path, *names: str) -> list[tuple[str, ...]]:
    rows = csv.DictReader(io.StringIO(content_of(path).decode("utf-8-sig")))
    return [tuple(row[name] for name in names) for row in rows]


def folded(words: Counter[str]) -> Counter[str]:
    together: Counter[str] = Counter()
    for word, number in words.items():
        together[word.casefold()] += number
    return together


@pytest.mark.parametrize(
    ("complaints", "findings", "numbers"),
    [
        (
            "ppd_complaints_2016_2021.csv.gz",
            "ppd_findings_2016_2021.csv.gz",
            (3388, 8839, 2),
        ),
        (
            "ppd_complaints_2013_2020_no_narrative.csv.gz",
            "ppd_findings_2013_2020.csv.gz",
            (5296, 13332, 0),
        ),
    ],
)
def test_philadelphias_findings_are_joined_to_its_complaints(
    complaints: str, findings: str, numbers: tuple[int, int, int]
) -> None:
    matters = list(read("us_pa_ppd", PHILADELPHIA / complaints))
    found = list(read("us_pa_ppd", PHILADELPHIA / findings))
    rejected = [item for item in found if isinstance(item, Rejection)]
    assert (len(matters), len(found), len(rejected)) == numbers
    known = {
        item.complaint.key: item.complaint.received
        for item in matters
        if isinstance(item, MatterProposal)
    }
    assert len(known) == len(matters)
    assert all(known.values())
    for item in found:
        if isinstance(item, AllegationProposal):
            assert item.complaint.key in known
            assert item.complaint.received is None
    words = Counter(
        item.disposition_raw for item in found if isinstance(item, AllegationProposal)
    )
    printed = columns(PHILADELPHIA / findings, "investigative_findings")
    assert words + Counter({"#VALUE!": len(rejected)}) == Counter(
        word for (word,) in printed
    )


def test_a_spreadsheets_error_in_philadelphia_is_rejected_with_its_row() -> None:
    path = PHILADELPHIA / "ppd_findings_2016_2021.csv.gz"
    printed = columns(path, "investigative_findings")
    rows = [n for n, (word,) in enumerate(printed, start=2) if word == "#VALUE!"]
    found = [item for item in read("us_pa_ppd", path) if isinstance(item, Rejection)]
    assert [(item.locator.row, item.reason, item.field) for item in found] == [
        (row, "spreadsheet_error", "investigative_findings") for row in rows
    ]
    assert len(rows) == 2


def test_philadelphias_complainants_are_counted_and_not_kept() -> None:
    path = PHILADELPHIA / "ppd_complainant_demographics_2013_2020.csv.gz"
    found = list(read("us_pa_ppd", path))
    assert len(found) == 5660
    numbers = [number for (number,) in columns(path, "complaint_id")]
    for item, number in zip(found, numbers, strict=True):
        assert isinstance(item, Rejection)
        assert item.key.rpartition("/")[0] == f"person:{number}"
        assert (item.reason, item.raw) == ("people_not_kept", {})
    complaints = PHILADELPHIA / "ppd_complaints_2013_2020_no_narrative.csv.gz"
    known = {number for (number,) in columns(complaints, "complaint_id")}
    assert len(set(numbers)) == 5276
    assert set(numbers) - known == {"20-0347"}  # the last one


@pytest.mark.parametrize(
    "name",
    ["ppd_findings_2016_2021.csv.gz", "ppd_findings_2013_2020.csv.gz"],
)
def test_nothing_of_an_officer_is_read_in_philadelphia(name: str) -> None:
    rows = list(csv.reader(io.StringIO(content_of(PHILADELPHIA / name).decode())))
    persons = [n for n, head in enumerate(rows[0]) if head.startswith(("po_", "offic"))]
    assert len(persons) >= 4
    for row in rows[1:]:
        for position in persons:
            row[position] = "PERSONAL"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    for item in readings("us_pa_ppd", out.getvalue().encode()):
        assert "PERSONAL" not in repr(item)


@pytest.fixture(scope="module")
def accused() -> list[AllegationProposal]:
    found = list(read("us_il_chicago", CHICAGO / "chicago_accused_2000_2023.csv.gz"))
    assert len(found) == 99_961
    return [item for item in found if isinstance(item, AllegationProposal)]


@pytest.fixture(scope="module")
def complaints() -> list[MatterProposal]:
    found = list(read("us_il_chicago", CHICAGO / "chicago_complaints_2000_2019.csv.gz"))
    assert len(found) == 96_530
    return [item for item in found if isinstance(item, MatterProposal)]


def test_every_row_of_chicago_is_there_once_with_its_number(
    accused: list[AllegationProposal], complaints: list[MatterProposal]
) -> None:
    assert [item.locator.row for item in accused] == list(range(2, 99_963))
    assert [item.locator.row for item in complaints] == list(range(2, 96_532))
    assert len({item.key for item in accused}) == 99_961
    assert len({item.key for item in complaints}) == 96_530


def test_chicagos_two_tables_are_joined_by_number(
    accused: list[AllegationProposal], complaints: list[MatterProposal]
) -> None:
    named = {item.complaint.key for item in accused}
    told = {item.complaint.key for item in complaints}
    assert (len(named), len(told), len(named & told)) == (41_797, 92_612, 35_081)


def test_two_spellings_of_each_finding_are_one(
    accused: list[AllegationProposal],
) -> None:
    words = Counter(item.disposition_raw for item in accused)
    assert words["NOT SUSTAINED"] == 31_663
    assert words["Not Sustained"] == 468
    assert words["SUSTAINED"] == 2_874
    assert words["Sustained"] == 266
    terms: dict[str, set[Disposition]] = {}
    for item in accused:
        terms.setdefault(item.disposition_raw.casefold(), set()).add(item.disposition)
    assert all(len(found) == 1 for found in terms.values())
    assert folded(words)["not sustained"] == 32_131
    mapped = Counter(item.disposition for item in accused)
    assert mapped[Disposition.NOT_SUSTAINED] == 32_131
    assert mapped[Disposition.UNFOUNDED] == 22_467
    assert mapped[Disposition.SUBSTANTIATED] == 3_140
    assert mapped[Disposition.UNKNOWN] == 37_665
    assert mapped[Disposition.UNASSIGNED] == 55  # Expunged


def test_a_penalty_in_either_form_has_its_days(
    accused: list[AllegationProposal],
) -> None:
    days = Counter(
        (measure.raw, measure.days)
        for item in accused
        for measure in item.measures
        if measure.measure is Measure.SUSPENSION
    )
    assert days["005 - 5 SUSPENSION", Decimal(5)] == 292
    assert days["005 - 5 DAY SUSPENSION", Decimal(5)] == 90
    assert days["200 - SUSPENDED OVER 30 DAYS", None] == 257
    stated = Counter(
        word
        for (word,) in columns(
            CHICAGO / "chicago_accused_2000_2023.csv.gz", "final_penalty"
        )
    )
    none = sum(n for word, n in stated.items() if word[:3] in ("", "600", "601", "301"))
    assert sum(len(item.measures) for item in accused) == 99_961 - none


def test_memory_is_flat_in_the_number_of_chicagos_rows() -> None:
    """A proposal takes some 2 kB, what is remembered of a row some 150 bytes."""
    lines = content_of(CHICAGO / "chicago_accused_2000_2023.csv.gz").splitlines(True)
    peaks = []
    for count in (1_000, 10_000, 60_000):
        content = b"".join(lines[: count + 1])
        tracemalloc.start()
        assert sum(1 for _ in readings("us_il_chicago", content)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < 50_000 * 300


def test_new_yorks_closing_reports_are_the_ones_it_posted() -> None:
    path = NEW_YORK / "ccrb_closing_reports_index.csv.gz"
    found = list(read("us_ny_ccrb", path))
    assert len(found) == 5_627
    cases = [item for item in found if isinstance(item, MatterProposal)]
    assert len({item.complaint.key for item in cases}) == 5_627
    assert all(item.complaint.report_period for item in cases)
    words = Counter(item.disposition_raw for item in cases)
    assert words["Unsubstantiated"] == 2_261
    assert words["Substantiated (Charges)"] == 1_024
    terms = Counter(item.disposition for item in cases)
    assert terms[Disposition.UNASSIGNED] == 0
    assert terms[Disposition.EXONERATED] == 266 + 13
    assert not any(".pdf" in repr(item) for item in cases)


def test_the_same_list_as_json_reads_the_same() -> None:
    content = content_of(NEW_YORK / "ccrb_closing_reports_index.csv.gz")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    sent = {"totalPosted": str(len(rows)), "closingReports": rows}
    as_json = list(readings("us_ny_ccrb", json.dumps(sent).encode()))
    assert as_json == list(readings("us_ny_ccrb", content))


def test_new_yorks_counts_add_up_to_the_release_they_were_made_from() -> None:
    path = NEW_YORK / "ccrb_fado_allegation_disposition_by_year.csv"
    found = [
        item for item in read("us_ny_ccrb", path) if isinstance(item, StatisticProposal)
    ]
    assert len(found) == 3_496
    by_type: Counter[str] = Counter()
    for item in found:
        assert item.value is not None
        by_type[item.category.partition(" | ")[0]] += int(item.value)
    assert by_type == {
        "Abuse of Authority": 20_292,
        "Force": 7_636,
        "Discourtesy": 4_677,
        "Offensive Language": 753,
    }
