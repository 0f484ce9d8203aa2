"""Every row we publish, held to the schema that we publish.

The Ledger publishes a schema that thousands of its rows break, file numbers and links
beside what it calls anonymous, and findings in free text (PEERS.md, 1.1).
"""

import json
import re
from typing import Any

import httpx
import jsonschema
import pytest

from accountability.release.schema import (
    ALLEGATIONS,
    COMMUNITY_COHORTS,
    COMPLAINTS,
    DISCIPLINE,
    FINDINGS,
    TABLES,
    Kind,
    Table,
)
from tests.public_plane import FIRST, SECOND

BY_NAME = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
#: A body's own numbers for a matter, as the sources print them.
FILE_NUMBER = re.compile(r"\b(19|20)\d{2}-\d{5}\b")
#: Columns by which the protected counts of communities would lead to a case.
LEADING = ("document", "sha256", "url", "file", "number", "token", "case", "row")

#: What a cohort's row tells of how it was made, for thousands of cases at once.
COHORT = {"organisation", "plan_sha256", "code_sha256", "measurements_sha256"}


def schema_of(ask: httpx.Client, table: Table) -> dict[str, Any]:
    answer = ask.get(f"/api/v1/schemas/{table.name}/").raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def validator(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema)
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema, format_checker=formats)


def rows_of(ask: httpx.Client, table: Table, release: str) -> list[dict[str, Any]]:
    text = ask.get(f"/api/v1/releases/{release}/{table.name}.ndjson").text
    return [json.loads(line) for line in text.splitlines()]


@BY_NAME
def test_every_row_of_every_release_is_valid(ask: httpx.Client, table: Table) -> None:
    valid = validator(schema_of(ask, table))
    for release in (FIRST, SECOND):
        for row in rows_of(ask, table, release):
            valid.validate(row)


@BY_NAME
def test_a_row_that_breaks_the_schema_would_be_found(
    ask: httpx.Client, table: Table
) -> None:
    schema = schema_of(ask, table)
    valid = validator(schema)
    if not (rows := rows_of(ask, table, SECOND)):
        pytest.fail(f"the sample has no {table.name}")
    row = rows[0]
    assert set(schema["required"]) == set(row)
    for name in row:
        without = {key: value for key, value in row.items() if key != name}
        assert not valid.is_valid(without), f"{name} is missing"
        assert not valid.is_valid(row | {name: {"x": []}}), f"{name} is of another type"
    assert not valid.is_valid(row | {"officer_token": "x"})
    for column in table.columns:
        if column.vocabulary is not None:
            assert not valid.is_valid(row | {column.name: "Dossier termine"})
        if column.kind is Kind.DATE and column.name in row:
            assert not valid.is_valid(row | {column.name: "2021"})


def test_the_schema_says_where_it_is_and_changes_with_the_schema_alone(
    ask: httpx.Client,
) -> None:
    answer = ask.get("/api/v1/schemas/statistics/")
    assert answer.json()["$id"] == str(answer.url)
    assert answer.json()["$schema"].endswith("2020-12/schema")
    assert ask.get("/api/v1/schemas/statistic/").status_code == 404


def test_findings_and_measures_are_codes_with_the_words_beside() -> None:
    for table, name in (
        (FINDINGS, "disposition"),
        (FINDINGS, "outcome"),
        (FINDINGS, "stage"),
        (ALLEGATIONS, "disposition"),
        (DISCIPLINE, "measure"),
        (DISCIPLINE, "stage"),
        (COMPLAINTS, "file_type"),
    ):
        column = table.column(name)
        assert column.vocabulary is not None
        assert column.required or table is ALLEGATIONS


def test_no_official_row_carries_a_bodys_file_number_or_a_token(
    ask: httpx.Client,
) -> None:
    for table in (ALLEGATIONS, COMPLAINTS, FINDINGS, DISCIPLINE):
        assert not [name for name in table.names if "token" in name or "number" in name]
        for row in rows_of(ask, table, SECOND):
            for name, value in row.items():
                if isinstance(value, str) and name not in ("allegation", "complaint"):
                    assert not FILE_NUMBER.search(value), (table.name, name)


def test_no_row_about_communities_leads_to_a_case() -> None:
    for table in TABLES:
        if not table.name.startswith("community"):
            continue
        # A cohort has hashes of its plan, code and measurements, and a name.
        known = COHORT if table is COMMUNITY_COHORTS else set()
        for column in table.columns:
            if column.name in known:
                continue
            parts = column.name.split("_")
            assert not set(LEADING) & set(parts), f"{table.name}.{column.name}"
            assert not column.words, "no free text"
            assert column.kind is not Kind.DATETIME, "no moment"
