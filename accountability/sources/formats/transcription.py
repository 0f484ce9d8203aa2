"""Facts that this project types by hand, in two tables that name a page for each row.

What only the press or a page without figures tells of has no format to be read. A
person then writes it down, in our own words, with the address of the page; that table
is the document, and a reviewer accepts it row by row like any other. Its kind says
what it is, its authority whom it retells.
"""

from collections.abc import Iterable, Iterator
from typing import ClassVar, TypeVar
from urllib.parse import urlsplit

from accountability.sources.base import (
    DocumentContent,
    DocumentFacts,
    Link,
    Source,
)
from accountability.sources.departments import department_names
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import csv_headings, csv_rows
from accountability.sources.formats.dates import told_date
from accountability.sources.proposals import (
    Locator,
    Reading,
    RecommendationProposal,
    Rejection,
    ResponseProposal,
)
from accountability.vocab import (
    ApproximateDate,
    Authority,
    DocumentKind,
    DocumentType,
    Flag,
    ResponderRole,
    ResponseStatus,
    Term,
)

T = TypeVar("T", bound=Term)

#: ``summary`` is empty where the text was not seen; ``recommended`` says how many.
RECOMMENDATIONS = (
    *("key", "made", "addressee", "department", "recommended", "summary"),
    *("cited_url", "note"),
)
#: One row for each answer: a later one is a row of its own, beside the earlier.
RESPONSES = (
    *("key", "recommendation", "responder", "department", "role", "status"),
    *("response", "answered", "cited_url", "note"),
)
_LONGEST = {"addressee": 200, "responder": 200, "summary": 500, "response": 200}
_LONGEST |= {"note": 300, "key": 100}
_MOST = 1000


class Transcription(Source):
    """One body's recommendations and the answers to them, typed by hand.

    The file is handed in, never fetched; which of the two tables it is, its headings
    say. A row that can't be read is rejected with its reason.
    """

    kind = DocumentKind.TRANSCRIPTION
    authority = Authority.PRESS
    starts = ()
    crawled = False
    named_by_title = True
    licence = "Facts, in our own words; each row cites the page it was read from"
    titles: ClassVar[tuple[str, str]]

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find nothing: there is no list to read."""
        return ()

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Name every page that a row cites, each once."""
        headings = _headings(document)
        place = headings.index("cited_url")
        rows = csv_rows(document.content, document.url, headings)
        cited = dict.fromkeys(row.cells[place].strip() for row in rows if row.whole)
        return DocumentFacts(cited_urls=tuple(filter(None, cited)), language="en")

    def address_of(self, document: DocumentContent) -> str:
        """Tell the two tables apart; neither stands at a publisher's address."""
        table = "responses" if _headings(document) == RESPONSES else "recommendations"
        return f"{self.home}#{table}"

    def title_of(self, document: DocumentContent) -> str:
        """Return what the table is called, whatever its file."""
        return self.titles[_headings(document) == RESPONSES]

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read each row as one recommendation or one answer."""
        headings = _headings(document)
        for line in csv_rows(document.content, document.url, headings):
            place = Locator(row=line.number)
            if not line.whole:
                yield Rejection(f"row:{line.number}", "cell_count", "row", place)
                continue
            words = (cell.strip() for cell in line.cells)
            cells = dict(zip(headings, words, strict=True))
            try:
                if headings == RESPONSES:
                    yield self._response(cells, place)
                else:
                    yield self._recommendation(cells, place)
            except _RowRefusedError as bad:
                key = f"row:{line.number}"
                yield Rejection(key, bad.reason, bad.column, place, cells)

    def _recommendation(
        self, cells: dict[str, str], place: Locator
    ) -> RecommendationProposal:
        _check(cells, needed=("key", "made", "addressee", "cited_url"))
        number = cells["recommended"]
        if not (number.isdecimal() and 0 < int(number) < _MOST):
            raise _RowRefusedError("not_a_number", "recommended")
        if cells["summary"] and int(number) > 1:
            raise _RowRefusedError("counted_and_told", "summary")
        return RecommendationProposal(
            key=cells["key"],
            locator=place,
            addressee_raw=cells["addressee"],
            department=self._department(cells),
            department_raw=cells["department"],
            made=_day(cells, "made"),
            recommended=int(number),
            summary=cells["summary"],
            cited_url=cells["cited_url"],
            note=cells["note"],
            flags=self._flags(cells),
        )

    def _response(self, cells: dict[str, str], place: Locator) -> ResponseProposal:
        needed = ("key", "recommendation", "responder", "role", "status", "cited_url")
        _check(cells, needed=needed)
        status = _term(cells, "status", ResponseStatus)
        if status is ResponseStatus.NONE_KNOWN:
            raise _RowRefusedError("no_answer", "status")
        return ResponseProposal(
            key=cells["key"],
            recommendation=cells["recommendation"],
            locator=place,
            responder_raw=cells["responder"],
            status=status,
            status_raw=cells["response"],
            role=_term(cells, "role", ResponderRole),
            department=self._department(cells),
            department_raw=cells["department"],
            answered=_day(cells, "answered") if cells["answered"] else None,
            cited_url=cells["cited_url"],
            note=cells["note"],
            flags=self._flags(cells),
        )

    def _department(self, cells: dict[str, str]) -> str | None:
        name = cells["department"]
        return department_names(self.jurisdiction).slug(name) if name else None

    def _flags(self, cells: dict[str, str]) -> tuple[Flag, ...]:
        unknown = cells["department"] and self._department(cells) is None
        return (Flag.UNKNOWN_DEPARTMENT,) if unknown else ()


class _RowRefusedError(Exception):
    """A row that can't be a proposal: a code of the reason, and the column."""

    def __init__(self, reason: str, column: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.reason = reason
        self.column = column


def _headings(document: DocumentContent) -> tuple[str, ...]:
    """Return the headings of the table that the document is; SourceError if neither."""
    if document.document_type is not DocumentType.DATASET:
        raise SourceError(Failure.WRONG_TYPE, document.url, "not a table typed by hand")
    printed = csv_headings(document.content, document.url)
    if not printed:
        raise SourceError(Failure.EMPTY_LIST, document.url, "the file is empty")
    for headings in (RECOMMENDATIONS, RESPONSES):
        if set(headings) == set(printed):
            return headings
    raise SourceError(
        Failure.LAYOUT_CHANGED,
        f"{document.url} row 1",
        "neither the headings of recommendations nor of responses",
    )


def _check(cells: dict[str, str], needed: tuple[str, ...]) -> None:
    for column in needed:
        if not cells[column]:
            raise _RowRefusedError("missing_value", column)
    for column, longest in _LONGEST.items():
        if len(cells.get(column, "")) > longest:
            raise _RowRefusedError("too_long", column)
    parts = urlsplit(cells["cited_url"])
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise _RowRefusedError("not_an_address", "cited_url")


def _term(cells: dict[str, str], column: str, vocabulary: type[T]) -> T:
    try:
        return vocabulary.of(cells[column])
    except ValueError as error:
        raise _RowRefusedError("unknown_code", column) from error


def _day(cells: dict[str, str], column: str) -> ApproximateDate:
    found = told_date(cells[column])
    if found is None:
        raise _RowRefusedError("not_a_date", column)
    return found
