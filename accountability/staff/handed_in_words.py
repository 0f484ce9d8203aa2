"""A file that was handed in, in words: where it is, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accountability.extraction.handing_in.checking import reading_shown
from accountability.models import HandedInFile, HandedInProblem
from accountability.sources.formats.declaration import UnusableError
from accountability.staff.reading_words import (
    Line,
    headline,
    lines,
    reason_words,
)
from accountability.staff.words import grouped, term_label
from accountability.vocab import Flag
from accountability.vocab.handed_in import HandedInState, RowProblem

#: Why a file is not taken (``handing_in.errors.NotTakenError``).
NOT_TAKEN: dict[str, Promise] = {
    "empty": gettext_lazy("The file is empty."),
    "too_large": gettext_lazy("The file is larger than 64 MB. Split it."),
    "not_a_file": gettext_lazy("This is no CSV, XLSX or PDF. Save it as one of them."),
    "old_workbook": gettext_lazy(
        "This is a workbook of the old kind (XLS). Open it and save it as XLSX."
    ),
    "not_a_period": gettext_lazy(
        "This is no period. Write 2021/22 for a fiscal year, 2021 for a calendar year, "
        "2021-Q3 for a quarter."
    ),
    "needs_pdf": gettext_lazy("A report to be read by hand is a PDF."),
    "needs_day": gettext_lazy("Say when you got it."),
    "in_the_future": gettext_lazy("This day has not come yet."),
    "needs_giver": gettext_lazy(
        "Say who gave it, or at which address the publisher has it."
    ),
    "needs_type": gettext_lazy("Say which report this is; it is no dataset."),
    "needs_dataset": gettext_lazy("This is a dataset: choose “Dataset”."),
    "wrong_host": gettext_lazy(
        "This address is not the publisher’s. Correct it, or leave it empty."
    ),
}

_UNUSABLE: dict[str, Promise] = {
    "twice": gettext_lazy("Two columns can’t both be “%(field)s”."),
    "missing": gettext_lazy("Say which column is “%(field)s”."),
    "not_of_kind": gettext_lazy("A row of this kind has no “%(field)s”."),
    "heading_twice": gettext_lazy(
        "The heading of “%(field)s” is there twice. Rename one in the file."
    ),
    "not_named": gettext_lazy("Say what the figures count."),
    "no_time": gettext_lazy(
        "Nothing says when: choose the column for “%(field)s”, or hand the file in "
        "with the period of the whole."
    ),
}


@dataclass(frozen=True)
class Problem:
    """One row's problem in words."""

    place: str
    field: str
    wrong: str


@dataclass(frozen=True)
class Shown:
    """One reading of the preview."""

    place: str
    headline: str
    lines: list[Line]


def unusable_words(error: UnusableError) -> str:
    """Return why rows can't be read by these columns."""
    return str(_UNUSABLE[error.problem]) % {"field": term_label(error.field)}


def state_words(file: HandedInFile) -> str:
    """Return where a file is. A report that people read never is in the queue."""
    state = HandedInState.of(file.state)
    if file.by_hand and state is HandedInState.DONE:
        return _("On the shelf")
    return term_label(state)


def progress_words(file: HandedInFile) -> str:
    """Return how far a worker is."""
    total = file.found.get("rows", 0)
    counted = {"done": grouped(file.done), "rows": grouped(total)}
    if file.by_hand and file.state == HandedInState.IMPORTING.value:
        return _("It is being kept.")
    return {
        HandedInState.ARRIVED: _("The file is being read."),
        HandedInState.CHECKING: _("Checked: %(done)s rows.") % counted,
        HandedInState.IMPORTING: _("Imported: %(done)s of %(rows)s rows.") % counted,
    }.get(HandedInState.of(file.state), "")


def problem_words(problem: HandedInProblem) -> Problem:
    """Return a problem's place, its column and what to do about it."""
    reason = problem.reason
    wrong = (
        term_label(RowProblem.of(reason))
        if reason in RowProblem.codes()
        else reason_words(reason)
    )
    place = _place(problem.row, problem.page)
    field = "" if problem.field == "row" else problem.field
    return Problem(place, field, wrong)


def shown_readings(file: HandedInFile, names: Mapping[str, str]) -> Iterator[Shown]:
    """Yield the first readings as they will stand in the review queue."""
    for reading in reading_shown(file):
        place = _place(reading.locator.row, reading.locator.page)
        yield Shown(place, headline(reading, names), lines(reading, names))


def _place(row: int | None, page: int | None) -> str:
    if page and row:
        return _("Page %(page)d, row %(number)d") % {"page": page, "number": row}
    if page:
        return _("Page %(page)d") % {"page": page}
    return _("Row %(number)s") % {"number": row} if row else "–"


def flag_counts(file: HandedInFile) -> list[tuple[str, int]]:
    """Return the flags of the readings, the most frequent first."""
    found = file.found.get("flags", {})
    counted = sorted(found.items(), key=lambda item: -item[1])
    return [(term_label(Flag.of(code)), number) for code, number in counted]
