"""Writing an entry: by a second connection, at once, whatever becomes of the caller.

The role behind ``AUDIT_DATABASE_URL`` can add entries and do nothing else. What the
caller's transaction does later, even its end in an error, takes no entry back.
"""

import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection as default
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from accountability.vocab.audit import AuditAction, Outcome

#: What an entry may say beside the object: codes and small numbers.
DETAILS = frozenset(
    {
        "deed",
        "from",
        "to",
        "held",
        "count",
        "role",
        "factor",
        "reason",
        "field",
        "to_id",
    }
)
_CODE = re.compile(r"[a-z0-9_.:-]{1,64}")
_OBJECT = re.compile(r"[A-Za-z0-9_.:-]{0,40}")
_INSERT = """
    INSERT INTO accountability_auditevent
      (actor_id, purpose, action, outcome, object_type, object_id, request_id, details)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_lock = threading.Lock()
_held: "_Held | None" = None


class AuditUnavailableError(Exception):
    """The entry could not be written: whoever asked gets nothing."""


class NotACodeError(ValueError):
    """Something else than a code or a number was about to be written down."""


def record(
    action: AuditAction,
    *,
    actor_id: int | None,
    outcome: Outcome = Outcome.ALLOWED,
    object_type: str = "",
    object_id: str = "",
    request_id: UUID | None = None,
    purpose: str = "",
    details: Mapping[str, str | int] | None = None,
) -> None:
    """Write one entry. Raises AuditUnavailableError, or NotACodeError for content."""
    values = (
        actor_id,
        purpose,
        action.value,
        outcome.value,
        object_type,
        object_id,
        request_id,
        json.dumps(_checked(object_type, object_id, details or {})),
    )
    try:
        with _pool().connection() as connection:
            connection.execute(_INSERT, values)
    except (psycopg.Error, PoolTimeout, PoolClosed):
        raise AuditUnavailableError("the audit can't be written") from None


def close() -> None:
    """Close the connections, as at a test's end."""
    global _held
    with _lock:
        if _held is not None and _held.process == os.getpid():
            _held.pool.close()
        _held = None


@dataclass(frozen=True)
class _Held:
    process: int
    database: str
    pool: ConnectionPool


def _pool() -> ConnectionPool:
    """Return the connections of this process, to the database that Django uses now.

    A forked child opens its own: a connection serves one process.
    """
    global _held
    name = str(default.settings_dict["NAME"])
    with _lock:
        held = _held
        if held and held.process == os.getpid() and held.database == name:
            return held.pool
        if held and held.process == os.getpid():
            held.pool.close()
        pool = ConnectionPool(
            settings.AUDIT_DATABASE_URL,
            kwargs={"dbname": name, "autocommit": True, "application_name": "audit"},
            min_size=0,
            max_size=8,
            timeout=5,
            open=True,
            check=ConnectionPool.check_connection,
            name="audit",
        )
        _held = _Held(os.getpid(), name, pool)
        return pool


def _checked(
    object_type: str, object_id: str, details: Mapping[str, str | int]
) -> dict[str, str | int]:
    """Return the details; NotACodeError, which repeats nothing, for content."""
    if not _OBJECT.fullmatch(object_type) or not _OBJECT.fullmatch(object_id):
        raise NotACodeError("an object is named by a code")
    for name, value in details.items():
        if name not in DETAILS:
            raise NotACodeError(f"unknown detail {name!r}")
        if isinstance(value, str) and not _CODE.fullmatch(value):
            raise NotACodeError(f"detail {name!r} is not a code")
    return dict(details)
