"""Which column is which field: guessed by its heading, kept for the next file.

What is kept is sealed under the organisation's key and found by a keyed hash.
"""

import json
from collections.abc import Sequence
from uuid import uuid4

from accountability.cases.keys import blind_index, organisation_key, place
from accountability.cases.words import compared
from accountability.models import ImportMapping, Organisation
from accountability.sources.formats.headings import likely_field
from accountability.vault.blind import IndexPurpose
from accountability.vocab.imports import HEADING_WORDS, ImportField

_TABLE = ImportMapping._meta.db_table

#: One a column: its field, or None for a column that is left out.
Columns = tuple[ImportField | None, ...]


class ColumnsUnusableError(ValueError):
    """Not every field can be where it was said to be. ``twice`` names the fields."""

    def __init__(self, twice: tuple[ImportField, ...]) -> None:
        """Keep the fields that several columns claim; none: one is missing."""
        super().__init__("columns")
        self.twice = twice


def guessed(headings: Sequence[str]) -> Columns:
    """Return the likely field of each column; no field twice."""
    found: list[ImportField | None] = []
    for heading in headings:
        field = likely_field(heading, HEADING_WORDS, _apart)
        found.append(field if field not in found else None)
    return tuple(found)


def checked(columns: Columns) -> Columns:
    """Return columns with which rows can be read, or raise ColumnsUnusableError."""
    named = [field for field in columns if field is not None]
    twice = tuple(dict.fromkeys(f for f in named if named.count(f) > 1))
    if twice or ImportField.RECEIVED not in named:
        raise ColumnsUnusableError(twice)
    return columns


def kept_columns(organisation: Organisation, headings: Sequence[str]) -> Columns | None:
    """Return what the organisation said of a table with these headings; None: never."""
    row = ImportMapping.objects.filter(
        organisation=organisation, headings_index=_index(organisation, headings)
    ).first()
    if row is None:
        return None
    key = organisation_key(organisation)
    return read_columns(key.open(place(_TABLE, "mapping", row.id), bytes(row.mapping)))


def keep_columns(
    organisation: Organisation, headings: Sequence[str], columns: Columns
) -> None:
    """Keep what was said for the next table with these headings."""
    index = _index(organisation, headings)
    row = (
        ImportMapping.objects.select_for_update()
        .filter(organisation=organisation, headings_index=index)
        .first()
    ) or ImportMapping(id=uuid4(), organisation=organisation, headings_index=index)
    key = organisation_key(organisation)
    row.mapping = key.seal(place(_TABLE, "mapping", row.id), written_columns(columns))
    row.save()


def written_columns(columns: Columns) -> bytes:
    """Write columns down."""
    return json.dumps([field.value if field else "" for field in columns]).encode()


def read_columns(written: bytes) -> Columns:
    """Read what ``written_columns`` wrote."""
    codes: list[str] = json.loads(written)
    return tuple(ImportField.of(code) if code else None for code in codes)


def _apart(words: str) -> str:
    return compared(words.replace("_", " ").replace("-", " "))


def _index(organisation: Organisation, headings: Sequence[str]) -> bytes:
    scope = str(organisation.pk)
    value = json.dumps(headings, ensure_ascii=False)
    return blind_index().of(IndexPurpose.HEADINGS, scope, value)
