"""Emptying the database after a test that committed: what was filled, nothing else.

Django truncates every table and makes its permissions anew, a third of a second after
each such test. Few tables have rows by then. They are found and emptied by the
cluster's own superuser, whom neither row level security, a trigger nor a foreign key
holds up; the tables are locked first, so that whoever still writes has ended.
"""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from accountability.embedded import Addresses, postgres
from accountability.embedded.credentials import credentials_for
from accountability.embedded.places import place_for

#: Where the cluster's superuser is reached; only tests know.
SUPERUSER_URL = pytest.StashKey[str]()

#: Made by migrations, the same for every test; Django would make them again.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def superuser_url(of: Addresses) -> str:
    """Return the address of the superuser in a throw-away cluster."""
    place = place_for(of.data_dir)
    password = credentials_for(place).admin_password
    return postgres.url(place, postgres.ADMIN, password)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    pytestconfig: pytest.Config,
) -> Iterator[None]:
    """Empty what tests filled, in the place of Django's flush."""
    with django_db_blocker.unblock():
        tables = tables_to_empty()
        database = str(connection.settings_dict["NAME"])
    address = pytestconfig.stash[SUPERUSER_URL]
    with (
        psycopg.connect(address, dbname=database, autocommit=True) as superuser,
        pytest.MonkeyPatch.context() as patch,
    ):
        superuser.execute("SET session_replication_role = replica")
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda _: empty(superuser, tables),
        )
        yield


def tables_to_empty() -> list[str]:
    """Return the tables that a test may have filled: Django's, but those it keeps.

    The audit's are none of them, as for Django's flush: nothing is ever taken out.
    """
    named = connection.introspection.django_table_names(only_existing=True)
    return sorted(set(named) - _KEPT)


def empty(superuser: psycopg.Connection, tables: list[str]) -> None:
    """Delete every row of ``tables``; sequences go on, as after Django's flush."""
    names = {table: sql.Identifier(table) for table in tables}
    filled = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(table, name)
        for table, name in names.items()
    )
    with superuser.transaction():
        superuser.execute(
            sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(names.values()))
        )
        for (table,) in superuser.execute(filled).fetchall():
            superuser.execute(sql.SQL("DELETE FROM {}").format(names[table]))
