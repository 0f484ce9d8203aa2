"""The vault's master keys and the audit's signing key of a demo, made once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .places import Place


def make_keys(place: Place) -> None:
    """Make the files that are not there yet; 0600, the account's own."""
    if place.master_keys.exists() and place.audit_key.exists():
        return
    # Imported here: a service that finds both pays for no cryptography.
    from accountability.audit.chain import new_signing_key
    from accountability.vault.master import write_new_master_keys

    with place.lock_for("keys"):
        if not place.master_keys.exists():
            write_new_master_keys(place.master_keys)
            place.give(place.master_keys)
        if not place.audit_key.exists():
            draft = place.audit_key.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(new_signing_key())
            place.give(draft)
            draft.replace(place.audit_key)
