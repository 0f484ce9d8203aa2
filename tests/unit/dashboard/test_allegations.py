import re
from collections.abc import Callable
from typing import Any

import pytest
from plotly import graph_objects

from accountability.vocab import OutcomeGroup
from dashboard.charts import chart_of
from dashboard.figures.chart import Chart
from dashboard.figures.palette import OUTCOMES, line
from dashboard.ids import ChartId
from dashboard.view import View

#: Understands an address over the real figures.
Understand = Callable[[str], View]

CHARTS = (ChartId.YEARS, ChartId.OUTCOMES, ChartId.DEPARTMENTS, ChartId.CLASSES)
SEARCHES = (
    "",
    "?jurisdiction=CA-BC",
    "?jurisdiction=all",
    "?year__min=2018&year__max=2018",
    "?outcome=substantiated,pending&lang=fr",
)


def drawn_numbers(chart: Chart) -> list[int]:
    assert chart.figure is not None
    return sorted(
        number
        for trace in chart.figure["data"]
        for number in trace["x" if trace.get("orientation") == "h" else "y"]
    )


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("name", CHARTS)
def test_drawing_table_and_rows_hold_the_same_numbers(
    name: ChartId, search: str, view: Understand
) -> None:
    shown = view(search)
    chart = chart_of(shown, name)
    graph_objects.Figure(chart.figure)
    assert drawn_numbers(chart) == sorted(row[-1] for row in chart.rows)  # type: ignore[type-var]
    total = sum(int(str(row[-1])) for row in chart.rows)
    last = [cell.text for cell in chart.table.rows[-1]]
    if name is not ChartId.OUTCOMES:
        assert last[-1] == shown.words.number(total)
        named = chart.table.rows[:-1] if len(chart.table.rows) > 1 else chart.table.rows
        listed = [int(re.sub(r"\D", "", c.text)) for row in named for c in row[1:-1]]
        assert sum(listed) == total


def test_new_orleans_dispositions_are_as_printed(view: Understand) -> None:
    chart = chart_of(view(""), ChartId.OUTCOMES)
    counts: dict[Any, Any] = {row[2]: row[4] for row in chart.rows}
    assert counts == {
        "unfounded": 1658,
        "pending": 1612,
        "substantiated": 1146,
        "exonerated": 778,
        "unassigned": 749,
        "not_substantiated": 746,
        "closed_without_finding": 450,
        "resolved_informally": 235 + 115,
        "left_before_finding": 41,
    }
    assert chart.sentence == (
        "New Orleans: of 7,530 allegations, 1,146 (15%) were found substantiated. "
        "1,612 (21%) were still pending when the source was published."
    )
    assert any(note.startswith("Not mapped") for note in chart.notes)


def test_places_are_not_added_together_unless_asked(
    view: Understand,
) -> None:
    assert view("").place.code == "US-LA"
    assert view("").place.allegations == 7530
    assert view("?jurisdiction=all").place.allegations == 7537


def test_british_columbias_list_says_what_it_leaves_out(
    view: Understand,
) -> None:
    shown = view("?jurisdiction=CA-BC")
    assert "only substantiated matters" in shown.warnings()[0]
    assert chart_of(shown, ChartId.OUTCOMES).sentence == (
        "British Columbia: 7 allegations, all substantiated, because this list holds "
        "nothing else."
    )
    assert not view("").warnings()


def test_words_that_are_not_comparable_are_warned_of(
    view: Understand,
) -> None:
    def warned(search: str) -> bool:
        return any("Not sustained" in text for text in view(search).warnings())

    assert warned("?jurisdiction=all")
    assert warned("?jurisdiction=all&outcome=not_substantiated")
    assert not warned("?jurisdiction=all&outcome=substantiated")
    assert not warned("?jurisdiction=US-LA")


def test_filters_that_leave_nothing_say_so(view: Understand) -> None:
    for name in CHARTS:
        chart = chart_of(view("?jurisdiction=CA-BC&outcome=pending"), name)
        assert chart.figure is None
        assert chart.sentence == (
            "British Columbia: no allegation in this release fits these filters."
        )
        assert chart.rows == ()


def test_the_sources_are_the_documents_counted_from(
    view: Understand,
) -> None:
    (source,) = chart_of(view(""), ChartId.YEARS).sources
    assert source.title == "NOPD Misconduct Complaints"
    assert source.detail == "7,530 allegations, City of New Orleans, CC BY 4.0"


def test_no_two_outcomes_and_no_two_lines_look_alike() -> None:
    assert set(OUTCOMES) == set(OutcomeGroup)
    assert len(set(OUTCOMES.values())) == len(OutcomeGroup)
    assert len({line(position) for position in range(42)}) == 42
