"""The addresses and secrets of one DATA_DIR's servers, or of servers of your own."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import postgres, valkey
from .credentials import credentials_for
from .keys import make_keys
from .places import default_data_dir, place_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .places import Place


@dataclass(frozen=True)
class Addresses:
    """Where the servers of one DATA_DIR are, and the secrets that go with them.

    `database_url` is the application role's; `owner_database_url` may migrate.
    `data_dir` is where the account that runs the services may write.
    """

    database_url: str = field(repr=False)
    owner_database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    audit_database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    master_keys_file: str
    audit_signing_key_file: str
    release_signing_key_file: str
    data_dir: Path

    def as_environment(self, *, owner: bool = False) -> dict[str, str]:
        """Return a service's variables; OWNER_DATABASE_URL only if it migrates."""
        variables = {
            "DATABASE_URL": self.database_url,
            "AUDIT_DATABASE_URL": self.audit_database_url,
            "BROKER_URL": self.broker_url,
            "SECRET_KEY": self.secret_key,
            "MASTER_KEYS_FILE": self.master_keys_file,
            "AUDIT_SIGNING_KEY_FILE": self.audit_signing_key_file,
            "RELEASE_SIGNING_KEY_FILE": self.release_signing_key_file,
            "DATA_DIR": str(self.data_dir),
        }
        if owner:
            variables["OWNER_DATABASE_URL"] = self.owner_database_url
        return variables


def addresses(data_dir: Path | None = None) -> Addresses:
    """Return the addresses for `data_dir` (default: DATA_DIR), starting nothing.

    Addresses, secrets and key files of the environment are taken instead of ours where
    they are set; a DATABASE_URL without an OWNER_DATABASE_URL or AUDIT_DATABASE_URL
    serves for these too.
    """
    place = place_for(data_dir or default_data_dir())
    return addresses_of(place, os.environ)


def addresses_of(place: Place, given: Mapping[str, str]) -> Addresses:
    """Return the addresses of `place`, the values set in `given` going first."""
    credentials = credentials_for(place)
    app = postgres.url(place, postgres.APP, credentials.app_password)
    owner = postgres.url(place, postgres.OWNER, credentials.owner_password)
    audit = postgres.url(place, postgres.AUDIT, credentials.audit_password)
    make_keys(place)
    return Addresses(
        database_url=given.get("DATABASE_URL") or app,
        owner_database_url=(
            given.get("OWNER_DATABASE_URL") or given.get("DATABASE_URL") or owner
        ),
        broker_url=given.get("BROKER_URL") or valkey.url(place),
        audit_database_url=(
            given.get("AUDIT_DATABASE_URL") or given.get("DATABASE_URL") or audit
        ),
        secret_key=given.get("SECRET_KEY") or credentials.secret_key,
        master_keys_file=given.get("MASTER_KEYS_FILE") or str(place.master_keys),
        audit_signing_key_file=(
            given.get("AUDIT_SIGNING_KEY_FILE") or str(place.audit_key)
        ),
        release_signing_key_file=(
            given.get("RELEASE_SIGNING_KEY_FILE") or str(place.release_key)
        ),
        data_dir=place.state,
    )
