"""Open data by declaration: columns, crosswalk, one proposal a row.

A dataset of allegations needs no parser of its own: it says which column holds what.
Only declared columns are handed to the code, so what is not needed (the demographics
of the people concerned, above all) is never read.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from accountability.sources.base import DocumentContent, DocumentFacts, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import CsvRow, csv_rows
from accountability.sources.formats.dates import printed_day
from accountability.sources.proposals import (
    AllegationProposal,
    ComplaintFacts,
    Locator,
    Reading,
    Rejection,
)
from accountability.vocab import (
    AllegationClass,
    ApproximateDate,
    Crosswalk,
    Disposition,
    DocumentKind,
    DocumentType,
    FileType,
    Flag,
    Precision,
    Route,
)

#: Between the class and the sub-type in the crosswalk of a two-column class.
_JOIN = " | "


@dataclass(frozen=True)
class AllegationColumns:
    """The printed headings of the columns that are read."""

    number: str
    received: str
    concluded: str
    occurred: str
    route: str
    file_type: str
    disposition: str
    class_name: str
    subtype: str
    row_id: str

    def headings(self) -> tuple[str, ...]:
        """Return the headings in the order of the fields."""
        return tuple(getattr(self, field.name) for field in fields(self))


class _DateError(Exception):
    """A cell that must hold a date does not."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class AllegationDataset(Source):
    """A file with one row for each allegation.

    Rows in = proposals + rejections, in the file's order. A row's key is the digest of
    the whole row and which of its equals it is, so it does not depend on the order of
    the rows; equal rows are kept and flagged.
    """

    kind = DocumentKind.OPEN_DATA
    columns: ClassVar[AllegationColumns]
    department: ClassVar[str]
    department_name: ClassVar[str]

    @abstractmethod
    def shifted(self, cells: Mapping[str, str]) -> bool:
        """Say whether the row's cells stand in wrong columns; cells by heading."""

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Return nothing: a table says nothing of itself."""
        return DocumentFacts()

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the rows one by one; memory grows by a number per row at most."""
        if document.document_type is not DocumentType.DATASET:
            raise SourceError(Failure.WRONG_TYPE, document.url, "not a dataset")
        crosswalk = Crosswalk.load(self.id)
        headings = self.columns.headings()
        seen: set[int] = set()
        repeats: dict[int, int] = {}
        for row in csv_rows(document.content, document.url, headings):
            mark = int(row.digest[:16], 16)
            if mark in seen:
                repeats[mark] = repeats.get(mark, 1) + 1
            seen.add(mark)
            occurrence = repeats.get(mark, 1)
            key = f"row:{row.digest[:32]}/{occurrence}"
            if not row.whole:
                raw = {"row": _JOIN.join(row.cells)}
                yield Rejection(key, "cell_count", "row", Locator(row=row.number), raw)
                continue
            cells = dict(zip(headings, row.cells, strict=True))
            try:
                yield self._proposal(key, row, cells, crosswalk, occurrence)
            except _DateError as bad:
                locator = Locator(row=row.number)
                yield Rejection(key, bad.reason, bad.column, locator, cells)

    def _proposal(
        self,
        key: str,
        row: CsvRow,
        cells: Mapping[str, str],
        crosswalk: Crosswalk,
        occurrence: int,
    ) -> AllegationProposal:
        names = self.columns
        received = _day(cells, names.received, required=True)
        concluded = _day(cells, names.concluded)
        occurred = _day(cells, names.occurred)
        number = " ".join(cells[names.number].upper().split())
        class_words, subtype = (
            cells[names.class_name].strip(),
            cells[names.subtype].strip(),
        )
        stated = f"{class_words}{_JOIN}{subtype}" if class_words or subtype else ""
        shifted = self.shifted(cells)
        allegation_class = (
            AllegationClass.UNASSIGNED
            if shifted
            else crosswalk.term(AllegationClass, "allegation_class", stated)
        )
        disposition_words = cells[names.disposition].strip()
        disposition = crosswalk.term(Disposition, "disposition", disposition_words)
        unmapped = (
            allegation_class is AllegationClass.UNASSIGNED
            or disposition is Disposition.UNASSIGNED
        )
        reasons = {
            Flag.SHIFTED_CELLS: shifted,
            Flag.UNMAPPED_TERM: unmapped,
            Flag.DUPLICATE_ROW: occurrence > 1,
            Flag.DATE_ORDER: _out_of_order(occurred, received, concluded),
        }
        file_type_words = cells[names.file_type].strip()
        return AllegationProposal(
            key=key,
            complaint=ComplaintFacts(
                key=f"number:{number}" if number else key,
                department=self.department,
                department_raw=self.department_name,
                number_raw=cells[names.number],
                route=crosswalk.term(Route, "route", cells[names.route]),
                file_type=crosswalk.term(FileType, "file_type", file_type_words),
                file_type_raw=file_type_words,
                occurred=(
                    ApproximateDate(occurred, Precision.DAY, cells[names.occurred])
                    if occurred
                    else None
                ),
                received=received,
                concluded=concluded,
            ),
            allegation_class=allegation_class,
            class_raw=class_words,
            subtype_raw=subtype,
            disposition=disposition,
            disposition_raw=disposition_words,
            locator=Locator(row=row.number),
            flags=tuple(flag for flag, holds in reasons.items() if holds),
        )


def _day(
    cells: Mapping[str, str], column: str, *, required: bool = False
) -> date | None:
    """Return a cell's day; None where a cell that may be blank is."""
    text = cells[column].strip()
    if not text:
        if required:
            raise _DateError(column, "missing")
        return None
    day = printed_day(text)
    if day is None:
        raise _DateError(column, "not_a_date")
    return day


def _out_of_order(
    occurred: date | None, received: date | None, concluded: date | None
) -> bool:
    stated = [day for day in (occurred, received, concluded) if day is not None]
    return stated != sorted(stated)
