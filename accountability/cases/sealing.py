"""Text to sealed columns and back, bound to table, column, row and key version."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from accountability.cases.content import Unprinted, names_of
from accountability.cases.keys import failure_noted, place
from accountability.vault.envelope import CaseKey

T = TypeVar("T", bound=Unprinted)


def seal_into(key: CaseKey, row: models.Model, text: Unprinted, *, at: UUID) -> None:
    """Set the sealed columns of ``row`` from ``text``; ``at`` identifies the row.

    A text that says the same as the column keeps the old ciphertext, so that the
    history shows what was really changed.
    """
    for name in names_of(type(text)):
        value = getattr(text, name)
        before = getattr(row, name)
        where = place(row._meta.db_table, name, at)
        if before and value == _open(key, where, before):
            continue
        setattr(row, name, key.seal(where, value.encode()) if value else None)


def open_from(
    key: CaseKey, row: models.Model, kind: type[T], *, at: UUID, table: str = ""
) -> T:
    """Return the text of the sealed columns of ``row``.

    A version from the history was sealed for the ``table`` that it is a version of.

    Raises SealBrokenError, noted in the audit, when one is not what was sealed there.
    """
    found: dict[str, Any] = {}
    for name in names_of(kind):
        value = getattr(row, name)
        if value is None:
            found[name] = ""
            continue
        with failure_noted(UUID(key.case_id)):
            found[name] = _open(
                key, place(table or row._meta.db_table, name, at), value
            )
    return kind(**found)


def _open(key: CaseKey, where: Any, value: bytes) -> str:
    return key.open(where, bytes(value)).decode()
