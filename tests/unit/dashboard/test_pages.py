"""Every page's charts: drawn = rows = what the release's own rows count to."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accountability.release.query import Query
from accountability.release.schema import ALLEGATIONS
from accountability.vocab import AllegationClass, Metric
from dashboard.charts import PAGES, chart_of
from dashboard.figures.chart import Chart
from dashboard.ids import ChartId
from dashboard.view import View
from tests.unit.dashboard.many_departments import LONG, UNUSUAL

Understand = Callable[[str], View]

STATES = (
    "",
    "?jurisdiction=CA-BC",
    "?jurisdiction=all",
    "?department=saanich&department=vancouver&metric=files_opened",
    "?police=saanich&jurisdiction=CA-BC&by=department",
    "?year__min=2018&year__max=2018",
    "?class=neglect_of_duty&outcome=substantiated",
    "?class=corrupt_practice&jurisdiction=CA-BC&outcome=withdrawn",
    "?per=residents&period=2020/21&by=all&lang=fr",
)

SEARCHES = st.builds(
    lambda place, year, classes, outcome: (
        "?"
        + "&".join(
            [
                *([f"jurisdiction={place}"] if place else []),
                *([f"year__min={year}"] if year else []),
                *(f"class={term.value}" for term in classes),
                *([f"outcome={outcome}"] if outcome else []),
            ]
        )
    ),
    st.sampled_from(["", "CA-BC", "US-LA"]),
    st.sampled_from([0, 2016, 2018, 2021]),
    st.lists(st.sampled_from(AllegationClass), max_size=2, unique=True),
    st.sampled_from(["", "substantiated", "pending", "unfounded"]),
)
RANDOM = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def rows_of(chart: Chart) -> list[dict[str, Any]]:
    return [dict(zip(chart.columns, row, strict=True)) for row in chart.rows]


def counted(view: View, **more: str) -> int:
    """Count the allegations of the state in the release's own table: the API's way."""
    state = view.state
    filters: dict[str, tuple[Any, ...]] = {
        "jurisdiction": (view.place.code,),
        "class": tuple(term.value for term in state.classes),
        "outcome": tuple(term.value for term in state.outcomes),
        **{name: (value,) for name, value in more.items()},
    }
    asked = tuple((name, values) for name, values in filters.items() if values)
    years = [row["year"] for row in view.edition.reader.rows(
        Query(ALLEGATIONS, asked, fields=("year",)))]  # fmt: skip
    return sum(state.year_min is None or year >= state.year_min for year in years)


@pytest.mark.parametrize("search", STATES)
@pytest.mark.parametrize("chart", ChartId)
def test_every_drawing_is_one_that_plotly_takes(
    chart: ChartId, search: str, view: Understand
) -> None:
    made = chart_of(view(search), chart)
    assert made.title.endswith("?")
    assert made.sentence
    if made.figure is not None:
        go.Figure(made.figure)
    for row in made.table.rows:
        assert len(row) == len(made.table.header)


@pytest.mark.parametrize("chart", ChartId)
def test_edges_are_drawn_too(chart: ChartId, many: Understand) -> None:
    for search in (
        "",
        "?metric=monitor_files",
        "?metric=files_opened",
        "?by=department",
    ):
        made = chart_of(many(search), chart)
        assert made.sentence
        if made.figure is not None:
            go.Figure(made.figure)


def test_every_chart_stands_on_one_page() -> None:
    placed = [chart for page in PAGES for chart in page.charts]
    assert sorted(placed) == sorted(ChartId)


@RANDOM
@given(search=SEARCHES)
def test_measures_drawn_are_the_rows_and_the_record_counts_the_same(
    search: str, view: Understand
) -> None:
    shown = view(search)
    chart = chart_of(shown, ChartId.MEASURES)
    rows = rows_of(chart)
    drawn = {
        (measure, stage if stage != "None" else "not_stated"): count
        for trace in (chart.figure or {"data": []})["data"]
        for (measure, stage), count in zip(trace["customdata"], trace["x"], strict=True)
    }
    assert drawn == {(r["measure"], r["stage"]): r["allegations"] for r in rows}
    for row in rows:
        assert row["allegations"] == counted(
            shown,
            gravest_measure=row["measure"],
            discipline_stage="" if row["stage"] == "not_stated" else row["stage"],
        )


@RANDOM
@given(search=SEARCHES)
def test_the_stages_of_the_flow_let_through_what_the_record_holds(
    search: str, view: Understand
) -> None:
    shown = view(search)
    chart = chart_of(shown, ChartId.FLOW)
    sums: dict[str, int] = {}
    for row in rows_of(chart):
        sums[row["stage"]] = sums.get(row["stage"], 0) + row["allegations"]
    if "received" in sums:
        assert sums["received"] == counted(shown)
        passed = [sums.get(s, 0) for s in ("received", "concluded", "substantiated")]
        assert passed == sorted(passed, reverse=True)
    if sums.get("substantiated"):
        assert sums["substantiated"] == counted(shown, outcome="substantiated")


@RANDOM
@given(search=SEARCHES)
def test_sub_types_drawn_and_listed_add_up_to_all_allegations(
    search: str, view: Understand
) -> None:
    shown = view(search)
    chart = chart_of(shown, ChartId.SUBTYPES)
    rows = rows_of(chart)
    assert sum(row["allegations"] for row in rows) == counted(shown)
    if chart.figure:
        (heat,) = chart.figure["data"]
        drawn = {
            tuple(place): value
            for places, values in zip(heat["customdata"], heat["z"], strict=True)
            for place, value in zip(places, values, strict=True)
            if value is not None
        }
        listed = {(r["class"], r["subtype"], r["year"]): r["allegations"] for r in rows}
        assert drawn.items() <= listed.items()
        assert len(drawn) == len(listed) or len(heat["y"]) == 24


def test_no_denominator_no_rate_and_the_page_says_so(view: Understand) -> None:
    chart = chart_of(view(""), ChartId.RATES)
    assert chart.figure is None
    assert "No rate can be given for 2021/22" in chart.sentence
    assert "Saanich Police Department 48 complaints" in chart.sentence
    saanich = next(r for r in rows_of(chart) if r["department"] == "saanich")
    assert (saanich["value"], saanich["size"], saanich["rate"]) == (48, None, None)


def test_a_rate_needs_the_very_year(view: Understand) -> None:
    # Vancouver's officers are known for 2011 alone; injuries are printed for 2011 too.
    chart = chart_of(view("?metric=reportable_injuries"), ChartId.RATES)
    known = [row for row in rows_of(chart) if row["rate"] is not None]
    assert [row["department"] for row in known] == ["vancouver"]
    assert known[0]["size_year"] == 2011
    assert known[0]["rate"] == pytest.approx(100 * known[0]["value"] / 1376, abs=1e-4)


def test_rates_drawn_are_the_rows_in_order_of_name(many: Understand) -> None:
    chart = chart_of(many(""), ChartId.RATES)
    assert chart.figure is not None
    marks = chart.figure["data"][1]
    rows = {row["department"]: row for row in rows_of(chart)}
    assert len(marks["customdata"]) == 40
    for name, value in zip(marks["customdata"], marks["x"], strict=True):
        assert round(value, 4) == rows[name]["rate"]
    names = [rows[name]["department_name"] for name in marks["customdata"]]
    assert names == sorted(names)


def test_the_funnel_names_the_one_that_is_unusual_and_no_other(
    many: Understand,
) -> None:
    chart = chart_of(many(""), ChartId.FUNNEL)
    assert f"{LONG} 7 beyond the 99.8% limits" in chart.sentence
    assert chart.figure is not None
    marks = chart.figure["data"][-1]
    named = [
        name
        for name, text in zip(marks["customdata"], marks["text"], strict=True)
        if text
    ]
    assert named == [UNUSUAL]


def test_withheld_everywhere_is_no_zero_anywhere(many: Understand) -> None:
    shown = many(f"?metric={Metric.MONITOR_FILES}")
    rates = chart_of(shown, ChartId.RATES)
    assert rates.figure is None
    assert all(row["value"] is None for row in rows_of(rates))
    assert {row["status"] for row in rows_of(rates)} == {"suppressed"}
    held = chart_of(shown, ChartId.HELD)
    assert {row["coverage"] for row in rows_of(held)} == {"withheld"}
    assert "a figure for 0 of 40" in held.sentence


def test_open_matters_count_and_the_median_of_each_year_is_in_the_rows(
    view: Understand,
) -> None:
    chart = chart_of(view(""), ChartId.MEDIANS)
    rows = {row["group"]: row for row in rows_of(chart)}
    assert rows["2016"]["median_days"] > 0
    assert rows["2016"]["open"] > 0
    matters = {
        row["complaint"]
        for row in view("").edition.reader.rows(
            Query(ALLEGATIONS, (("jurisdiction", ("US-LA",)),), fields=("complaint",))
        )
    }
    assert sum(r["matters"] + r["undated"] for r in rows.values()) == len(matters)


def test_the_limit_is_drawn_where_the_act_applies_and_nowhere_else(
    view: Understand, many: Understand
) -> None:
    elsewhere = chart_of(view(""), ChartId.SURVIVAL)
    assert elsewhere.figure is not None
    assert elsewhere.figure["layout"]["shapes"] == []
    assert any("does not apply there" in note for note in elsewhere.notes)
    undated = chart_of(view("?jurisdiction=CA-BC"), ChartId.SURVIVAL)
    assert undated.figure is None
    assert "gives no date" in undated.sentence


def test_a_list_of_nothing_but_the_proven_has_no_shares(view: Understand) -> None:
    chart = chart_of(view("?jurisdiction=CA-BC"), ChartId.SHARES)
    assert chart.figure is None
    assert "no share to show" in chart.sentence
    flow = chart_of(view("?jurisdiction=CA-BC"), ChartId.FLOW)
    assert {row["stage"] for row in rows_of(flow)} == {"substantiated", "measure"}


def test_dismissals_after_departure_are_told(view: Understand) -> None:
    chart = chart_of(view("?jurisdiction=CA-BC"), ChartId.DEPARTED)
    assert "of 7 allegations with a dismissal on record, 7 (100%)" in chart.sentence


def test_other_words_for_outcomes_are_not_compared(view: Understand) -> None:
    chart = chart_of(
        view("?jurisdiction=all&by=department&police=saanich&police=new-orleans"),
        ChartId.PROPORTIONS,
    )
    assert chart.figure is None
    assert chart.rows == ()
    assert chart.sentence.startswith("Not compared: British Columbia and New Orleans")


def test_a_list_of_the_proven_is_not_compared(view: Understand) -> None:
    chart = chart_of(
        view("?jurisdiction=CA-BC&versus=2016&versus=2017"), ChartId.PROPORTIONS
    )
    assert "holds only substantiated matters" in chart.sentence


def test_unsettled_years_are_never_called_different(view: Understand) -> None:
    settled = chart_of(view(""), ChartId.PROPORTIONS)
    assert "Still open" not in settled.sentence
    unsettled = chart_of(view("?versus=2016&versus=2023"), ChartId.PROPORTIONS)
    assert "no difference is certain" in unsettled.sentence
    assert "more than chance" not in unsettled.sentence


def test_one_or_five_sides_are_no_comparison(view: Understand) -> None:
    for search in ("?versus=2016", "?versus=2016,2017,2018,2019,2020"):
        assert chart_of(view(search), ChartId.PROPORTIONS).figure is None
    assert chart_of(view("?department=saanich"), ChartId.SIDES).rows == ()
    both = chart_of(view("?department=saanich,vancouver"), ChartId.SIDES)
    assert {row["department"] for row in rows_of(both)} == {"saanich", "vancouver"}


def test_only_whole_years_are_compared_unless_asked(view: Understand) -> None:
    chart = chart_of(view(""), ChartId.CHANGES)
    (years,) = {(r["year_before"], r["year_after"]) for r in rows_of(chart)}
    assert years == (2021, 2022)  # the list ends within 2023
    asked = chart_of(view("?year__min=2016&year__max=2019"), ChartId.CHANGES)
    assert "from 2016 to 2019" in asked.title


@pytest.mark.parametrize(
    "chart",
    [
        ChartId.FLOW,
        ChartId.MEASURES,
        ChartId.DEPARTED,
        ChartId.SURVIVAL,
        ChartId.MEDIANS,
        ChartId.SUBTYPES,
        ChartId.PARTS,
        ChartId.CHANGES,
    ],
)
def test_a_release_made_before_these_counts_says_so_and_shows_no_zero(
    chart: ChartId, earlier: Understand
) -> None:
    made = chart_of(earlier(""), chart)
    assert "made before these counts were kept" in made.sentence
    assert made.figure is None
    assert made.rows == ()
