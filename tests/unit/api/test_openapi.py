"""The JSON Schema of rows, from the schema of the bundle."""

from typing import Any

import jsonschema
import pytest

from accountability.api.openapi import row_schema, value_schema
from accountability.release.row_json import RowJson
from accountability.release.schema import ALLEGATIONS, CROPS, STATISTICS, TABLES, Table
from tests.bundles import PICTURE, crop, sample_allegations, sample_statistics


def written(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    columns = table.columns
    form = RowJson(table, columns, "https://example.org", "2026-11-22.1")
    [answer] = form.objects([row])
    return answer


@pytest.mark.parametrize(
    ("table", "rows"),
    [(STATISTICS, sample_statistics()), (ALLEGATIONS, sample_allegations())],
)
def test_rows_as_answered_follow_their_schema(
    table: Table, rows: list[dict[str, Any]]
) -> None:
    validator = jsonschema.Draft202012Validator(row_schema(table))
    for row in rows:
        answer = written(table, row)
        validator.validate(answer)
        assert answer["provenance"]["url"].startswith("https://example.org/documents/")


def test_a_picture_has_the_address_of_its_release() -> None:
    row = crop(sample_statistics()[0], PICTURE)
    answer = written(CROPS, row)
    jsonschema.validate(answer, row_schema(CROPS))
    place = "https://example.org/releases/2026-11-22.1/public/crop-"
    assert answer["url"].startswith(place)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_described(table: Table) -> None:
    schema = row_schema(table)
    nested = schema["properties"].get("provenance", {"properties": {}})["properties"]
    boxes = {"box_x0", "box_top", "box_x1", "box_bottom"}
    for column in table.columns:
        assert (
            column.name in schema["properties"]
            or column.name in nested
            or (column.name in boxes and "box" in nested)
        )


def test_a_code_outside_the_vocabulary_breaks_the_schema() -> None:
    schema = value_schema(STATISTICS.column("status"))
    jsonschema.validate("suppressed", schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate("zero", schema)


def test_only_what_may_be_absent_may_be_null() -> None:
    jsonschema.validate(None, value_schema(STATISTICS.column("value")))
    jsonschema.validate(None, value_schema(ALLEGATIONS.column("gravest_measure")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(None, value_schema(STATISTICS.column("status")))
