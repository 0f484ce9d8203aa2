"""Counting a change of a case, or of what hangs on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from accountability.models import Case

#: Cases with a changed part, while several parts are stored as one change.
_gathered: ContextVar[set[UUID] | None] = ContextVar("gathered", default=None)


def stir(case: Case) -> None:
    """Count something added beside what the case says: a note, a file, an answer.

    It is no other version of the case, so nobody who is changing it is stopped by it.
    """
    case.save(update_fields=["touched_at"])


def touch(case: Case) -> None:
    """Store the case as changed: its revision rises, a draft's clock begins anew."""
    case.revision += 1
    case.save()


def part_changed(case: Case) -> None:
    """Count a person, an act or a conclusion as a change of the case."""
    gathered = _gathered.get()
    if gathered is None:
        touch(case)
    else:
        gathered.add(case.pk)


@contextmanager
def one_change(case_id: UUID) -> Iterator[None]:
    """Count all parts that are stored inside as one change: one version, not ten."""
    gathered: set[UUID] = set()
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if case_id in gathered:
        touch(Case.objects.get(pk=case_id))
