"""Which source reads a document: one of the registry, or a declaration that is kept."""

import hashlib
import json
from collections.abc import Iterator

from accountability.models import (
    Department,
    DepartmentAlias,
    HandedInFile,
    OversightBody,
    Snapshot,
    SourceDocument,
)
from accountability.sources.base import Source
from accountability.sources.formats.declaration import Declaration, read_declaration
from accountability.sources.formats.declared import declared_source
from accountability.sources.registry import all_sources
from accountability.sources.registry import source as source_of

_LONGEST_ID = 40


def tables_of(body: OversightBody) -> str:
    """Return the id that stands for all tables of a body that are handed in.

    They share it, so that the rows of one are joined to those of another.
    """
    name = f"handed_in_{body.slug}"
    if len(name) <= _LONGEST_ID:
        return name
    digest = hashlib.sha256(body.slug.encode()).hexdigest()[:6]
    return f"{name[: _LONGEST_ID - 7]}_{digest}"


def is_declared(source_id: str) -> bool:
    """Say whether the id stands for tables that are handed in."""
    return source_id not in all_sources() and source_id.startswith("handed_in_")


def source_for(document: SourceDocument, snapshot: Snapshot) -> Source:
    """Return what reads a snapshot: as it was read when it was handed in last.

    Raises KeyError for a source that is not known.
    """
    if not is_declared(document.source_id):
        return source_of(document.source_id)
    declared = declaration_of(snapshot)
    if declared is None:
        raise KeyError(f"{document.slug}: nobody said what its columns are")
    return declared_source(declared)


def declaration_of(snapshot: Snapshot) -> Declaration | None:
    """Return the declaration by which a snapshot was read last, if it was by one."""
    file = (
        HandedInFile.objects.filter(snapshot=snapshot, declaration__isnull=False)
        .order_by("-finished_at")
        .first()
    )
    return read_declaration(json.dumps(file.declaration)) if file else None


def department_names(jurisdiction: str) -> Iterator[tuple[str, str]]:
    """Yield the names of a jurisdiction's departments, reviewed ones too, and slugs."""
    held = Department.objects.filter(jurisdiction=jurisdiction)
    for slug, name, name_fr in held.values_list("slug", "name", "name_fr"):
        yield from ((said, slug) for said in (name, name_fr, slug) if said)
    aliases = DepartmentAlias.objects.filter(jurisdiction=jurisdiction)
    yield from aliases.values_list("name", "department__slug")
