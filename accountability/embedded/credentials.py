"""Passwords of the database roles and Django's secret key, made once and kept 0600."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from .errors import EmbeddedError

if TYPE_CHECKING:
    from .places import Place

_BYTES = 32
#: What the first version had not.
_ADDED = ("audit_password",)


@dataclass(frozen=True)
class Credentials:
    """Random values that never leave the machine; urlsafe, so quotable as they are."""

    admin_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    app_password: str = field(repr=False)
    audit_password: str = field(repr=False)
    secret_key: str = field(repr=False)


def credentials_for(place: Place) -> Credentials:
    """Read the credentials of `place`, making them the first time.

    Of several services that start together one writes the file, the others read it.
    What a later version needs and the file has not yet is added.
    """
    if not place.credentials.exists():
        _write(place, _made(_names()))
    kept = _read(place)
    missing = [name for name in _ADDED if name not in kept]
    if missing:
        with place.lock_for("credentials"):
            kept = _read(place)
            kept |= _made([name for name in _ADDED if name not in kept])
            _write(place, kept, replace=True)
    try:
        return Credentials(**kept)
    except TypeError as error:
        raise _damaged(place, error) from error


def _names() -> list[str]:
    return [field.name for field in fields(Credentials)]


def _made(names: list[str]) -> dict[str, str]:
    return {name: secrets.token_urlsafe(_BYTES) for name in names}


def _read(place: Place) -> dict[str, str]:
    try:
        kept: dict[str, str] = dict(json.loads(place.credentials.read_text()))
    except (ValueError, TypeError) as error:
        raise _damaged(place, error) from error
    return kept


def _damaged(place: Place, error: Exception) -> EmbeddedError:
    return EmbeddedError(
        f"{place.credentials} is damaged ({error}): restore it, or delete the"
        " whole DATA_DIR to begin anew"
    )


def _write(place: Place, kept: dict[str, str], *, replace: bool = False) -> None:
    draft = place.state / f".credentials-{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    place.give(draft)
    try:
        if replace:
            draft.replace(place.credentials)
        else:
            os.link(draft, place.credentials)
    except FileExistsError:
        pass  # another service was first; its values count
    finally:
        draft.unlink(missing_ok=True)
