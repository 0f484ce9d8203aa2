"""CSV cells that no spreadsheet runs."""

from datetime import UTC, date, datetime

import pytest

from accountability.release.csv_text import csv_cell
from accountability.release.schema import Column, Kind


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.STRING, "=1+1", "'=1+1"),
        (Kind.STRING, "-5", "'-5"),
        (Kind.STRING, "@x", "'@x"),
        (Kind.STRING, "+1 604", "'+1 604"),
        (Kind.STRING, 'a "b", c', '"a ""b"", c"'),
        (Kind.STRING, "two\nlines", '"two\nlines"'),
        (Kind.STRING, "#VALUE!", '"#VALUE!"'),
        (Kind.STRING, "", '""'),
        (Kind.STRING, None, ""),
        (Kind.NUMBER, -5, "-5"),
        (Kind.NUMBER, 12.5, "12.5"),
        (Kind.INTEGER, 0, "0"),
        (Kind.BOOLEAN, False, "false"),
        (Kind.DATE, date(2021, 4, 1), "2021-04-01"),
        (
            Kind.DATETIME,
            datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
            "2026-11-20T09:30:00Z",
        ),
    ],
)
def test_a_cell_is_its_value_and_never_a_formula(
    kind: Kind, value: object, text: str
) -> None:
    assert csv_cell(Column("x", kind, ""), value) == text
