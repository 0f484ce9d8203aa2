"""The one way to a case's key: it writes the audit entry before it gives the key.

Whoever holds a key can read, so the entry stands for reading: one an action on a case
in a request, however many fields it opens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accountability.audit.acting import note
from accountability.models import Organisation
from accountability.vault.blind import BlindIndex
from accountability.vault.envelope import CaseKey, Place
from accountability.vault.errors import (
    KeyDestroyedError,
    KeyExistsError,
    KeyMissingError,
    SealBrokenError,
    StreamBrokenError,
    VaultError,
)
from accountability.vault.keystore import FileKeyStore
from accountability.vault.master import MasterKeys, load_master_keys
from accountability.vocab.audit import AuditAction, Outcome


def keystore() -> FileKeyStore:
    """Return the store of wrapped case keys."""
    return FileKeyStore(Path(settings.KEYSTORE_DIR), master_keys())


def master_keys() -> MasterKeys:
    """Return the master keys, read once a process."""
    return _masters(settings.MASTER_KEYS_FILE, settings.MASTER_KEYS_PROVIDER)


def blind_index() -> BlindIndex:
    """Return the keyed hash for the warning of duplicates."""
    return BlindIndex(master_keys().index_key())


@cache
def _masters(file: Path | None, provider: str | None) -> MasterKeys:
    return load_master_keys(file, provider)


def new_key(case_id: UUID, *, left_over: bool = False) -> CaseKey:
    """Make the key of a new case. Left over when the case is not stored after all.

    With ``left_over`` such a key serves the next attempt at the same case.
    """
    try:
        return keystore().create(str(case_id))
    except KeyExistsError:
        if not left_over:
            raise
        return keystore().open(str(case_id))


def organisation_key(organisation: Organisation) -> CaseKey:
    """Return the key of an organisation's own words, made when it is first needed.

    It opens no case, so that opening it is no entry in the audit.
    """
    store, name = keystore(), str(organisation.key_id)
    try:
        return store.open(name)
    except KeyMissingError:
        try:
            return store.create(name)
        except KeyExistsError:
            return store.open(name)  # somebody made it meanwhile


def opened(case_id: UUID, action: AuditAction, *, kind: str = "case") -> CaseKey:
    """Return the key of a case, after noting ``action`` on it.

    ``kind`` says what else it is that has a key of its own: an import.

    Raises AuditUnavailableError when the entry can't be written, KeyDestroyedError
    for an erased case and VaultError for a key that can't be had, which is noted.
    """
    note(action, object_type=kind, object_id=str(case_id))
    try:
        return keystore().open(str(case_id))
    except KeyDestroyedError:
        raise
    except VaultError:
        note(
            AuditAction.CASE_DECRYPT,
            object_type=kind,
            object_id=str(case_id),
            outcome=Outcome.FAILED,
        )
        raise


@contextmanager
def failure_noted(case_id: UUID) -> Iterator[None]:
    """Note a seal that is broken: tampered with, swapped, or never sealed."""
    try:
        yield
    except (SealBrokenError, StreamBrokenError):
        note(
            AuditAction.CASE_DECRYPT,
            object_type="case",
            object_id=str(case_id),
            outcome=Outcome.FAILED,
        )
        raise


def place(table: str, column: str, row: UUID) -> Place:
    """Return where a value stands: it opens there and nowhere else."""
    return Place(table=table, column=column, row=str(row))
