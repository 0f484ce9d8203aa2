"""The first page of an order, decision or release: kind, file number, date."""

import re
from urllib.parse import urlsplit

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.lines import Layout, Line, line_text
from accountability.sources.formats.pdf import open_pdf
from accountability.sources.proposals import Locator, ProceedingProposal
from accountability.vocab import ApproximateDate, Flag, ProceedingKind

_NUMBER = re.compile(
    r"OPCC(?: File)?(?: No\.?| #)?:? ?(\d{4})[-–](\d{4,5})\b", re.IGNORECASE
)
#: Words of a title, in capitals or not; the first line that holds one decides.
_KINDS = (
    ("order for external investigation", ProceedingKind.ORDERED_INVESTIGATION),
    ("order for investigation", ProceedingKind.ORDERED_INVESTIGATION),
    ("section 117", ProceedingKind.SECTION_117_REVIEW),
    ("s.117", ProceedingKind.SECTION_117_REVIEW),
    ("review on the record", ProceedingKind.REVIEW_ON_THE_RECORD),
    ("public hearing", ProceedingKind.PUBLIC_HEARING),
)
_DATED = re.compile(r"(?:Date[d]?:? (?:at .*?, )?)?([A-Z][a-z]+ \d{1,2}, \d{4})")
#: The title of any adjudication; of which kind it is, this alone does not say.
_ADJUDICATION = "adjudicator's decision"
#: What stands in the upper part of the page is its title.
_TITLE_SHARE = 0.6


def first_page_reading(order: DocumentContent) -> ProceedingProposal:
    """Read the first page of a PDF. Names on it are not looked at.

    Raises SourceError as ``open_pdf`` does, no_text for a scan, and layout_changed
    when neither a kind nor a number nor a date is there.
    """
    where = order.url
    with open_pdf(order) as document:
        page = document.page(1)
        if not page.words:
            raise document.no_text(1)
        layout = Layout(page)
    printed, height = layout.lines, layout.page.height
    number_line, number = _number(printed)
    kind = _kind([line for line in printed if _top(line) < _TITLE_SHARE * height])
    day_line, day = _day(printed)
    place = number_line or day_line
    if kind is ProceedingKind.UNKNOWN and place is None:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            f"{where} page 1",
            "neither a kind nor a file number nor a date stands on the first page",
        )
    known = kind not in (ProceedingKind.UNKNOWN, ProceedingKind.UNASSIGNED)
    begins = kind is ProceedingKind.ORDERED_INVESTIGATION
    address = f"document:{urlsplit(where).path}"
    return ProceedingProposal(
        # One file may have an order, a review and a hearing: three matters.
        key=f"{kind.value}:{number}" if number and known else address,
        locator=Locator(page=1, box=layout.place(place or printed[0])),
        number_raw=number,
        kind=kind,
        opened=day if begins else None,
        reported=None if begins else day,
        flags=(Flag.UNMAPPED_TERM,) if kind is ProceedingKind.UNASSIGNED else (),
    )


def _top(line: Line) -> float:
    return min(word.top for word in line)


def _number(printed: list[Line]) -> tuple[Line | None, str]:
    for line in printed:
        if found := _NUMBER.search(line_text(line)):
            return line, f"{found[1]}-{found[2]}"
    return None, ""


def _kind(title: list[Line]) -> ProceedingKind:
    """Return the kind that the first telling line of the title names."""
    told = [line_text(line).replace("’", "'").casefold() for line in title]
    for words in told:
        for mark, kind in _KINDS:
            if mark in words:
                return kind
    if any(_ADJUDICATION in words for words in told):
        return ProceedingKind.UNASSIGNED
    return ProceedingKind.UNKNOWN


def _day(printed: list[Line]) -> tuple[Line | None, ApproximateDate | None]:
    for line in printed:
        found = _DATED.fullmatch(line_text(line))
        day = printed_date(found[1]) if found else None
        if day is not None:
            return line, day
    return None, None
