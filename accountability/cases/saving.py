"""Counting a change of a case, or of what hangs on it."""

from accountability.models import Case


def stir(case: Case) -> None:
    """Count something added beside what the case says: a note, a file, an answer.

    It is no other version of the case, so nobody who is changing it is stopped by it.
    """
    case.save(update_fields=["touched_at"])


def touch(case: Case) -> None:
    """Store the case as changed: its revision rises, a draft's clock begins anew."""
    case.revision += 1
    case.save()
