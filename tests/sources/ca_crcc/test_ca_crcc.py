"""The CRCC: tables under charts, a list that a script fills, a twin in French."""

from dataclasses import replace

import pytest

from accountability.sources.errors import Failure
from accountability.sources.proposals import (
    ProceedingProposal,
    Rejection,
    StatisticProposal,
)
from accountability.sources.registry import source
from accountability.vocab import Flag, Metric, ProceedingOutcome, ValueStatus
from tests.sources.examples import example
from tests.sources.ugly import altered, failure_of, layout_error, read

CRCC = "ca_crcc"
CASE = (CRCC, "complaints-2017-18")
RECEIVED = Metric.COMPLAINTS_RECEIVED
MEETING = Metric.COMPLAINTS_MEETING_CRITERIA


def figures(*changes: tuple[str, str]) -> dict[tuple[Metric, str], StatisticProposal]:
    return {
        (item.metric, item.period.label): item
        for item in read(CRCC, altered(example(*CASE), *changes))
        if isinstance(item, StatisticProposal)
    }


def test_the_text_versions_are_read_year_by_year() -> None:
    found = figures()
    assert {key: int(item.value or 0) for key, item in found.items()} == {
        (RECEIVED, "2015/16"): 2378,
        (RECEIVED, "2016/17"): 2751,
        (RECEIVED, "2017/18"): 2645,
        (MEETING, "2015/16"): 2126,
        (MEETING, "2016/17"): 2283,
        (MEETING, "2017/18"): 2262,
        (Metric.COMPLAINTS_CONCLUDED, "2016/17"): 1802,
        (Metric.COMPLAINTS_CONCLUDED, "2017/18"): 1700,
    }
    assert {item.department for item in found.values()} == {"all"}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009", "\u202f", ","])
def test_a_space_of_any_kind_in_a_number_is_no_gap(space: str) -> None:
    item = figures(("2\u2009262", f"2{space}262"))[MEETING, "2017/18"]
    assert item.value == 2262


def test_what_is_no_number_has_no_value() -> None:
    item = figures(("2\u2009262", "22 62"))[MEETING, "2017/18"]
    assert item.value is None
    assert item.status is ValueStatus.PARSE_FAILED
    assert Flag.NUMBER_UNREADABLE in item.flags


def test_the_bracket_may_come_back() -> None:
    assert figures(("RCMP Act<", "RCMP Act)<")).keys() == figures().keys()


def test_a_row_that_nobody_knows_is_rejected_with_its_values() -> None:
    change = ("Number of Finalized Complaints", "Number of appeals")
    readings = read(CRCC, altered(example(*CASE), change))
    (unknown,) = (item for item in readings if isinstance(item, Rejection))
    assert unknown.raw == {"label": "Number of appeals", "values": "1802 | 1700"}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("<td>2751</td>", "", "2 values under 3 years"),
        ("# of complaints received", "# of grievances", "no row of complaints"),
        ("<th>", "<th>FY ", "the text versions are gone"),
        (
            "[what the figures",
            "les plaintes et les figures dans le rapport des",
            "French",
        ),
    ],
)
def test_another_layout_is_an_alarm(old: str, new: str, place: str) -> None:
    changes = [(old, new)]
    if place == "French":
        changes.append(("of the Commission", "du bureau par les agents et aux villes"))
        changes.append(("are and where they come from, in the words", "du service"))
    assert place in str(layout_error(*CASE, *changes))


def test_a_list_that_a_script_fills_is_an_alarm_at_once_and_never_empty() -> None:
    page = example(CRCC, "reviews")
    head, _, rest = page.content.decode().partition("<tr><td>")
    empty = replace(page, content=f"{head}</table></body></html>".encode())
    assert rest
    crcc = source(CRCC)
    for act in (
        lambda: crcc.checked_links(page.url, empty.content),
        lambda: read(CRCC, empty),
    ):
        assert failure_of(act).failure is Failure.EMPTY_LIST


def test_where_the_list_has_rows_each_review_is_one_matter_of_its_year() -> None:
    first, second = read(CRCC, example(CRCC, "reviews"))
    assert isinstance(first, ProceedingProposal)
    assert isinstance(second, ProceedingProposal)
    assert [first.number_raw, second.number_raw] == ["21-901", "21-902"]
    assert first.reported
    assert (first.reported.precision, first.reported.text) == ("year", "2021")
    assert second.outcome is ProceedingOutcome.UNASSIGNED
    assert second.outcome_raw == "Satisfied"


def test_the_index_leads_to_english_reports_of_the_years() -> None:
    index = (
        b'<a href="/en/report-rcmp-public-complaints-2017-18">2017-18</a>'
        b'<a href="/fr/rapport-plaintes-public-grc-2017-18">2017-2018</a>'
        b'<a href="/en/annual-report-2018-2019">Annual report</a>'
    )
    url = "https://www.cpc-cpp.gc.ca/en/report-rcmp-public-complaints"
    (link,) = source(CRCC).checked_links(url, index)
    assert link.period == "2017/18"
