"""Wrapped case keys, one file each, outside the database and its backups.

    <dir>/ab/ab12....key     the key's versions, each wrapped by a master key
    <dir>/ab/ab12....gone    the key was destroyed: the case is erased, for good
    <dir>/erasures.ndjson    every destruction in order, for a replay after a restore

A file is written beside its place and moved there when it is whole; a lock on the
directory keeps a rewrapping and a destruction apart, so that a destroyed key does not
come back. Before a key file is removed it is overwritten. On flash and on file systems
that copy on write old blocks may live on: the directory belongs on an encrypted disk.
"""

import base64
import fcntl
import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from accountability.vault.envelope import KEY_BYTES, CaseKey
from accountability.vault.errors import (
    KeyDestroyedError,
    KeyExistsError,
    KeyMissingError,
    VaultError,
)
from accountability.vault.master import MasterKeys

LEDGER = "erasures.ndjson"


class FileKeyStore:
    """The keys of all cases in a directory of the machine's own."""

    def __init__(self, directory: Path, masters: MasterKeys) -> None:
        """Use ``directory``, made with its first key."""
        self.directory = directory
        self._masters = masters

    def create(self, case_id: str) -> CaseKey:
        """Make and store a key. Raises KeyExistsError or KeyDestroyedError."""
        key = secrets.token_bytes(KEY_BYTES)
        with self._locked(case_id) as shard:
            if (shard / f"{_name(case_id)}.gone").exists():
                raise KeyDestroyedError("the case was erased")
            if (shard / f"{_name(case_id)}.key").exists():
                raise KeyExistsError("the case has a key")
            self._write(case_id, {1: key})
        return CaseKey(case_id, {1: key})

    def open(self, case_id: str) -> CaseKey:
        """Return the key. Raises KeyDestroyedError, KeyMissingError or VaultError."""
        return CaseKey(case_id, self._versions(case_id))

    def rewrap(self, case_id: str) -> bool:
        """Wrap the key by the current master key; False when it is already."""
        with self._locked(case_id):
            if self._record(case_id)["master"] == self._masters.current:
                return False
            self._write(case_id, self._versions(case_id))
        return True

    def destroy(self, case_id: str, *, at: datetime | None = None) -> bool:
        """Destroy the key for good; False when there was none left to destroy."""
        when = (at or datetime.now(UTC)).isoformat()
        with self._locked(case_id) as shard:
            key, gone = (
                shard / f"{_name(case_id)}.key",
                shard / f"{_name(case_id)}.gone",
            )
            if not gone.exists():
                # The mark first: whatever happens next, the case counts as erased.
                _write_whole(gone, json.dumps({"at": when}).encode())
                self._enter(case_id, when)
            if not key.exists():
                return False
            with key.open("r+b") as file:
                file.write(secrets.token_bytes(key.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            key.unlink()
            _sync(shard)
        return True

    def is_destroyed(self, case_id: str) -> bool:
        """Say whether the case was erased."""
        return (self._shard(case_id) / f"{_name(case_id)}.gone").exists()

    def destroyed(self) -> Iterator[str]:
        """Yield the cases whose key was destroyed, from marks and ledger."""
        seen = {path.stem for path in self.directory.glob("*/*.gone")}
        ledger = self.directory / LEDGER
        if ledger.exists():
            for line in ledger.read_text().splitlines():
                seen.add(json.loads(line)["case"])
        yield from sorted(seen)

    def cases(self) -> Iterator[str]:
        """Yield the cases that have a key."""
        for path in sorted(self.directory.glob("*/*.key")):
            yield path.stem

    def behind(self) -> Iterator[str]:
        """Yield the cases whose key an old master key wraps."""
        for case_id in self.cases():
            try:
                if self._record(case_id)["master"] != self._masters.current:
                    yield case_id
            except (KeyDestroyedError, KeyMissingError):
                continue  # erased meanwhile

    def gauge(self) -> dict[int, int]:
        """Return how many keys each master key wraps, by version."""
        found: Counter[int] = Counter()
        for case_id in self.cases():
            try:
                found[self._record(case_id)["master"]] += 1
            except (KeyDestroyedError, KeyMissingError):
                continue
        return dict(sorted(found.items()))

    def _versions(self, case_id: str) -> dict[int, bytes]:
        record = self._record(case_id)
        master = record["master"]
        return {
            int(version): self._masters.unwrap(
                master, base64.b64decode(wrapped), _bound(case_id, master, int(version))
            )
            for version, wrapped in record["versions"].items()
        }

    def _record(self, case_id: str) -> dict[str, Any]:
        shard, name = self._shard(case_id), _name(case_id)
        if (shard / f"{name}.gone").exists():
            raise KeyDestroyedError("the case was erased")
        try:
            record: dict[str, Any] = json.loads((shard / f"{name}.key").read_bytes())
        except FileNotFoundError:
            raise KeyMissingError("the case has no key in this store") from None
        except ValueError:
            raise VaultError("the file of the key is damaged") from None
        return record

    def _write(self, case_id: str, versions: dict[int, bytes]) -> None:
        master = self._masters.current
        record = {
            "master": master,
            "versions": {
                str(version): base64.b64encode(
                    self._masters.wrap(master, key, _bound(case_id, master, version))
                ).decode()
                for version, key in versions.items()
            },
        }
        path = self._shard(case_id) / f"{_name(case_id)}.key"
        _write_whole(path, json.dumps(record).encode())

    def _enter(self, case_id: str, when: str) -> None:
        line = json.dumps({"case": _name(case_id), "at": when}) + "\n"
        path = self.directory / LEDGER
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _shard(self, case_id: str) -> Path:
        return self.directory / _name(case_id)[:2]

    @contextmanager
    def _locked(self, case_id: str) -> Iterator[Path]:
        """Hold the case's directory, against every other writer on this disk."""
        shard = self._shard(case_id)
        if not shard.is_dir():
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            shard.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(shard, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield shard
        finally:
            os.close(descriptor)


def _name(case_id: str) -> str:
    """Return the case's file name; ValueError for what is no UUID."""
    return str(UUID(case_id))


def _bound(case_id: str, master: int, version: int) -> bytes:
    return f"{_name(case_id)}|{master}|{version}".encode()


def _write_whole(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
