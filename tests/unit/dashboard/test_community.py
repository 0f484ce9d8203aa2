"""Charts of community cases: what is certain in words, what is hidden never drawn."""

from collections.abc import Callable

import pytest

from dashboard.charts import chart_of
from dashboard.figures.chart import Chart
from dashboard.ids import ChartId, Id
from dashboard.layout.community_controls import community_offered, nothing_chosen
from dashboard.pages.community import shown_cohort
from dashboard.view import View

Understand = Callable[[str], View]
OF_CASES = (ChartId.TOLD, ChartId.REASONS, ChartId.RECORDED, ChartId.CASES)


def bands(chart: Chart) -> dict[str, float]:
    """Return how long the hatched rows are drawn, by code."""
    assert chart.figure is not None
    return {
        code: length
        for trace in chart.figure["data"]
        if trace.get("name") == "hatched"
        for code, length in zip(trace["customdata"], trace["x"], strict=True)
    }


def test_the_newest_final_figures_are_shown_unless_asked_otherwise(
    view: Understand,
) -> None:
    assert shown_cohort(view("")) == "2023"
    assert shown_cohort(view("?cohort=2024")) == "2024"
    told = chart_of(view(""), ChartId.TOLD)
    assert "in 2023, an official body was told of" in told.sentence
    assert told.sentence.endswith("most never reached one.")


def test_what_a_preliminary_edition_did_not_measure_is_said_and_not_drawn(
    view: Understand,
) -> None:
    for search in ("?cohort=2024", "?cohort=all"):
        for name in (ChartId.TOLD, ChartId.REASONS):
            chart = chart_of(view(search), name)
            assert "not measured for all of these years" in chart.sentence
            assert (chart.figure, chart.rows) == (None, ())
    assert any("Preliminary" in note for note in chart.notes)


@pytest.mark.parametrize("name", OF_CASES)
def test_hidden_figures_are_hatched_alike_and_named(
    name: ChartId, few: Understand
) -> None:
    chart = chart_of(few(""), name)
    assert {row[chart.columns.index("display")] for row in chart.rows} == {"not_shown"}
    drawn = bands(chart)
    assert len(drawn) == len(chart.rows)
    assert len(set(drawn.values())) == 1
    assert chart.figure is not None
    labels = [each["text"] for each in chart.figure["layout"]["annotations"]]
    assert all(label.startswith("<b>not shown</b>") for label in labels)
    assert chart.figure["layout"]["xaxis"]["showticklabels"] is False
    assert {cells[1].text for cells in chart.table.rows} == {"not shown"}


def test_a_hidden_row_is_drawn_whole_whatever_is_beside_it(view: Understand) -> None:
    chart = chart_of(view("?told_by=allegation_class"), ChartId.TOLD)
    assert set(bands(chart).values()) == {100}
    figure = chart.figure or {}
    assert figure["layout"]["xaxis"]["range"] == [0, 100]


def test_hidden_rows_stand_by_name_and_not_by_size(view: Understand) -> None:
    for name in (ChartId.REASONS, ChartId.CASES):
        chart = chart_of(view("?case_by=reporting"), name)
        hidden = [c[0].text for c in chart.table.rows if c[1].text == "not shown"]
        assert hidden
        assert hidden == sorted(hidden)


@pytest.mark.parametrize("name", OF_CASES)
def test_made_up_cases_say_so_wherever_the_chart_goes(
    name: ChartId, view: Understand
) -> None:
    chart = chart_of(view(""), name)
    assert chart.title.startswith("SYNTHETIC: ")
    assert "not for citation" in chart.credit
    assert {row[chart.columns.index("synthetic")] for row in chart.rows} == {True}


@pytest.mark.parametrize("name", OF_CASES)
def test_a_release_without_cases_says_so_and_offers_nothing(
    name: ChartId, many: Understand
) -> None:
    chart = chart_of(many(""), name)
    assert chart.sentence.startswith("No organisation of advocates publishes")
    assert (chart.figure, chart.rows, chart.table.rows) == (None, (), ())
    assert not any(community_offered(many("")).values())


def test_the_two_records_are_never_in_one_drawing(view: Understand) -> None:
    official = chart_of(view(""), ChartId.PRINTED)
    community = chart_of(view(""), ChartId.RECORDED)
    assert "organisation" not in official.columns
    assert "statistic" not in community.columns
    assert all(row[official.columns.index("document")] for row in official.rows)


def test_only_what_was_measured_together_is_offered(view: Understand) -> None:
    asked = view("?case_by=outcome&case_department=saanich")
    offered = community_offered(asked)
    assert offered[Id.CASE_REPORTING] == offered[Id.CASE_CLASS] == []
    assert nothing_chosen(asked, Id.CASE_CLASS) == "Not measured with the rest"
    assert len(offered[Id.CASE_OUTCOME]) == len(offered[Id.CASE_DEPARTMENT]) + 5
    free = {o["value"] for o in offered[Id.CASE_BY] if not o["disabled"]}
    assert {"all", "department", "allegation_class", "outcome"} <= free
    assert nothing_chosen(view(""), Id.CASE_CLASS) == "All"
    assert nothing_chosen(view(""), Id.CASE_YEAR) == ""
