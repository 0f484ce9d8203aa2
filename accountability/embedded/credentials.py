"""Passwords of the database roles and Django's secret key, made once and kept 0600."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from .errors import EmbeddedError

if TYPE_CHECKING:
    from .places import Place

_BYTES = 32


@dataclass(frozen=True)
class Credentials:
    """Random values that never leave the machine; urlsafe, so quotable as they are."""

    admin_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    app_password: str = field(repr=False)
    secret_key: str = field(repr=False)


def credentials_for(place: Place) -> Credentials:
    """Read the credentials of `place`, making them the first time.

    Of several services that start together one writes the file, the others read it.
    """
    if not place.credentials.exists():
        _write(place)
    try:
        return Credentials(**json.loads(place.credentials.read_text()))
    except (ValueError, TypeError) as error:
        raise EmbeddedError(
            f"{place.credentials} is damaged ({error}): restore it, or delete the"
            " whole DATA_DIR to begin anew"
        ) from error


def _write(place: Place) -> None:
    names = [field.name for field in fields(Credentials)]
    made = Credentials(**{name: secrets.token_urlsafe(_BYTES) for name in names})
    draft = place.state / f".credentials-{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(made), file)
        file.flush()
        os.fsync(file.fileno())
    place.give(draft)
    try:
        os.link(draft, place.credentials)
    except FileExistsError:
        pass  # another service was first; its values count
    finally:
        draft.unlink()
