"""Versioned master keys, which wrap the cases' keys and never touch a value.

They come from a file, or from a key service behind the same three methods. Never from
the database, never from the environment itself.
"""

import base64
import json
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accountability.vault.errors import (
    MasterKeyMissingError,
    MasterKeysUnusableError,
    SealBrokenError,
)

_NONCE_BYTES = 12
_KEY_BYTES = 32


class MasterKeys(Protocol):
    """What a key service offers. ``aad`` is authenticated with what is wrapped."""

    @property
    def current(self) -> int:
        """The version that wraps now."""
        ...

    def wrap(self, version: int, key: bytes, aad: bytes) -> bytes:
        """Return ``key`` wrapped; MasterKeyMissingError without that version."""
        ...

    def unwrap(self, version: int, wrapped: bytes, aad: bytes) -> bytes:
        """Return the key; SealBrokenError when it is not what was wrapped."""
        ...

    def index_key(self) -> bytes:
        """Return the 32-byte key of the blind index, another one than all these."""
        ...


class FileMasterKeys:
    """Master keys of a JSON file that its owner alone may read."""

    __slots__ = ("_index", "_keys", "current")

    def __init__(self, current: int, keys: Mapping[int, bytes], index: bytes) -> None:
        """Take the keys; ``current`` must be one of them."""
        if current not in keys or len(index) != _KEY_BYTES:
            raise MasterKeysUnusableError("the current version or index key is missing")
        if any(len(key) != _KEY_BYTES for key in keys.values()):
            raise MasterKeysUnusableError("a master key has not 32 bytes")
        self.current = current
        self._keys = dict(keys)
        self._index = index

    @classmethod
    def from_file(cls, path: Path) -> "FileMasterKeys":
        """Read the file; MasterKeysUnusableError says what is wrong with it."""
        kept = _read(path)
        try:
            keys = {int(v): base64.b64decode(k) for v, k in kept["keys"].items()}
            return cls(int(kept["current"]), keys, base64.b64decode(kept["index"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise MasterKeysUnusableError(f"{path} is damaged") from None

    @property
    def versions(self) -> list[int]:
        """The versions at hand, oldest first."""
        return sorted(self._keys)

    def wrap(self, version: int, key: bytes, aad: bytes) -> bytes:
        """Return nonce and ciphertext of ``key``."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._key(version)).encrypt(nonce, key, aad)

    def unwrap(self, version: int, wrapped: bytes, aad: bytes) -> bytes:
        """Return the wrapped key."""
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return AESGCM(self._key(version)).decrypt(nonce, sealed, aad)
        except (InvalidTag, ValueError):
            raise SealBrokenError("not what was wrapped") from None

    def index_key(self) -> bytes:
        """Return the key of the blind index."""
        return self._index

    def _key(self, version: int) -> bytes:
        if version not in self._keys:
            raise MasterKeyMissingError(f"master key {version} is not at hand")
        return self._keys[version]

    def __repr__(self) -> str:
        return f"<FileMasterKeys {self.versions}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")


def load_master_keys(file: Path | None, provider: str | None = None) -> MasterKeys:
    """Return the master keys of a provider (``package.module:callable``) or a file.

    The provider is called without arguments and returns a ``MasterKeys``.
    """
    if provider:
        module, _, name = provider.partition(":")
        make: Callable[[], MasterKeys] = getattr(import_module(module), name)
        return make()
    if file is None:
        raise MasterKeysUnusableError("neither a file nor a provider of master keys")
    return FileMasterKeys.from_file(file)


def write_new_master_keys(path: Path) -> None:
    """Write a file with one new master key; FileExistsError where there is one."""
    _write(path, {"current": 1, "keys": {"1": _new_key()}, "index": _new_key()})


def add_master_key(path: Path) -> int:
    """Add the next version and make it current; return it. The old ones stay."""
    kept = _read(path)
    version = max(int(v) for v in kept["keys"]) + 1
    kept["keys"][str(version)] = _new_key()
    kept["current"] = version
    _write(path, kept, replace=True)
    return version


def retire_master_key(path: Path, version: int) -> None:
    """Take an old version out of the file. Ask the keystore's gauge first."""
    kept = _read(path)
    if int(kept["current"]) == version or str(version) not in kept["keys"]:
        raise MasterKeysUnusableError(f"version {version} can't be retired")
    del kept["keys"][str(version)]
    _write(path, kept, replace=True)


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def _read(path: Path) -> dict[str, Any]:
    try:
        mode = path.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            raise MasterKeysUnusableError(
                f"{path} may be read by others: chmod 600 and new keys are due"
            )
        kept: dict[str, Any] = json.loads(path.read_text())
    except OSError as error:
        raise MasterKeysUnusableError(f"{path}: {error.strerror}") from None
    except ValueError:
        raise MasterKeysUnusableError(f"{path} is damaged") from None
    return kept


def _write(path: Path, kept: Mapping[str, object], *, replace: bool = False) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
