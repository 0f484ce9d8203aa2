"""Checking every row before the first is entered. Values are looked at, never kept."""

from itertools import islice

from django.utils import timezone

from accountability.cases.errors import WrongStateError
from accountability.cases.importing import files
from accountability.cases.importing.columns import (
    Columns,
    checked,
    keep_columns,
    written_columns,
)
from accountability.cases.importing.finding import (
    OpenImport,
    import_for,
    open_import,
    seal_part,
    state_of,
)
from accountability.cases.importing.records import PastCase, Problem, RowReader
from accountability.cases.importing.working import LEASE, Work, ring_on_commit
from accountability.cases.words import departments_by_word
from accountability.models import CaseImport, ImportProblem
from accountability.vocab.imports import ImportState

CHUNK = 5000
#: Problems that are kept; all are counted.
MOST_PROBLEMS = 2000


def name_columns(found: OpenImport, columns: Columns) -> None:
    """Say which column is which, and have every row checked.

    Raises ColumnsUnusableError, or WrongStateError when it is being brought in.
    """
    row = import_for(found.row.pk, lock=True, own=True)
    if state_of(row) not in (ImportState.MAPPING, ImportState.CHECKED) or not row.rows:
        raise WrongStateError(row.state)
    checked(columns)
    keep_columns(row.organisation, found.headings, columns)
    row.mapping = seal_part(found.key, row, "mapping", written_columns(columns))
    row.found_problems.all().delete()
    row.state, row.checked, row.problems = ImportState.CHECKING.value, 0, 0
    row.save(update_fields=["mapping", "state", "checked", "problems"])
    ring_on_commit(row.pk)


def reader_of(found: OpenImport) -> RowReader:
    """Return what reads the rows of an opened import."""
    assert found.columns is not None  # noqa: S101  (they were named before)
    return RowReader(found.columns, departments_by_word(), timezone.localdate())


def check_rows(found: OpenImport, work: Work) -> None:
    """Check chunk by chunk, as far as this turn goes."""
    reader, at = reader_of(found), found.row.checked
    with_rows = files.rows(found.row.pk, found.key, after=at)
    while work.time_left:
        chunk = list(islice(with_rows, CHUNK))
        wrong = [problem for row in chunk for problem in reader.read(row)[1]]
        with work.locked() as row:
            if row is None or row.checked != at:
                return
            _keep(row, wrong)
            at += len(chunk)
            row.checked, row.lease_until = at, timezone.now() + LEASE
            if len(chunk) < CHUNK:
                row.state, row.lease_until = ImportState.CHECKED.value, None
            row.save(update_fields=["checked", "problems", "state", "lease_until"])
        if len(chunk) < CHUNK:
            return


def first_cases(row: CaseImport, count: int) -> tuple[OpenImport, list[PastCase]]:
    """Return the first rows as they would be entered; one entry in the audit."""
    found = open_import(row)
    reader = reader_of(found)
    read = (reader.read(cells)[0] for cells in files.rows(row.pk, found.key))
    return found, [case for case in islice(read, count) if case is not None]


def first_values(found: OpenImport, count: int) -> list[list[str]]:
    """Return the first values of each column, for the page that names columns."""
    lines = list(islice(files.rows(found.row.pk, found.key), count))
    columns = range(1, len(found.headings) + 1)
    return [[line[n] for line in lines if n < len(line) and line[n]] for n in columns]


def _keep(row: CaseImport, wrong: list[Problem]) -> None:
    room = max(0, MOST_PROBLEMS - row.problems)
    ImportProblem.objects.bulk_create(
        ImportProblem(
            case_import=row,
            row=problem.row,
            field=problem.field.value if problem.field else "",
            kind=problem.kind.value,
        )
        for problem in wrong[:room]
    )
    row.problems += len(wrong)
