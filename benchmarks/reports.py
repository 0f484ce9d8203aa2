"""Reading PDF reports beside PDFium's bare text and pdfplumber, on the same pages.

The pages are the demonstration site's: reports of tables, prose and large numbers. One
process each in turn, nothing kept between runs; every reader opens the files itself.
"""

import io
import tempfile
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium

from accountability.sources.ca_bc_opcc_readers.words import (
    DEPARTMENT_TABLE,
    DISPOSITION_TABLE,
    OTHER_TABLE,
)
from accountability.sources.formats.lines import Layout
from accountability.sources.formats.pdf import open_pdf_bytes
from accountability.sources.formats.tables import table_rows
from benchmarks.measure import BenchRow, show, timed
from fixtures.commission_site.build import ensure_site

RUNS = 5
_FORMS = (DEPARTMENT_TABLE, DISPOSITION_TABLE, OTHER_TABLE)

Files = list[bytes]


def compare(runs: int = RUNS) -> None:
    """Measure the readers and print the rows."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        ensure_site(Path(scratch))
        files = [path.read_bytes() for path in sorted(Path(scratch).rglob("*.pdf"))]
    pages = sum(len(pdfium.PdfDocument(content)) for content in files)
    raw = timed(lambda: bare_text(files), runs).median
    words = timed(lambda: our_words(files), runs).median
    tables = timed(lambda: our_tables(files), runs).median
    their_words = timed(lambda: plumber_words(files), 1).median
    their_tables = timed(lambda: plumber_tables(files), 1).median
    show(
        f"{pages} pages of {len(files)} PDF reports, {our_words(files):,} words, "
        f"{our_tables(files):,} cells of tables",
        [
            _row("words with boxes", pages, words, "bare text", raw, "<= 3 times"),
            _row("tables", pages, tables, "bare text", raw, "<= 8 times"),
            _peer("words with boxes", pages, words, their_words, ""),
            _peer("tables", pages, tables, their_tables, ">= 10 times faster"),
        ],
    )


def _row(
    what: str, pages: int, ours: float, limit: str, theirs: float, goal: str
) -> BenchRow:
    return BenchRow(
        what,
        f"{pages / ours:,.0f} pages/s",
        f"PDFium's {limit}: {pages / theirs:,.0f} pages/s",
        f"{ours / theirs:.1f} times its time",
        goal,
    )


def _peer(what: str, pages: int, ours: float, theirs: float, goal: str) -> BenchRow:
    return BenchRow(
        what,
        f"{pages / ours:,.0f} pages/s",
        f"pdfplumber: {pages / theirs:,.1f} pages/s",
        f"{theirs / ours:,.0f} times faster",
        goal,
    )


def bare_text(files: Files) -> int:
    """Have PDFium give the text of every page; return how many characters."""
    characters = 0
    for content in files:
        document = pdfium.PdfDocument(content)
        for page in document:
            text = page.get_textpage()
            characters += len(text.get_text_range())
            text.close()
            page.close()
        document.close()
    return characters


def our_words(files: Files) -> int:
    """Read every page as words with boxes; return how many."""
    words = 0
    for content in files:
        with open_pdf_bytes(content, "bench") as document:
            words += sum(len(page.words) for page in document.pages())
    return words


def our_tables(files: Files) -> int:
    """Read every page's tables of three forms; return how many cells."""
    cells = 0
    for content in files:
        with open_pdf_bytes(content, "bench") as document:
            for page in document.pages():
                layout = Layout(page)
                for form in _FORMS:
                    for table in table_rows(layout, form, "bench"):
                        cells += sum(len(row.cells) for row in table)
    return cells


def plumber_words(files: Files) -> int:
    """Have pdfplumber do the same."""
    words = 0
    for path in map(io.BytesIO, files):
        with pdfplumber.open(path) as document:
            words += sum(len(page.extract_words()) for page in document.pages)
    return words


def plumber_tables(files: Files) -> int:
    """Have pdfplumber find tables, told nothing of their headings."""
    cells = 0
    for path in map(io.BytesIO, files):
        with pdfplumber.open(path) as document:
            for page in document.pages:
                cells += sum(
                    len(row) for table in page.extract_tables() for row in table
                )
    return cells
