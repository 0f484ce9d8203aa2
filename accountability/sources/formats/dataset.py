"""Open data by declaration: a source is its tables, and nothing else.

A table says which column holds what; the crosswalk says what the words mean. Only
declared columns are handed to the code, so what is not needed (the demographics of the
people concerned, above all) is never read.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar
from urllib.parse import quote, urljoin, urlsplit

from accountability.sources.base import (
    DocumentContent,
    DocumentFacts,
    Link,
    Source,
    same_host,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.code_book import CodeBook, read_book
from accountability.sources.formats.csv import TableRow
from accountability.sources.formats.dataset_tables import (
    AllegationTable,
    CellError,
    CodeTable,
    Row,
    Table,
)
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.formats.paging import Pages
from accountability.sources.formats.row_files import RowFile
from accountability.sources.formats.tally import Tally
from accountability.sources.proposals import Reading, Rejection
from accountability.vocab import Crosswalk, DocumentKind, DocumentType, Period


class OpenData(Source):
    """A publisher's tables, each a file with one row for each thing it tells of.

    Rows in = proposals + rejections, in the file's order. A file is known by its
    headings, so that it may be fetched, handed in, or lie on a mirror under any name.
    """

    kind = DocumentKind.OPEN_DATA
    starts = ()
    tables: ClassVar[tuple[Table, ...]]
    department: ClassVar[str]
    department_name: ClassVar[str]
    #: The period that matters without a date are of, where the whole table is of one.
    period: ClassVar[Period | None] = None

    def start_links(self, base: str) -> list[Link]:
        """Begin with the publisher's files, or with a page that links copies.

        What stands in for a portal answers the same questions, so that a table in
        parts is asked for there as at the portal.
        """
        paged = [
            Link(
                table.pages.first(_at(base, self.home, table.address)),
                table.title,
                DocumentType.DATASET,
            )
            for table in self.tables
            if table.pages
        ]
        whole = [table for table in self.tables if not table.pages]
        if same_host(base, self.home):
            files = [
                Link(table.address, table.title, DocumentType.DATASET)
                for table in whole
                if table.address
            ]
            return [*files, *paged]
        path = f"/open-data/{self.id}/"
        return [*([Link(urljoin(base, path), path, None)] if whole else []), *paged]

    def pages_of(self, url: str) -> Pages | None:
        """Return how the table comes in parts whose path this is."""
        path = urlsplit(url).path
        return next(
            (
                table.pages
                for table in self.tables
                if table.pages and urlsplit(table.address).path == path
            ),
            None,
        )

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find the files of rows a mirror's page links."""
        for anchor in HtmlPage(content, url).find("//a[@href]"):
            target = urljoin(url, str(anchor.get("href")))
            if urlsplit(target).path.endswith((".csv", ".xlsx")):
                yield Link(target, text_of(anchor), DocumentType.DATASET)

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Return nothing: a table says nothing of itself."""
        return DocumentFacts()

    def table_of(self, document: DocumentContent) -> Table:
        """Return the table whose headings the document has, the nearest if none."""
        if len(self.tables) == 1:
            return self.tables[0]
        printed = set(RowFile(document.content, document.url).headings())

        def fit(table: Table) -> tuple[bool, int]:
            wanted = table.columns.headings()
            missing = len(set(wanted) - printed)
            return missing == 0, len(wanted) if missing == 0 else -missing

        return max(self.tables, key=fit)

    def address_of(self, document: DocumentContent) -> str:
        """Return the address of the table that a file handed in holds."""
        if len(self.tables) == 1:
            return self.home
        return self.address_of_table(self.table_of(document))

    def address_of_table(self, table: Table) -> str:
        """Return the address that a table is known by: its own, or one below home."""
        return table.address or f"{self.home}#{quote(table.title)}"

    def book_needed(self, document: DocumentContent) -> CodeTable | None:
        """Return the table of the code book by which a document is read, if one is."""
        table = self.table_of(document)
        title = table.book if isinstance(table, AllegationTable) else ""
        books = [one for one in self.tables if isinstance(one, CodeTable)]
        return next((one for one in books if one.title == title), None)

    def is_looked_up(self, document: DocumentContent) -> bool:
        """Say whether the document is a code book."""
        return isinstance(self.table_of(document), CodeTable)

    def book_in(self, document: DocumentContent) -> CodeBook:
        """Return what a code book holds; raises SourceError when it is nothing."""
        table = self.table_of(document)
        assert isinstance(table, CodeTable)  # noqa: S101  (whoever calls has asked)
        columns = table.columns
        headings = (columns.code, columns.name, columns.group)
        book = read_book(document.content, document.url, headings)
        if not book.codes:
            raise SourceError(Failure.EMPTY_LIST, document.url, "no code is named")
        return book

    def crosswalk(self) -> Crosswalk:
        """Return what the publisher's words mean."""
        return Crosswalk.load(self.id)

    def department_of(self, cells: Mapping[str, str]) -> tuple[str | None, str]:
        """Return whom a row is about: the slug, None if not known, and the words."""
        return self.department, self.department_name

    def refuse_other_types(self, document: DocumentContent) -> None:
        """Raise SourceError for a document that is no dataset."""
        if document.document_type is not DocumentType.DATASET:
            raise SourceError(Failure.WRONG_TYPE, document.url, "not a dataset")

    def refuse_cells(self, cells: Mapping[str, str]) -> None:
        """Raise CellError for a row that no record can hold; a declared one fits."""

    def headings_read(self, table: Table) -> tuple[str, ...]:
        """Return the headings whose cells the code is handed, in their order."""
        return table.columns.headings()

    def lines(self, document: DocumentContent, table: Table) -> Iterator[TableRow]:
        """Yield the rows of a document with the table's columns only."""
        rows = RowFile(document.content, document.url, sheet=table.sheet)
        return rows.rows(table.columns.headings(), total=table.total)

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the rows one by one; memory grows by two numbers a row at most."""
        self.refuse_other_types(document)
        table = self.table_of(document)
        crosswalk = self.crosswalk()
        headings = self.headings_read(table)
        looked_up = self.is_looked_up(document)
        book = self.book_in(document) if looked_up else document.book
        rows, names = Tally(), Tally()
        for line in self.lines(document, table):
            occurrence = rows.count(line.digest)
            place = line.locator
            # A hash of a row about a person would tell who it is.
            name = line.digest[:32] if table.kept else f"{line.number}"
            key = f"row:{name}/{occurrence}"
            if not line.whole:
                raw = {"row": " | ".join(line.cells)} if table.kept else {}
                yield Rejection(key, "cell_count", "row", place, raw)
                continue
            cells = dict(zip(headings, line.cells, strict=True))
            if name := table.name_of(cells):
                key = f"{name}/{names.count(name)}"
            department, department_name = self.department_of(cells)
            row = Row(
                key=key,
                place=place,
                cells=cells,
                repeated=occurrence > 1,
                crosswalk=crosswalk,
                department=department,
                department_name=department_name,
                period=self.period,
                book=book,
            )
            try:
                self.refuse_cells(cells)
                if (reading := table.reading(row)) is not None:
                    yield reading
            except CellError as bad:
                raw = cells if table.kept else {}
                yield Rejection(key, bad.reason, bad.column, place, raw)


def _at(base: str, home: str, address: str) -> str:
    """Return a portal's address, or the same question to what stands in for it."""
    if same_host(base, home):
        return address
    parts = urlsplit(address)
    return urljoin(base, f"{parts.path}?{parts.query}")
