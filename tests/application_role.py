"""Running a test as the application role, which owns nothing.

Tests make their database as its owner. The products' services have another role; what
only grants and ownership prevent shows under it alone.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from django.db import connection, connections

APP = "accountability_app"


def app_url() -> str:
    """Return the address of the test's database for the application role."""
    given = urlsplit(os.environ["APP_DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def application_role() -> Iterator[None]:
    """Let Django be the application role, and what it was before when that ends."""
    settings = connection.settings_dict
    before = settings["USER"], settings["PASSWORD"]
    given = urlsplit(os.environ["APP_DATABASE_URL"])
    _become(unquote(given.username or ""), unquote(given.password or ""))
    try:
        yield
    finally:
        _become(*before)


@pytest.fixture
def as_application(transactional_db: None) -> Iterator[None]:
    """Let Django be the application role; the flush afterwards is the owner's again."""
    with application_role():
        yield


def owner_connection() -> psycopg.Connection:
    """Return a connection of the tables' owner, beside Django's."""
    given = urlsplit(os.environ["DATABASE_URL"])
    address = given._replace(path=f"/{connection.settings_dict['NAME']}")
    return psycopg.connect(address.geturl(), autocommit=True)


def _become(user: str, password: str) -> None:
    for held in connections.all():
        held.close()
        held.close_pool()  # type: ignore[attr-defined]
        held.settings_dict["USER"] = user
        held.settings_dict["PASSWORD"] = password
