"""The whole New Orleans file: every row accounted for, traps flagged."""

import gzip
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from accountability.sources.base import DocumentContent, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import PoliteClient
from accountability.sources.proposals import AllegationProposal, Reading, Rejection
from accountability.sources.registry import source
from accountability.vocab import (
    AllegationClass,
    Disposition,
    DocumentKind,
    DocumentType,
    Flag,
)
from fixtures.commission_site.server import SiteServer

FILE = (
    Path(__file__).parents[3]
    / "fixtures/sources/us_la_nopd/nopd_misconduct_complaints_2016_2023.csv.gz"
)
RECEIVED = "Date Complaint Received by NOPD (PIB)"


@pytest.fixture(scope="module")
def content() -> bytes:
    return gzip.decompress(FILE.read_bytes())


def document(content: bytes) -> DocumentContent:
    url = "http://127.0.0.1:8002/open-data/us_la_nopd/file.csv"
    return DocumentContent(url, DocumentType.DATASET, "text/csv", content)


def nopd() -> Source:
    return source("us_la_nopd")


def readings(content: bytes) -> Iterator[Reading]:
    return nopd().checked_readings(document(content))


@pytest.fixture(scope="module")
def rows(content: bytes) -> list[AllegationProposal]:
    found = list(readings(content))
    assert all(isinstance(row, AllegationProposal) for row in found)
    return [row for row in found if isinstance(row, AllegationProposal)]


def test_every_row_is_there_once_with_its_number(
    rows: list[AllegationProposal],
) -> None:
    assert [row.locator.row for row in rows] == list(range(2, 7532))
    assert len({row.key for row in rows}) == 7530


def test_dispositions_are_kept_as_printed_beside_ours(
    rows: list[AllegationProposal],
) -> None:
    assert Counter((row.disposition_raw, row.disposition.value) for row in rows) == {
        ("Unfounded", "unfounded"): 1658,
        ("Pending", "pending"): 1612,
        ("Sustained", "substantiated"): 1146,
        ("Exonerated", "exonerated"): 778,
        ("Other", "unassigned"): 749,
        ("Not Sustained", "not_sustained"): 746,
        ("NFIM", "no_formal_investigation"): 450,
        ("Withdrawn - Mediation", "mediated"): 235,
        ("Negotiated Settlement", "negotiated_settlement"): 115,
        ("Resigned under investigation", "left_under_investigation"): 41,
    }


def test_routes_and_years_add_up_to_the_known_counts(
    rows: list[AllegationProposal],
) -> None:
    routes = Counter(row.complaint.route.value for row in rows)
    assert routes == {"public": 4987, "internal": 2543}
    years = Counter(
        row.complaint.received.year for row in rows if row.complaint.received
    )
    assert dict(sorted(years.items())) == {
        2016: 1143,
        2017: 1002,
        2018: 957,
        2019: 1080,
        2020: 873,
        2021: 1079,
        2022: 808,
        2023: 588,
    }


def test_unmapped_words_are_unassigned_flagged_and_kept_and_blanks_are_unknown(
    rows: list[AllegationProposal],
) -> None:
    for row in rows:
        unassigned = (
            row.allegation_class is AllegationClass.UNASSIGNED
            or row.disposition is Disposition.UNASSIGNED
        )
        assert (Flag.UNMAPPED_TERM in row.flags) == unassigned
        if row.allegation_class is AllegationClass.UNASSIGNED:
            assert row.class_raw or row.subtype_raw
        if not row.class_raw and not row.subtype_raw:
            assert row.allegation_class is AllegationClass.UNKNOWN
    classes = Counter(row.allegation_class for row in rows)
    assert classes[AllegationClass.NEGLECT_OF_DUTY] == 3610
    assert classes[AllegationClass.UNKNOWN] == 565 + 84 + 164
    assert sum(Flag.UNMAPPED_TERM in row.flags for row in rows) == 2990


def test_one_number_in_either_case_or_with_spaces_is_one_matter(
    rows: list[AllegationProposal],
) -> None:
    matters = {
        row.complaint.key: row.complaint.number_raw
        for row in rows
        if row.complaint.number_raw.strip()
    }
    assert len(matters) == len(
        {row.complaint.number_raw.strip().upper() for row in rows} - {""}
    )
    raw = {row.complaint.number_raw for row in rows}
    assert any(number != number.strip() for number in raw)


def test_rows_without_a_number_are_matters_of_their_own(
    rows: list[AllegationProposal],
) -> None:
    alone = [row.complaint.key for row in rows if not row.complaint.number_raw]
    assert len(alone) == len(set(alone)) == 278


def test_shifted_cells_and_equal_rows_are_kept_and_flagged(
    rows: list[AllegationProposal],
) -> None:
    shifted = [row for row in rows if Flag.SHIFTED_CELLS in row.flags]
    assert [row.locator.row for row in shifted] == [
        3102,
        3446,
        3447,
        3448,
        4406,
        4407,
        4844,
        4845,
    ]
    assert {row.allegation_class for row in shifted} == {AllegationClass.UNASSIGNED}
    assert sum(Flag.DUPLICATE_ROW in row.flags for row in rows) == 107


def test_keys_do_not_depend_on_the_order_of_the_rows(
    content: bytes, rows: list[AllegationProposal]
) -> None:
    head, *body = content.splitlines(keepends=True)
    turned = readings(head + b"".join(reversed(body)))
    assert {reading.key for reading in turned} == {row.key for row in rows}


def test_a_row_without_a_date_that_is_one_is_rejected_with_row_reason_and_field(
    content: bytes,
) -> None:
    head, first, second, third, *_ = content.splitlines(keepends=True)
    wrong = (
        head
        + first
        + second.replace(b",2016/1/1,", b",,")
        + third.replace(b",2016/1/1,", b",soon,")
        + b"cut,off\n"
    )
    good, missing, nonsense, short = readings(wrong)
    assert isinstance(good, AllegationProposal)
    found = [
        (item.locator.row, item.reason, item.field)
        for item in (missing, nonsense, short)
        if isinstance(item, Rejection)
    ]
    assert found == [
        (3, "missing", RECEIVED),
        (4, "not_a_date", RECEIVED),
        (5, "cell_count", "row"),
    ]


def test_nothing_about_the_persons_concerned_is_read(content: bytes) -> None:
    head, first, *_ = content.splitlines(keepends=True)
    persons = ("Race", "Gender", "Age", "Ethnicity", "service", "of Complainant")
    columns = head.decode().strip().split(",")
    cells = first.decode().strip().split(",")
    marked = [
        "PERSONAL" if any(word in column for word in persons) else cell
        for column, cell in zip(columns, cells, strict=True)
    ]
    assert marked.count("PERSONAL") == 13
    [proposal] = readings(head + ",".join(marked).encode() + b"\n")
    assert "PERSONAL" not in repr(proposal)
    marked[columns.index(RECEIVED)] = ""
    [rejection] = readings(head + ",".join(marked).encode() + b"\n")
    assert isinstance(rejection, Rejection)
    assert "PERSONAL" not in repr(rejection)


def test_a_renamed_column_is_named(content: bytes) -> None:
    with pytest.raises(SourceError) as error:
        list(readings(content.replace(b"Disposition", b"Outcome", 1)))
    assert error.value.failure is Failure.LAYOUT_CHANGED
    assert "'Disposition'" in error.value.advice


def test_memory_is_flat_in_the_number_of_rows(content: bytes) -> None:
    """Two numbers a row are kept, to know equal rows and keys; a proposal has 2 kB."""
    head, *body = content.splitlines(keepends=True)
    lines = [b"%d%b" % (n, line) for n in range(4) for line in body[:2000]]
    peaks = []
    for count in (8000, 1000, 8000):
        many = head + b"".join(lines[:count])
        tracemalloc.start()
        assert sum(1 for _ in readings(many)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < 7000 * 300


def test_the_copy_on_the_demo_site_is_found_and_says_its_licence(
    client: PoliteClient, site: SiteServer
) -> None:
    [start] = nopd().start_links(site.address)
    page = client.fetch(start.url)
    [link] = nopd().checked_links(page.final_url, page.content)
    assert link.document_type is DocumentType.DATASET
    answer = client.fetch(link.url)
    assert sum(1 for _ in readings(answer.content)) == 7530
    assert nopd().kind is DocumentKind.OPEN_DATA
    assert nopd().licence == "CC BY 4.0"
    assert not nopd().describe(document(answer.content)).reconstruction


def test_the_portal_itself_is_asked_for_the_file() -> None:
    [link] = nopd().start_links(nopd().home)
    assert link.url.startswith("https://data.nola.gov/")
    assert link.document_type is DocumentType.DATASET
