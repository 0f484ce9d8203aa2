"""Taking a table in, and having it read once, apart, to encrypted rows."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from accountability.access.context import acting
from accountability.audit.acting import note
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.cases.errors import CaseRefusedError
from accountability.cases.importing import files
from accountability.cases.importing.ending import cancel_import
from accountability.cases.importing.finding import (
    KIND,
    OpenImport,
    import_for,
    may_import_for,
    seal_part,
    state_of,
)
from accountability.cases.importing.working import Work, over, ring_on_commit
from accountability.cases.keys import new_key
from accountability.cases.policies import Deed
from accountability.models import CaseImport, Team
from accountability.sources.spreadsheets.apart import (
    CSV,
    XLSX,
    NotReadError,
    lines_apart,
)
from accountability.vault.stream import CHUNK
from accountability.vocab.audit import AuditAction
from accountability.vocab.imports import OVER, ImportProblemKind, ImportState

MOST_BYTES = 50 * 1024 * 1024
_ENDINGS = {".csv": CSV, ".txt": CSV, ".tsv": CSV, ".xlsx": XLSX}


def receive_import(
    team: Team, upload: EncryptedUpload, *, instead_of: UUID | None = None
) -> CaseImport:
    """Keep a table as it came, encrypted, and have a worker read it.

    ``instead_of`` is one's own earlier import that this is the correction of: it is
    cancelled. Raises CaseRefusedError, or NotReadError for a file that is too large
    or none of the kinds.
    """
    if not may_import_for(team):
        raise CaseRefusedError(Deed.IMPORT)
    _kind_of(upload.name or "")
    if (upload.size or 0) > MOST_BYTES:
        raise NotReadError(ImportProblemKind.TOO_LARGE)
    if instead_of is not None:
        earlier = import_for(instead_of, lock=True, own=True)
        if state_of(earlier) not in OVER:
            cancel_import(instead_of)
    row = CaseImport(
        id=uuid4(),
        organisation_id=team.organisation_id,
        team=team,
        asked_by=acting().person,
        state=ImportState.MAPPING.value,
    )
    key = new_key(row.id)
    note(AuditAction.IMPORT_ASK, object_type=KIND, object_id=str(row.id))
    row.name = seal_part(key, row, "name", (upload.name or "").encode())
    acting().when_undone(partial(files.remove, row.id))
    with (
        upload.plain() as plain,
        files.written(row.id, key, files.ORIGINAL) as writer,
    ):
        while part := plain.read(CHUNK):
            writer.write(part)
    row.save(force_insert=True)
    ring_on_commit(row.id)
    return row


def read_table(found: OpenImport, work: Work) -> None:
    """Turn the upload into rows, once; what is no table ends the import."""
    row, key = found.row, found.key
    headings: list[str] = []
    count = 0

    def below_heading(lines: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal count
        _, *cells = json.loads(next(lines))
        headings.extend(cells)
        for line in lines:
            count += 1
            yield line

    try:
        kind = _kind_of(found.name)
        with (
            files.plain(row.pk, key, files.ORIGINAL) as plain,
            files.written(row.pk, key, files.TABLE) as table,
        ):
            for line in below_heading(lines_apart(plain, kind)):
                table.write(line)
    except NotReadError as refused:
        with work.locked() as current:
            if current is not None:
                current.failure = refused.kind.value
                over(current, ImportState.FAILED)
        return
    with work.locked() as current:
        if current is None:
            files.remove(row.pk)  # cancelled meanwhile, and cleared up after
            return
        current.rows = count
        current.headings = seal_part(
            key, current, "headings", json.dumps(headings).encode()
        )
        current.save(update_fields=["rows", "headings"])
    files.remove(row.pk, files.ORIGINAL)


def _kind_of(name: str) -> str:
    kind = _ENDINGS.get(Path(name).suffix.lower())
    if kind is None:
        raise NotReadError(ImportProblemKind.UNREADABLE)
    return kind
