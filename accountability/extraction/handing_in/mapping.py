"""Which column is what: likely by its heading, kept under a name, used for a file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from accountability.access.context import acting
from accountability.access.permissions import require
from accountability.extraction.declarations import department_names
from accountability.extraction.handing_in.errors import StepRefusedError
from accountability.extraction.handing_in.working import ring_on_commit
from accountability.models import Department, HandedInFile, Role, TableMapping
from accountability.sources.formats.csv import single_spaced
from accountability.sources.formats.declaration import (
    Columns,
    Declaration,
    UnusableError,
    period_of,
    read_columns,
    read_declaration,
    written_columns,
    written_declaration,
)
from accountability.sources.formats.headings import likely_field
from accountability.sources.registry import all_sources
from accountability.vocab import Crosswalk
from accountability.vocab.handed_in import (
    HEADING_WORDS,
    TERM_FIELDS,
    HandedInForm,
    HandedInState,
    TableField,
    TableKind,
)

_OPEN = (HandedInState.MAPPING.value, HandedInState.CHECKED.value)
#: The department that stands for all of a body's agencies.
ALL = "all"


class NameTakenError(ValueError):
    """Another mapping of the body has this name."""


@dataclass(frozen=True)
class Part:
    """One sheet or table of a file with its first rows, by number."""

    name: str
    heading: int
    rows: list[tuple[int, list[str]]]
    page: int | None = None
    count: int | None = None

    def headings(self, row: int) -> tuple[str, ...]:
        """Return the headings that stand in ``row``; none if it is not shown."""
        return single_spaced(dict(self.rows).get(row, []))

    def values(self, column: int, below: int, most: int = 3) -> list[str]:
        """Return the first values of a column."""
        cells = (row[column] for n, row in self.rows if n > below and column < len(row))
        return [cell for cell in cells if cell.strip()][:most]


def parts_of(file: HandedInFile) -> list[Part]:
    """Return the sheets or tables that were found."""
    return [
        Part(
            part["name"],
            part["heading"],
            [(number, cells) for number, cells in part["rows"]],
            part.get("page"),
            part.get("count"),
        )
        for part in file.shape.get("parts", [])
    ]


def part_of(file: HandedInFile, name: str) -> Part:
    """Return a part by its name, the first that has rows if there is none."""
    found = parts_of(file)
    return next((part for part in found if part.name == name), found[0])


def likely_columns(headings: Sequence[str]) -> dict[str, TableField]:
    """Return what the columns are by their headings; no field twice."""
    found: dict[str, TableField] = {}
    for heading in headings:
        field = likely_field(heading, HEADING_WORDS)
        if field is not None and field not in found.values():
            found[heading] = field
    return found


def likely_kind(fields: Mapping[str, TableField]) -> TableKind:
    """Return what a row of a table with such columns tells of."""
    held = set(fields.values())
    if TableField.CLASS in held:
        return TableKind.ALLEGATIONS
    return TableKind.MATTERS if TableField.NUMBER in held else TableKind.FIGURES


def kept_mapping(file: HandedInFile, headings: Sequence[str]) -> TableMapping | None:
    """Return what was said of a table of this body with the same headings."""
    return TableMapping.objects.filter(
        body=file.body, headings=_digest(headings)
    ).first()


def columns_of(mapping: TableMapping) -> Columns:
    """Return the columns of a mapping."""
    return read_columns(json.dumps(mapping.columns))


def declared(file: HandedInFile) -> Declaration | None:
    """Return how a file is read so far."""
    if file.declaration is None:
        return None
    return read_declaration(json.dumps(file.declaration))


@transaction.atomic
def name_columns(
    file_id: UUID, columns: Columns, *, name: str, part: str, heading: int
) -> None:
    """Say which column is what, keep it under ``name``, and have every row checked.

    Words that were mapped before stay mapped. Raises UnusableError, NameTakenError and
    StepRefusedError.
    """
    file = _locked(file_id)
    found = part_of(file, part)
    headings = found.headings(heading)
    kept = kept_mapping(file, headings)
    if kept is not None and not columns.words:
        columns = replace(columns, words=columns_of(kept).words)
    _check(file, columns, headings)
    pdf = HandedInForm.of(file.form) is HandedInForm.PDF
    department = Department.objects.filter(slug=columns.department).first()
    declaration = Declaration(
        source=file.source_id,
        body=file.body.slug,
        jurisdiction=file.body.jurisdiction,
        columns=columns,
        departments=tuple(sorted(set(department_names(file.body.jurisdiction)))),
        department_name=department.name if department else file.body.name,
        period=file.period,
        sheet="" if pdf else found.name,
        heading=heading,
        headings=headings if pdf else (),
        licence=file.licence,
        attribution=file.attribution,
    )
    file.sheet, file.heading = found.name, heading
    _keep(file, declaration, headings, name, kept)


@transaction.atomic
def map_words(file_id: UUID, words: Sequence[tuple[str, str, str]]) -> None:
    """Say what words mean, and have every row checked again; StepRefusedError.

    Each is (field of the crosswalk, the body's words, code of our term); without a code
    it stays unassigned.
    """
    file = _locked(file_id)
    declaration = declared(file)
    if declaration is None or file.mapping is None:
        raise StepRefusedError
    said = {(field, raw): code for field, raw, code in declaration.columns.words}
    for field, raw, code in words:
        said.pop((field, raw), None)
        if code:
            said[field, raw] = code
    columns = replace(
        declaration.columns,
        words=tuple((field, raw, code) for (field, raw), code in said.items()),
    )
    headings = part_of(file, file.sheet).headings(file.heading)
    told = replace(declaration, columns=columns)
    _keep(file, told, headings, file.mapping.name, file.mapping)


def suggested_code(file: HandedInFile, field: str, raw: str) -> str:
    """Return the code that words most likely stand for, for a person to confirm.

    It is one that the body's own source uses for them, or whose label they are exactly.
    """
    for source in all_sources().values():
        if source.body == file.body.slug:
            try:
                code = Crosswalk.load(source.id).code(field, raw)
            except FileNotFoundError:
                continue
            if code:
                return code
    said = " ".join(raw.replace("’", "'").split()).casefold()
    for name, vocabulary in TERM_FIELDS.values():
        if name != field:
            continue
        for term in vocabulary:
            if said in {term.value, term.english.casefold(), term.french.casefold()}:
                return term.value
    return ""


def _locked(file_id: UUID) -> HandedInFile:
    require(acting().person, Role.REVIEWER)
    file = (
        HandedInFile.objects.select_for_update(of=("self",))
        .select_related("body", "mapping")
        .filter(pk=file_id, state__in=_OPEN)
        .first()
    )
    if file is None:
        raise StepRefusedError
    return file


def _check(file: HandedInFile, columns: Columns, headings: Sequence[str]) -> None:
    columns.checked()
    for heading, field in columns.fields.items():
        if headings.count(heading) != 1:
            raise UnusableError(field, "heading_twice")
    dated = {TableField.YEAR, TableField.RECEIVED} & set(columns.fields.values())
    joined = columns.kind is TableKind.ALLEGATIONS and columns.heading(
        TableField.NUMBER
    )
    if not dated and not file.period and not joined and not columns.by_period():
        missing = (
            TableField.YEAR
            if columns.kind is TableKind.FIGURES
            else TableField.RECEIVED
        )
        raise UnusableError(missing, "no_time")
    period_of(file.period)


def _keep(
    file: HandedInFile,
    declaration: Declaration,
    headings: Sequence[str],
    name: str,
    kept: TableMapping | None,
) -> None:
    mapping = kept or TableMapping(body=file.body, headings=_digest(headings))
    others = TableMapping.objects.filter(body=file.body, name=name)
    if others.exclude(pk=mapping.pk).exists():
        raise NameTakenError(name)
    mapping.name, mapping.saved_by = name, acting().person
    mapping.columns = _json(written_columns(declaration.columns))
    mapping.save()
    file.mapping = mapping
    file.declaration = _json(written_declaration(declaration))
    file.state, file.found, file.problems = HandedInState.CHECKING.value, {}, 0
    file.found_problems.all().delete()
    file.save(
        update_fields=[
            *("mapping", "declaration", "state", "found", "problems", "sheet"),
            "heading",
        ]
    )
    ring_on_commit(file.pk)


def _json(written: str) -> Any:
    return json.loads(written)


def _digest(headings: Sequence[str]) -> str:
    said = json.dumps([heading.casefold() for heading in headings])
    return hashlib.sha256(said.encode()).hexdigest()
