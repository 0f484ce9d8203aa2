"""Taking a file in, cleaning it, opening it.

On disk, below ``ATTACHMENTS_DIR``: ``ab/<id>.original`` and ``ab/<id>.clean``, each
under a key of its own drawn from the case's key.
"""

import io
import os
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

import filetype
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting, acting_as
from accountability.cases.attachments.apart import cleaned_apart
from accountability.cases.attachments.recordings import clean_recording
from accountability.cases.attachments.refused import NotTakenError
from accountability.cases.attachments.scanner import Scan, scan
from accountability.cases.attachments.upload import EncryptedUpload, private_directory
from accountability.cases.content import OpenCase, Unprinted
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.keys import failure_noted, keystore, opened, place
from accountability.cases.policies import Deed
from accountability.cases.saving import stir
from accountability.celery import app
from accountability.models import Attachment
from accountability.vault.envelope import CaseKey
from accountability.vault.stream import CHUNK, EncryptedWriter, buffered
from accountability.vocab.attachments import AttachmentKind, AttachmentState, Refusal
from accountability.vocab.audit import AuditAction

_TABLE = Attachment._meta.db_table
_ENDINGS = {
    AttachmentKind.JPEG: {".jpg", ".jpeg"},
    AttachmentKind.PNG: {".png"},
    AttachmentKind.PDF: {".pdf"},
    AttachmentKind.MP4: {".mp4", ".m4v"},
    AttachmentKind.M4A: {".m4a"},
}
_RECORDINGS = {AttachmentKind.MP4, AttachmentKind.M4A}
_TRY_AGAIN = timedelta(minutes=2)
ORIGINAL, CLEAN = "original", "clean"


@dataclass(frozen=True, repr=False)
class OpenAttachment(Unprinted):
    """A file of an opened case, for the list."""

    row: Attachment
    name: str

    @property
    def state(self) -> AttachmentState:
        """Where it stands."""
        return AttachmentState.of(self.row.state)

    @property
    def reason(self) -> Refusal | None:
        """Why there is no copy."""
        return Refusal.of(self.row.reason) if self.row.reason else None


def receive(case_id: UUID, upload: EncryptedUpload) -> Attachment:
    """Keep an upload as it came, encrypted, and have a worker make the clean copy."""
    case = case_for(Deed.ATTACH, case_id, lock=True)
    key = opened(case.id, AuditAction.ATTACHMENT_ADD)
    row = Attachment(
        id=uuid4(),
        case=case,
        state=AttachmentState.RECEIVED.value,
        size=upload.size or 0,
        key_version=key.version,
        uploaded_by=acting().person,
    )
    row.name = key.seal(place(_TABLE, "name", row.id), (upload.name or "").encode())
    row.fingerprint = key.seal(place(_TABLE, "fingerprint", row.id), upload.sha256)
    acting().when_undone(partial(remove_files, row.id))
    with upload.plain() as plain, _writing(row, key, ORIGINAL) as writer:
        while part := plain.read(CHUNK):
            writer.write(part)
    row.save(force_insert=True)
    stir(case)
    transaction.on_commit(partial(_ring, row.id), robust=True)
    return row


def clean_attachment(attachment_id: UUID) -> None:
    """Make the clean copy of a file, in a worker; done again it does nothing."""
    with acting_as(SYSTEM, Purpose.ATTACHMENTS):
        row = (
            Attachment.objects.select_for_update(skip_locked=True)
            .filter(pk=attachment_id, state__in=_WAITING)
            .first()
        )
        if row is None:
            return
        key = opened(row.case_id, AuditAction.ATTACHMENT_CLEAN)
        row.tried_at = timezone.now()
        try:
            row.kind, row.scanned = _clean(row, key)
            row.state, row.reason = AttachmentState.CLEAN.value, ""
        except (NotTakenError, SoftTimeLimitExceeded) as refused:
            reason = getattr(refused, "reason", Refusal.TOO_SLOW)
            remove_files(row.id, CLEAN)
            row.state, row.reason = AttachmentState.REFUSED.value, reason.value
        except _ScannerSilentError:
            row.state = AttachmentState.QUARANTINED.value
        row.save()


def clean_waiting() -> int:
    """Ring for files that wait: the message was lost, or the scanner was silent."""
    long_ago = timezone.now() - _TRY_AGAIN
    with acting_as(SYSTEM, Purpose.ATTACHMENTS):
        waiting = Attachment.objects.filter(state__in=_WAITING).filter(
            Q(tried_at__lt=long_ago) | Q(tried_at=None, uploaded_at__lt=long_ago)
        )
        ids = list(waiting.values_list("pk", flat=True)[:100])
    for attachment_id in ids:
        _ring(attachment_id)
    return len(ids)


def attachments_of(case: OpenCase) -> list[OpenAttachment]:
    """Return the files of an opened case with their names."""
    rows = list(case.row.attachments.all())
    if not rows:
        return []
    key = keystore().open(str(case.row.pk))
    with failure_noted(case.row.pk):
        return [
            OpenAttachment(
                row, key.open(place(_TABLE, "name", row.id), bytes(row.name)).decode()
            )
            for row in rows
        ]


def open_copy(attachment_id: UUID, which: str) -> tuple[OpenAttachment, BinaryIO]:
    """Return a file and a reader of its clean copy or its original.

    Noted in the audit. Raises CaseNotFoundError where there is no such copy.
    """
    row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None:
        raise CaseNotFoundError
    original = which == ORIGINAL
    case = case_for(Deed.OPEN_ORIGINAL if original else Deed.SEE, row.case_id)
    if not original and row.state != AttachmentState.CLEAN.value:
        raise CaseNotFoundError
    action = (
        AuditAction.ATTACHMENT_ORIGINAL if original else AuditAction.ATTACHMENT_VIEW
    )
    key = opened(case.id, action)
    name = key.open(place(_TABLE, "name", row.id), bytes(row.name)).decode()
    with failure_noted(case.id):
        return OpenAttachment(row, name), _reader(row, key, which)


def remove_files(attachment_id: UUID, *which: str) -> None:
    """Remove the files of an attachment. Without the key they were noise already."""
    for kind in which or (ORIGINAL, CLEAN):
        _path(attachment_id, kind).unlink(missing_ok=True)


_WAITING = (AttachmentState.RECEIVED.value, AttachmentState.QUARANTINED.value)


class _ScannerSilentError(Exception):
    """The scanner is configured and gave no answer: the file is held back."""


def _clean(row: Attachment, key: CaseKey) -> tuple[str, bool]:
    """Write the clean copy; return what kind it is and whether it was scanned."""
    name = key.open(place(_TABLE, "name", row.id), bytes(row.name)).decode()
    with _reader(row, key, ORIGINAL) as plain:
        kind = _kind_of(plain.read(262), name)
        plain.seek(0)
        said = scan(plain)
        if said is Scan.FOUND:
            raise NotTakenError(Refusal.INFECTED)
        if said is Scan.SILENT:
            raise _ScannerSilentError
        plain.seek(0)
        with _writing(row, key, CLEAN) as writer:
            if kind in _RECORDINGS:
                clean_recording(plain, writer)
            else:
                writer.write(cleaned_apart(plain.read(), kind))
    return kind.value, said is Scan.CLEAN


def _kind_of(head: bytes, name: str) -> AttachmentKind:
    guess = filetype.guess(head)
    extension = guess.extension if guess else ""
    if extension not in AttachmentKind.codes():
        raise NotTakenError(Refusal.KIND)
    kind = AttachmentKind.of(extension)
    if Path(name).suffix.lower() not in _ENDINGS[kind]:
        raise NotTakenError(Refusal.NAME)
    return kind


class _writing:  # noqa: N801  (used as a context manager)
    """Write an encrypted file beside its place and move it there when it is whole."""

    def __init__(self, row: Attachment, key: CaseKey, which: str) -> None:
        self._path = _path(row.id, which)
        self._draft = self._path.with_suffix(f".{which}.draft")
        self._label = _label(row.id, which)
        self._key = key.file_key(self._label, row.key_version)

    def __enter__(self) -> EncryptedWriter:
        self._draft.unlink(missing_ok=True)
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._writer = EncryptedWriter(self._file, self._key, self._label)
        return self._writer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._draft.replace(self._path)
        else:
            self._draft.unlink(missing_ok=True)


def _reader(row: Attachment, key: CaseKey, which: str) -> io.BufferedReader:
    label = _label(row.id, which)
    try:
        file = _path(row.id, which).open("rb")
    except FileNotFoundError:
        raise CaseNotFoundError from None
    return buffered(file, key.file_key(label, row.key_version), label)


def _label(attachment_id: UUID, which: str) -> str:
    return f"{attachment_id}.{which}"


def _path(attachment_id: UUID, which: str) -> Path:
    name = str(attachment_id)
    return private_directory(name[:2]) / f"{name}.{which}"


def _ring(attachment_id: UUID) -> None:
    app.send_task(
        "accountability.clean_attachment", args=[str(attachment_id)], retry=False
    )
