"""Every figure the reconstructed documents print, against lists no parser made."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from accountability.sources.base import DocumentContent
from accountability.sources.formats.pdf import open_pdf_bytes
from accountability.sources.proposals import Rejection, StatisticProposal
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, Metric, ValueStatus
from fixtures.commission_site.manifest import Manifest
from fixtures.commission_site.tables import HERE
from tests.sources.examples import site_document

Key = tuple[str, int]


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="session")
def documents(manifest: Manifest, site_directory: Path) -> dict[Key, DocumentContent]:
    return {
        (row["document"], int(row["revision"])): site_document(
            manifest, site_directory, row["document"], int(row["revision"])
        )
        for row in rows("expected_documents.csv")
    }


@pytest.fixture(scope="session")
def figures(
    documents: dict[Key, DocumentContent],
) -> dict[Key, list[StatisticProposal]]:
    opcc = source("ca_bc_opcc")
    return {
        key: [
            reading
            for reading in opcc.checked_readings(document)
            if isinstance(reading, StatisticProposal)
        ]
        for key, document in documents.items()
    }


def test_no_figure_is_missing_none_is_extra_and_each_is_on_its_page(
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    printed = defaultdict(list)
    for row in rows("expected_figures.csv"):
        if row["period_start"]:
            key = (row["document"], int(row["revision"]))
            columns = list(row.values())[8:]
            printed[key].append((row["page"], *columns))
    found = {
        key: sorted(
            (
                str(figure.locator.page or ""),
                figure.metric.value,
                figure.department,
                figure.department_raw.replace("’", "'"),
                figure.category,
                figure.value_raw,
                str(figure.value),
                figure.status.value,
                figure.unit.value,
                str(figure.period.start),
                str(figure.period.end),
            )
            for figure in readings
            if figure.status is not ValueStatus.NOT_REPORTED
        )
        for key, readings in figures.items()
    }
    assert {key: group for key, group in found.items() if group} == {
        key: sorted(group) for key, group in printed.items()
    }
    assert sum(len(group) for group in found.values()) > 100


def test_dashes_are_figures_not_reported_and_never_zero(
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    for row in rows("expected_documents.csv"):
        readings = figures[(row["document"], int(row["revision"]))]
        dashes = [f for f in readings if f.status is ValueStatus.NOT_REPORTED]
        assert len(dashes) == int(row["dashes"]), row["document"]
        assert all(figure.value is None for figure in dashes)


def test_figures_without_a_period_are_rejected_by_name_not_dropped(
    documents: dict[Key, DocumentContent],
) -> None:
    expected = Counter(
        row["document"]
        for row in rows("expected_figures.csv")
        if not row["period_start"]
    )
    opcc = source("ca_bc_opcc")
    found: Counter[str] = Counter()
    for (path, _), document in documents.items():
        for reading in opcc.checked_readings(document):
            if isinstance(reading, Rejection):
                assert (reading.reason, reading.field) == ("no_period", "Period")
                assert reading.locator.xpath
                found[path] += 1
    assert found == expected


def test_each_box_holds_the_printed_words_and_nothing_else(
    documents: dict[Key, DocumentContent],
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    boxes = 0
    for key, readings in figures.items():
        placed = [figure for figure in readings if figure.locator.page]
        if not placed:
            continue
        with open_pdf_bytes(documents[key].content, key[0]) as pdf:
            pages = {page.number: page for page in pdf.pages()}
        for figure in placed:
            assert figure.locator.page is not None
            assert figure.locator.box is not None
            inside = pages[figure.locator.page].words_in(figure.locator.box)
            assert " ".join(word.text for word in inside) == figure.value_raw
            boxes += 1
    assert boxes > 100


def test_each_box_is_where_the_figure_was_drawn(
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    for row in rows("expected_figures.csv"):
        if not row["page"]:
            continue
        wanted = [float(row[name]) for name in ("x0", "top", "x1", "bottom")]
        matching = [
            figure
            for figure in figures[(row["document"], int(row["revision"]))]
            if str(figure.locator.page) == row["page"]
            and (figure.metric.value, figure.category, figure.department)
            == (row["metric"], row["category"], row["department"])
            and figure.value_raw == row["value_text"]
        ]
        assert len(matching) == 1, row
        box = matching[0].locator.box
        assert box is not None
        # The drawn box is the font's; the read one is PDFium's loose box of it.
        assert box.x0 == pytest.approx(wanted[0], abs=2)
        assert box.x1 == pytest.approx(wanted[2], abs=2)
        assert box.top <= wanted[1] + 3
        assert box.bottom >= wanted[3] - 3


def report(
    figures: dict[Key, list[StatisticProposal]], mark: str, revision: int = 1
) -> list[StatisticProposal]:
    return next(
        group
        for (path, version), group in figures.items()
        if mark in path and version == revision
    )


def test_new_westminsters_files_are_checked_against_their_parts(
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    checked = {
        (figure.metric, figure.category): figure
        for figure in report(figures, "2018-2019-annual")
        if Flag.SUM_CHECKED in figure.flags
    }
    assert {figure.department for figure in checked.values()} == {"new-westminster"}
    assert checked[(Metric.FILES_OPENED, "")].value == 38
    assert len(checked) == 10
    assert len({figure.total_key for figure in checked.values()}) == 1


def test_dispositions_are_checked_against_the_printed_total(
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    table = {
        figure.category: figure
        for figure in report(figures, "2015-2016-annual")
        if figure.metric is Metric.ALLEGATIONS_CONCLUDED
    }
    assert {name: figure.value for name, figure in table.items()} == {
        "Unsubstantiated": 406,
        "Substantiated": 50,
        "Informally Resolved": 130,
        "Discontinued": 88,
        "Withdrawn": 103,
        "ALL": 777,
    }
    assert all(Flag.SUM_CHECKED in figure.flags for figure in table.values())


def test_a_zero_is_a_value(figures: dict[Key, list[StatisticProposal]]) -> None:
    found = [
        figure
        for figure in report(figures, "2019-2020-annual")
        if figure.department == "oak-bay" and figure.category == "Admissible"
    ]
    assert [(figure.value, figure.status) for figure in found] == [
        (Decimal(0), ValueStatus.REPORTED)
    ]


def test_a_revised_figure_keeps_its_key_and_the_made_up_one_is_flagged(
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    first = {f.key: f for f in report(figures, "2019-2020-annual", 1)}
    second = {f.key: f for f in report(figures, "2019-2020-annual", 2)}
    assert first.keys() == second.keys()
    changed = [
        key for key, figure in first.items() if figure.value != second[key].value
    ]
    assert [(first[key].value, second[key].value) for key in changed] == [
        (Decimal(16), Decimal(17))
    ]
    assert Flag.SYNTHETIC in first[changed[0]].flags
    assert all(Flag.SYNTHETIC not in figure.flags for figure in second.values())


def test_documents_say_that_they_are_reconstructions_and_what_they_were_read_from(
    documents: dict[Key, DocumentContent],
) -> None:
    opcc = source("ca_bc_opcc")
    periods = {row["document"]: row["period"] for row in rows("expected_documents.csv")}
    for (path, _), document in documents.items():
        facts = opcc.describe(document)
        assert facts.reconstruction, path
        assert facts.cited_urls, path
        assert all(url.startswith("http") for url in facts.cited_urls)
        if document.document_type in (
            DocumentType.ANNUAL_REPORT,
            DocumentType.STATISTICAL_REPORT,
            DocumentType.APPENDIX,
        ):
            assert facts.period == periods[path]


def test_every_cited_address_is_one_the_facts_were_read_from(
    documents: dict[Key, DocumentContent],
) -> None:
    known = {
        row["source_url"]
        for name in ("opcc_figures.csv", "opcc_substantiated_cases.csv")
        for row in rows(name)
    }
    opcc = source("ca_bc_opcc")
    cited = {
        url
        for document in documents.values()
        for url in opcc.describe(document).cited_urls
    }
    assert cited == known


def with_scanned_page(content: bytes) -> bytes:
    scan = BytesIO()
    canvas = Canvas(scan, pagesize=(612, 792), invariant=1)
    picture = ImageReader(Image.new("L", (61, 79), 200))
    canvas.drawImage(picture, 0, 0, width=612, height=792)
    canvas.save()
    held = BytesIO()
    report, added = pdfium.PdfDocument(content), pdfium.PdfDocument(scan.getvalue())
    report.import_pages(added, index=2)
    report.save(held)
    report.close()
    added.close()
    return held.getvalue()


def test_a_scanned_page_among_others_is_rejected_by_number_and_the_rest_is_read(
    documents: dict[Key, DocumentContent],
    figures: dict[Key, list[StatisticProposal]],
) -> None:
    key = next(key for key in documents if "2018-2019-annual" in key[0])
    mixed = replace(documents[key], content=with_scanned_page(documents[key].content))
    readings = list(source("ca_bc_opcc").checked_readings(mixed))
    rejected = [item for item in readings if isinstance(item, Rejection)]
    assert [(item.reason, item.locator.page) for item in rejected] == [("no_text", 3)]
    assert len(readings) == len(figures[key]) + 1
