"""Printed figures arranged for a reader."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accountability.site.figures import FigureLine, metric_tables
from accountability.vocab import Metric
from tests.bundles import document, statistic

DOCUMENTS: dict[str, dict[str, Any]] = {
    str(row["document"]): row for row in (document(), document("press/one"))
}
PRESS = {"authority": "press", "document": "press/one"}


def one_line(*rows: dict[str, Any]) -> FigureLine:
    [table] = metric_tables(rows, DOCUMENTS)
    [line] = table.lines
    return line


def test_primary_stands_before_press_and_both_are_quoted() -> None:
    press = statistic(value=50, disputed=True, document="press/one")
    DOCUMENTS["press/one"]["authority"] = "press"
    line = one_line(press, statistic(disputed=True))
    assert [reading.value for reading in line.current] == [48, 50]
    assert line.disputed


def test_two_sources_of_one_value_are_no_dispute() -> None:
    line = one_line(statistic(), statistic(document="press/one"))
    assert not line.disputed


def test_replaced_values_are_listed_newest_first() -> None:
    def old(day: int, value: int) -> dict:
        return statistic(
            value=value,
            current=False,
            statistic=f"old-{day}",
            retrieved_at=datetime(2026, 1, day, tzinfo=UTC),
        )

    line = one_line(statistic(), old(1, 40), old(3, 44))
    assert [reading.value for reading in line.earlier] == [44, 40]
    assert [reading.value for reading in line.current] == [48]


def test_the_newest_period_is_first_and_the_whole_before_its_parts() -> None:
    [table] = metric_tables(
        [
            statistic(period="2019/20", value=1),
            statistic(value=2, category="Admissible"),
            statistic(value=3),
        ],
        DOCUMENTS,
    )
    assert [(line.period, line.category) for line in table.lines] == [
        ("2021/22", ""),
        ("2021/22", "Admissible"),
        ("2019/20", ""),
    ]


def test_metrics_of_two_units_are_two_tables() -> None:
    tables = metric_tables(
        [statistic(), statistic(metric=Metric.FILES_OPENED)], DOCUMENTS
    )
    assert [table.unit for table in tables] == ["file", "complaint"]


def test_a_line_left_empty_is_told_apart_and_a_zero_is_not_one() -> None:
    empty = statistic(period="2019/20", value=None, status="not_reported")
    [table] = metric_tables([empty, statistic(value=0)], DOCUMENTS)
    assert [line.period for line in table.lines] == ["2021/22"]
    assert [line.period for line in table.blanks] == ["2019/20"]


@pytest.mark.parametrize(
    ("value", "raw", "otherwise"),
    [(48, "48", False), (2262, "2 262", True), (None, "<5", True), (48, "", False)],
)
def test_the_words_printed_are_shown_where_they_say_more(
    value: int | None, raw: str, otherwise: bool
) -> None:
    status = "reported" if value is not None else "suppressed"
    line = one_line(statistic(value=value, value_raw=raw, status=status))
    assert line.current[0].printed_otherwise is otherwise
