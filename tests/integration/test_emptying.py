"""What one test commits, the next one does not find: nothing in any table."""

from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from tests.casework import House
from tests.emptying import SUPERUSER_URL, tables_to_empty
from tests.official_records import OfficialRecord

pytestmark = pytest.mark.django_db(transaction=True)
#: The same for every test, whatever it commits.
OF_MIGRATIONS = {"auth_permission", "django_content_type", "django_migrations"}
#: What nothing is ever taken out of: a test asks for the entries since it began.
THE_AUDIT = {"accountability_auditevent", "accountability_auditseal"}


def counted(config: pytest.Config) -> dict[str, int]:
    """Return the rows of every table but the audit's, those of no model included."""
    with psycopg.connect(
        config.stash[SUPERUSER_URL], dbname=connection.settings_dict["NAME"]
    ) as superuser:
        tables = [
            table
            for (table,) in superuser.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            if table not in THE_AUDIT
        ]
        return {table: _rows(superuser, table) for table in tables}


def _rows(superuser: psycopg.Connection, table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    (count,) = superuser.execute(query).fetchone() or (0,)
    return int(count)


def test_every_table_is_emptied_but_those_of_migrations_and_the_audit(
    pytestconfig: pytest.Config,
) -> None:
    assert set(tables_to_empty()) == set(counted(pytestconfig)) - OF_MIGRATIONS


def test_what_was_committed_is_gone_whoever_guards_it(
    pytestconfig: pytest.Config,
) -> None:
    before = counted(pytestconfig)
    assert {table for table, rows in before.items() if rows} == OF_MIGRATIONS
    # Official records; cases under row security, and their history kept by triggers.
    record = OfficialRecord()
    record.statistic(record.snapshot(record.document()), 48)
    house = House()
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        services.read_case(case.pk)
    filled = counted(pytestconfig)
    assert len({table for table, rows in filled.items() if rows}) > 20
    case_of_django: Any = TransactionTestCase
    case_of_django._fixture_teardown(None)
    assert counted(pytestconfig) == before
    assert ContentType.objects.exists()
