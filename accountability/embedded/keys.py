"""The vault's master keys and the signing keys of a demo, made once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .places import Place


def make_keys(place: Place) -> None:
    """Make the files that are not there yet; 0600, the account's own."""
    signing = (place.audit_key, place.release_key)
    if all(path.exists() for path in (place.master_keys, *signing)):
        return
    # Imported here: a service that finds them all pays for no cryptography.
    from accountability.audit.chain import new_signing_key
    from accountability.vault.master import write_new_master_keys

    with place.lock_for("keys"):
        if not place.master_keys.exists():
            write_new_master_keys(place.master_keys)
            place.give(place.master_keys)
        for path in signing:
            if not path.exists():
                _write(place, path, new_signing_key())


def _write(place: Place, path: Path, content: bytes) -> None:
    """Put a whole file in its place, readable for the account alone."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    place.give(draft)
    draft.replace(path)
