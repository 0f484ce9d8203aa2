"""One row of a table to one case, or to what is wrong with it. Nothing is stored."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from accountability.cases.allegations import Kind
from accountability.cases.content import (
    CaseFacts,
    CaseText,
    ConsentText,
    PersonText,
    Unprinted,
)
from accountability.cases.entering import (
    EnteredAct,
    EnteredAnswer,
    EnteredOfficer,
    EnteredPerson,
    Entry,
)
from accountability.cases.importing.columns import Columns
from accountability.cases.importing.words import (
    SEVERAL,
    TERMS,
    terms_by_word,
)
from accountability.cases.words import compared
from accountability.sources.spreadsheets.limits import LONGEST_CELL
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    PersonRole,
    Term,
)
from accountability.vocab.approximate import told_date
from accountability.vocab.consent import NOT_KNOWN
from accountability.vocab.imports import NO, YES, ImportField, ImportProblemKind

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ud800-\udfff]"
)
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2})(?:[ T][\d:.]+)?)?")
_WORDED_MONTH = re.compile(
    r"(?:\d{1,2}(?:er)? )?[^\W\d_]{3,12}\.?(?: \d{1,2})?,? \d{4}"
)
_OLDEST = 1900
T = TypeVar("T", bound=Term)


class Problem(NamedTuple):
    """What is wrong with one field; with the row where ``field`` is None."""

    row: int
    field: ImportField | None
    kind: ImportProblemKind


@dataclass(frozen=True, repr=False)
class PastCase(Unprinted):
    """A row as it would be entered. ``closed_month`` is None for an open case."""

    entry: Entry
    closed_month: date | None
    note: str


class _WrongError(Exception):
    def __init__(self, kind: ImportProblemKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self, columns: Columns, departments: Mapping[str, int], today: date
    ) -> None:
        """Take the columns, the departments by word, and the day it is."""
        self._width = len(columns)
        self._places = [(n, f) for n, f in enumerate(columns, 1) if f is not None]
        self._departments = departments
        self._month = today.replace(day=1)

    def read(self, row: Sequence[str]) -> tuple[PastCase | None, list[Problem]]:
        """Return the case, or every problem. The first cell is the row's number."""
        number = int(row[0])
        wrong: list[Problem] = []
        if len(row) - 1 > self._width:
            wrong.append(Problem(number, None, ImportProblemKind.WRONG_LENGTH))
        said: dict[ImportField, Any] = {}
        for place, field in self._places:
            cell = row[place] if place < len(row) else ""
            if not cell:
                continue
            try:
                said[field] = self._value(field, cell)
            except _WrongError as error:
                wrong.append(Problem(number, field, error.kind))
        wrong += self._missing(number, said, wrong)
        return (None, wrong) if wrong else (_case_of(said), [])

    def _value(self, field: ImportField, cell: str) -> object:
        if len(cell) > LONGEST_CELL:
            raise _WrongError(ImportProblemKind.TOO_LONG)
        if _NOT_TEXT.search(cell):
            raise _WrongError(ImportProblemKind.NOT_TEXT)
        if field in _MONTHS:
            month = _month_of(cell)
            if month is None:
                raise _WrongError(ImportProblemKind.NO_MONTH)
            if month > self._month:
                raise _WrongError(ImportProblemKind.IN_FUTURE)
            return month
        if field is ImportField.DEPARTMENT:
            found = self._departments.get(compared(cell))
            if found is None:
                raise _WrongError(ImportProblemKind.NO_SUCH_DEPARTMENT)
            return found
        if field in _ANSWERS:
            answered = _yes_or_no(cell)
            if field is ImportField.KEEP and not answered:
                raise _WrongError(ImportProblemKind.NOT_KEPT)
            return answered
        if field is ImportField.NOT_REPORTED_BECAUSE:
            parts = [part for part in SEVERAL.split(cell) if part.strip()]
            return tuple(dict.fromkeys(_term(field, part) for part in parts))
        return _term(field, cell) if field in TERMS else cell

    def _missing(
        self,
        number: int,
        said: Mapping[ImportField, Any],
        wrong: Sequence[Problem],
    ) -> list[Problem]:
        received, closed = said.get(_RECEIVED), said.get(ImportField.CLOSED)
        if received is None:
            if any(problem.field is _RECEIVED for problem in wrong):
                return []
            return [Problem(number, _RECEIVED, ImportProblemKind.MISSING)]
        if closed is not None and closed < received:
            kind = ImportProblemKind.CLOSED_BEFORE_RECEIVED
            return [Problem(number, ImportField.CLOSED, kind)]
        return []


_RECEIVED = ImportField.RECEIVED
_MONTHS = frozenset({ImportField.RECEIVED, ImportField.CLOSED})
_ANSWERS: Mapping[ImportField, ConsentPurpose] = {
    ImportField.KEEP: ConsentPurpose.KEEP,
    ImportField.STATISTICS: ConsentPurpose.STATISTICS,
}


def _case_of(said: Mapping[ImportField, Any]) -> PastCase:
    def words(field: ImportField) -> str:
        return str(said.get(field, ""))

    harm = said.get(ImportField.HARM)
    entry = Entry(
        facts=CaseFacts(
            received_month=said[_RECEIVED],
            department_id=said.get(ImportField.DEPARTMENT),
            outcome=said.get(ImportField.OUTCOME),
            reported_to=said.get(ImportField.REPORTED_TO),
            not_reported_because=said.get(ImportField.NOT_REPORTED_BECAUSE, ()),
            police_response=said.get(ImportField.POLICE_RESPONSE),
        ),
        text=CaseText(
            narrative=words(ImportField.NARRATIVE),
            occurred=words(ImportField.OCCURRED),
            place=words(ImportField.PLACE),
            wishes=words(ImportField.WISHES),
            harm=harm.value if harm else "",
        ),
        officers=_officers(said, words),
        people=_people(words),
        answers=tuple(
            EnteredAnswer(purpose, said[field], ConsentText())
            for field, purpose in _ANSWERS.items()
            if field in said
        ),
        wording=NOT_KNOWN,
    )
    return PastCase(entry, said.get(ImportField.CLOSED), words(ImportField.NOTE))


def _people(words: Callable[[ImportField], str]) -> tuple[EnteredPerson, ...]:
    text = PersonText(words(ImportField.PERSON_NAME), words(ImportField.PERSON_CONTACT))
    return (EnteredPerson(PersonRole.AFFECTED, text),) if text != PersonText() else ()


def _officers(
    said: Mapping[ImportField, Any], words: Callable[[ImportField], str]
) -> tuple[EnteredOfficer, ...]:
    kind: AllegationClass | None = said.get(ImportField.ALLEGATION_CLASS)
    subtype: AllegationSubtype | None = said.get(ImportField.SUBTYPE)
    if kind is None and subtype is not None:
        kind = subtype.allegation_class
    officer, told = words(ImportField.OFFICER), words(ImportField.ACT)
    act = EnteredAct(told, Kind(kind, subtype))
    if not told and act.kind == Kind():
        return (EnteredOfficer(officer),) if officer else ()
    return (EnteredOfficer(officer, (act,)),)


def _term(field: ImportField, cell: str) -> Term:
    term = terms_by_word(TERMS[field]).get(compared(cell))
    if term is None:
        raise _WrongError(ImportProblemKind.NOT_A_TERM)
    return term


def _yes_or_no(cell: str) -> bool:
    word = compared(cell)
    if word not in YES and word not in NO:
        raise _WrongError(ImportProblemKind.NOT_YES_OR_NO)
    return word in YES


def _month_of(cell: str) -> date | None:
    """Return the first of a month: 2026-05, 2026-05-03, May 2026, 3 mai 2026."""
    if found := _ISO_MONTH.fullmatch(cell):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3] or 1))
        except ValueError:
            return None
        return day.replace(day=1) if day.year >= _OLDEST else None
    # A date of figures alone can mean two days: it is no month that is sure.
    span = told_date(cell) if _WORDED_MONTH.fullmatch(cell) else None
    if span is None:
        return None
    first, last = span.first.replace(day=1), span.last.replace(day=1)
    return first if first == last else None
