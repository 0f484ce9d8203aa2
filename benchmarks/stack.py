"""Django over a throw-away PostgreSQL, for benches that write."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django

from accountability import embedded


@contextmanager
def stack(scratch: Path, broker: str = "redis://127.0.0.1:1/0") -> Iterator[None]:
    """Set Django up, migrated, as the tables' owner; by default with no broker."""
    with embedded.running_postgres() as servers:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="accountability.settings",
            PLANE="staff",
            DEMO="1",
            DATA_DIR=str(scratch),
            DATABASE_URL=servers.owner_database_url,
            APP_DATABASE_URL=servers.database_url,
            AUDIT_DATABASE_URL=servers.audit_database_url,
            MASTER_KEYS_FILE=servers.master_keys_file,
            AUDIT_SIGNING_KEY_FILE=servers.audit_signing_key_file,
            RELEASE_SIGNING_KEY_FILE=servers.release_signing_key_file,
            BROKER_URL=broker,
            SECRET_KEY="only-for-benchmarks-" + "0" * 40,
        )
        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from accountability.audit import log

        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            log.close()
            connections.close_all()


@contextmanager
def as_application() -> Iterator[None]:
    """Be the application role, which owns nothing and is under every rule."""
    from django.db import connection

    given = urlsplit(os.environ["APP_DATABASE_URL"])
    settings = connection.settings_dict
    before = settings["USER"], settings["PASSWORD"]
    for user, password in (
        (unquote(given.username or ""), unquote(given.password or "")),
        before,
    ):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        settings["USER"], settings["PASSWORD"] = user, password
        if (user, password) != before:
            yield
