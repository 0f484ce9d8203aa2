"""Taking a file in: what it is, whose it is, and what was said of it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import PurePath
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.utils import timezone

from accountability.access.context import acting
from accountability.access.permissions import require
from accountability.archive.arrivals import keep_arrival, open_arrival, remove_arrival
from accountability.audit.acting import note
from accountability.extraction.declarations import is_declared, tables_of
from accountability.extraction.handing_in.errors import NotTakenError, StepRefusedError
from accountability.extraction.handing_in.working import ring_on_commit
from accountability.models import HandedInFile, OversightBody, Role, Snapshot
from accountability.sources.base import Source, same_host
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.declaration import period_of
from accountability.sources.formats.xlsx import is_workbook
from accountability.sources.registry import all_sources
from accountability.vocab import DocumentType
from accountability.vocab.audit import AuditAction
from accountability.vocab.handed_in import OVER, HandedInForm, HandedInState

KIND = "handed_in"
MOST_BYTES = 64 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Facts:
    """What staff say of a file.

    ``source`` is the id of a known source, empty for a table of ``body``. ``address``
    is where the publisher has it, empty if it stands nowhere. ``period`` is what the
    whole of it is about, as a label of a period. ``by_hand`` is said of a report that
    people read; it needs ``got_on``, and who gave it or where it stands.
    """

    body: OversightBody
    title: str
    source: str = ""
    address: str = ""
    document_type: DocumentType = DocumentType.DATASET
    period: str = ""
    licence: str = ""
    attribution: str = ""
    by_hand: bool = False
    got_on: date | None = None
    given_by: str = ""


@dataclass(frozen=True)
class SameBytes:
    """Where the same bytes are already: documents, and files under way."""

    snapshots: list[Snapshot] = field(default_factory=list)
    files: list[HandedInFile] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether they are anywhere."""
        return bool(self.snapshots or self.files)


def known_sources() -> list[Source]:
    """Return the sources whose files may be handed in: their bodies are known here."""
    bodies = set(OversightBody.objects.values_list("slug", flat=True))
    return [source for source in all_sources().values() if source.body in bodies]


def receive_file(
    content: bytes, name: str, facts: Facts, *, instead_of: UUID | None = None
) -> HandedInFile:
    """Keep a file as it came and have a worker look at it.

    ``instead_of`` is the earlier one that this corrects: it is cancelled. Raises
    NotTakenError, and NotPermittedError for who may not review.
    """
    require(acting().person, Role.REVIEWER)
    form = _form_of(content)
    _check(facts, form)
    source_id = facts.source or tables_of(facts.body)
    if facts.source:
        all_sources()[facts.source].refuse_to_keep(name, content)
    file = HandedInFile(
        id=uuid4(),
        asked_by=acting().person,
        state=HandedInState.ARRIVED.value,
        form=form.value,
        name=PurePath(name).name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        source_id=source_id,
        body=facts.body,
        title=facts.title,
        address=facts.address,
        document_type=facts.document_type.value,
        period=facts.period,
        licence=facts.licence,
        attribution=facts.attribution,
        by_hand=facts.by_hand,
        got_on=facts.got_on,
        given_by=facts.given_by,
    )
    note(AuditAction.HAND_IN, object_type=KIND, object_id=str(file.id))
    acting().when_undone(partial(remove_arrival, file.id))
    keep_arrival(file.id, content)
    file.save(force_insert=True)
    if instead_of is not None:
        cancel_file(instead_of)
    ring_on_commit(file.id)
    return file


def cancel_file(file_id: UUID) -> None:
    """End a file that is on its way and remove its bytes; nothing for one that is over.

    What was said of its columns is kept.
    """
    require(acting().person, Role.REVIEWER)
    file = HandedInFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None or HandedInState.of(file.state) in OVER:
        return
    note(AuditAction.HAND_IN_CANCEL, object_type=KIND, object_id=str(file.pk))
    file.state = HandedInState.CANCELLED.value
    file.shape, file.found = {}, {}
    file.save(update_fields=["state", "shape", "found"])
    file.found_problems.all().delete()
    remove_arrival(file.pk)


def try_again(file_id: UUID) -> None:
    """Have a file that could not be read looked at once more; StepRefusedError."""
    require(acting().person, Role.REVIEWER)
    changed = HandedInFile.objects.filter(
        pk=file_id, state=HandedInState.FAILED.value
    ).update(state=HandedInState.ARRIVED.value, attempts=0)
    if not changed:
        raise StepRefusedError
    ring_on_commit(file_id)


def same_bytes(file: HandedInFile) -> SameBytes:
    """Return where the bytes of a file are already, beside itself."""
    snapshots = Snapshot.objects.filter(sha256=file.sha256).select_related("document")
    files = HandedInFile.objects.filter(sha256=file.sha256).exclude(pk=file.pk)
    under_way = files.exclude(state__in=[state.value for state in OVER])
    return SameBytes(list(snapshots), list(under_way))


def bytes_of(file: HandedInFile) -> bytes:
    """Return the bytes of a file that is under way; raises ArchiveError."""
    return open_arrival(file.pk)


def _form_of(content: bytes) -> HandedInForm:
    if not content.strip():
        raise NotTakenError("empty")
    if len(content) > MOST_BYTES:
        raise NotTakenError("too_large")
    if content.startswith(_OLE):
        raise NotTakenError("old_workbook")
    if b"%PDF-" in content[:1024]:
        return HandedInForm.PDF
    if is_workbook(content):
        return HandedInForm.XLSX
    if b"\0" in content[:4096]:
        raise NotTakenError("not_a_file")
    return HandedInForm.CSV


def _check(facts: Facts, form: HandedInForm) -> None:
    try:
        period_of(facts.period)
    except ValueError:
        raise NotTakenError("not_a_period", "period") from None
    if facts.got_on and facts.got_on > timezone.localdate():
        raise NotTakenError("in_the_future", "got_on")
    if facts.by_hand:
        _check_report(facts, form)
    table = facts.document_type is DocumentType.DATASET
    if form is HandedInForm.PDF and table:
        raise NotTakenError("needs_type", "document_type")
    if form is not HandedInForm.PDF and not table:
        raise NotTakenError("needs_dataset", "document_type")
    if not facts.source:
        return
    source = all_sources()[facts.source]
    if isinstance(source, OpenData) is not table:
        code = "needs_dataset" if isinstance(source, OpenData) else "needs_type"
        raise NotTakenError(code, "document_type")
    if facts.address and not same_host(
        facts.address, source.home, (*source.hosts, urlsplit(source.home).netloc)
    ):
        raise NotTakenError("wrong_host", "address")


def _check_report(facts: Facts, form: HandedInForm) -> None:
    if form is not HandedInForm.PDF:
        raise NotTakenError("needs_pdf")
    if facts.got_on is None:
        raise NotTakenError("needs_day", "got_on")
    if not facts.address and not facts.given_by:
        raise NotTakenError("needs_giver", "given_by")


def reads_tables(file: HandedInFile) -> bool:
    """Say whether staff name the columns of this file."""
    return is_declared(file.source_id) and not file.by_hand
