from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from plotly import graph_objects

from accountability.release.overview import FigurePoint
from accountability.vocab import Metric, Period
from dashboard.charts import chart_of
from dashboard.figures.chart import Chart
from dashboard.figures.trend import trend_chart
from dashboard.figures.trend_data import Reading, TrendData
from dashboard.ids import ChartId
from dashboard.view import View
from dashboard.words import words_for

EN = words_for("en")


def point(period: str, value: float | None = 10, **overrides: Any) -> FigurePoint:
    span = Period.parse(period, calendar_years=True)
    given: dict[str, Any] = {
        "statistic": f"saanich-{period}",
        "figure": f"f-{period}",
        "department": "saanich",
        "period": period,
        "period_start": span.start,
        "period_end": span.end,
        "value": value,
        "value_raw": "",
        "status": "reported" if value is not None else "not_reported",
        "unit": "complaint",
        "disputed": False,
        "authority": "primary",
        "flags": "",
        "document": "opcc/report",
        "sha256": "0" * 64,
        "page": 3,
    }
    return FigurePoint(**given | overrides)


def chart(*points: FigurePoint, **overrides: Any) -> Chart:
    given: dict[str, Any] = {
        "metric": Metric.REGISTERED_COMPLAINTS,
        "departments": tuple(dict.fromkeys(p.department for p in points))
        or ("saanich",),
        "points": points,
        "earlier": {},
        "names": {"saanich": "Saanich Police Department", "oak-bay": "Oak Bay"},
        "titles": {"opcc/report": "Annual report"},
        "release": "2026-11-22.1",
    }
    return trend_chart(TrendData(**given | overrides), EN)


def traces(drawn: Chart, mode: str) -> list[dict[str, Any]]:
    assert drawn.figure is not None
    return [trace for trace in drawn.figure["data"] if trace["mode"].startswith(mode)]


def test_a_line_joins_only_periods_that_follow_each_other() -> None:
    drawn = chart(point("2018/19", 1), point("2019/20", 2), point("2021/22", 4))
    (line,) = traces(drawn, "lines")
    assert line["y"] == [1, 2, None, 4]
    assert line["connectgaps"] is False
    assert any("no figure held for 2020/21" in note for note in drawn.notes)


def test_zero_is_a_mark_at_zero_and_a_blank_is_not() -> None:
    drawn = chart(point("2019/20", 0), point("2020/21", None))
    marks, strip = traces(drawn, "markers")
    assert marks["y"] == [0]
    assert marks["text"] == ["0"]
    assert strip["yaxis"] == "y2"
    assert strip["customdata"] == ["saanich-2020/21"]
    assert "Not reported: no number" in [sign.label for sign in drawn.key]
    assert drawn.table.rows[1][2].text == "Not reported"
    assert drawn.table.rows[1][3].text == "not a zero"
    assert drawn.rows[1][drawn.columns.index("value")] is None


@pytest.mark.parametrize("status", ["not_reported", "suppressed", "parse_failed"])
def test_each_kind_of_no_number_has_its_own_sign(status: str) -> None:
    drawn = chart(point("2019/20", None, status=status))
    (strip,) = [trace for trace in traces(drawn, "markers") if trace["customdata"]]
    symbols = {"not_reported": "x-thin-open", "suppressed": "square-x-open"}
    assert strip["marker"]["symbol"] == [symbols.get(status, "asterisk-open")]


def test_disputed_figures_stand_side_by_side_and_join_no_line() -> None:
    drawn = chart(
        point("2015/16", 408, statistic="a", disputed=True, authority="press"),
        point("2015/16", 486, statistic="b", disputed=True, authority="press"),
        point("2016/17", 400, statistic="c"),
    )
    (line,) = traces(drawn, "lines")
    (marks,) = traces(drawn, "markers")
    assert line["y"] == [400]
    assert marks["y"] == [408, 486, 400]
    assert len(set(marks["x"])) == 3
    assert marks["marker"]["symbol"] == ["diamond", "diamond", "circle"]
    assert any("the sources disagree: 408" in note for note in drawn.notes)


def test_the_bodys_own_figure_is_the_one_joined_when_the_press_differs() -> None:
    drawn = chart(
        point("2015/16", 486, statistic="own", disputed=True),
        point("2015/16", 408, statistic="press", disputed=True, authority="press"),
        point("2016/17", 500),
    )
    (line,) = traces(drawn, "lines")
    assert line["y"] == [486, 500]


def test_a_revised_figure_is_ringed_and_says_what_it_replaces() -> None:
    drawn = chart(
        point("2018/19", 1326),
        earlier={"f-2018/19": (Reading(1236, "1,236", date(2026, 11, 1)),)},
    )
    (marks,) = traces(drawn, "markers")
    assert marks["marker"]["line"]["width"] == [3]
    assert any("1,326 replaces 1,236" in note for note in drawn.notes)
    assert drawn.rows[0][drawn.columns.index("revised_from")] == 1236


def test_the_same_value_read_again_is_no_revision() -> None:
    drawn = chart(
        point("2018/19", 38),
        earlier={"f-2018/19": (Reading(38, "38", date(2026, 11, 1)),)},
    )
    assert not drawn.notes


def test_a_quarter_is_not_joined_to_years_and_shows_its_length() -> None:
    drawn = chart(point("2012", 100), point("2013-Q1", 20))
    line, span = traces(drawn, "lines")
    assert line["y"] == [100]
    assert span["x"] == ["2013-01-01", "2013-03-31", None]
    assert span["y"] == [20, 20, None]


def test_the_sentence_compares_only_with_the_year_before() -> None:
    assert chart(point("2020/21", 41), point("2021/22", 48)).sentence == (
        "Saanich Police Department: 48 complaints in 2021/22, against 41 in 2020/21."
    )
    assert chart(point("2019/20", 41), point("2021/22", 48)).sentence == (
        "Saanich Police Department: 48 complaints in 2021/22."
    )


def test_an_approximate_figure_says_so() -> None:
    drawn = chart(point("2015/16", 800, status="rounded"))
    assert drawn.sentence.endswith("about 800 complaints in 2015/16.")
    (marks,) = traces(drawn, "markers")
    assert marks["marker"]["symbol"] == ["circle-open"]


def test_nothing_to_draw_is_said_in_words() -> None:
    drawn = chart(departments=("oak-bay",))
    assert drawn.figure is None
    assert drawn.sentence == "Oak Bay: no such figure in the documents held."


def test_every_mark_links_to_the_place_it_was_read_from() -> None:
    drawn = chart(point("2021/22", 48))
    assert drawn.table.rows[0][4].href == "/documents/opcc/report/#s-saanich-2021/22"
    assert drawn.sources[0].href == "/documents/opcc/report/"


@pytest.mark.parametrize("metric", list(Metric))
def test_every_metric_of_the_real_figures_makes_a_valid_figure(
    metric: Metric, view: Callable[[str], View]
) -> None:
    shown = view(f"?metric={metric}")
    everyone = ",".join(["all", *shown.edition.departments])
    drawn = chart_of(view(f"?metric={metric}&department={everyone}"), ChartId.TREND)
    if drawn.figure is not None:
        graph_objects.Figure(drawn.figure)
    marks = [
        (trace["customdata"][number], y)
        for trace in (drawn.figure or {"data": []})["data"]
        if trace["mode"].startswith("markers") and "yaxis" not in trace
        for number, y in enumerate(trace["y"])
    ]
    value, statistic = drawn.columns.index("value"), drawn.columns.index("statistic")
    assert sorted(marks) == sorted(
        (row[statistic], row[value]) for row in drawn.rows if row[value] is not None
    )
