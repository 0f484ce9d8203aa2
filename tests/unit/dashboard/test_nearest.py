"""A chart with nothing to draw leads to the nearest question that has an answer."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from accountability.vocab import Metric
from dashboard.charts import chart_of
from dashboard.ids import ChartId
from dashboard.state import Per
from dashboard.view import View

Understand = Callable[[str], View]


@pytest.mark.parametrize(
    ("chart", "search"),
    [
        (ChartId.RATES, ""),
        (ChartId.RATES, "?per=residents&lang=fr"),
        (ChartId.MEASURES, ""),
        (ChartId.DEPARTED, "?police=new-orleans"),
        (ChartId.SIDES, ""),
        (ChartId.SIDES, "?department=saanich&metric=files_opened"),
    ],
)
def test_the_link_of_an_empty_chart_leads_to_a_drawing(
    chart: ChartId, search: str, view: Understand
) -> None:
    asked = view(search)
    empty = chart_of(asked, chart)
    assert empty.figure is None
    assert empty.instead is not None
    there = view(replace(asked.state, **dict(empty.instead.changes)).search())
    assert there.problems == ()
    assert chart_of(there, chart).figure is not None
    assert there.state.language == asked.state.language


@pytest.mark.parametrize("search", ["", "?per=residents"])
def test_the_newest_question_that_is_answered_is_offered(
    search: str, view: Understand
) -> None:
    """All questions are tried: per so many of the same first, then the newest."""
    asked = view(search)
    offered = chart_of(asked, ChartId.RATES).instead
    assert offered is not None
    chosen = dict(offered.changes)
    printed = asked.edition.printed_periods
    assert list(printed) == sorted(printed, reverse=True)
    questions: Iterator[dict[str, Any]] = (
        {"per": per, "period": period, "metric": metric}
        for per in sorted(Per, key=lambda per: per is not asked.state.per)
        for period, metrics in printed.items()
        for metric in Metric
        if metric in metrics
    )
    for question in questions:
        there = view(replace(asked.state, **question).search())
        if chart_of(there, ChartId.RATES).figure is not None:
            assert question == chosen
            return
    pytest.fail("no question is answered")


def test_where_no_question_has_an_answer_none_is_offered(view: Understand) -> None:
    funnel = chart_of(view(""), ChartId.FUNNEL)
    assert (funnel.figure, funnel.instead) == (None, None)


def test_a_drawing_offers_nothing_else(view: Understand) -> None:
    for chart in (ChartId.RATES, ChartId.SIDES):
        offered = chart_of(view(""), chart).instead
        assert offered is not None
        drawn = view(replace(view("").state, **dict(offered.changes)).search())
        assert chart_of(drawn, chart).instead is None
