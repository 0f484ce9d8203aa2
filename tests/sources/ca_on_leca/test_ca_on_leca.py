"""Ontario's quarter pages: every line, and totals that do not add up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accountability.sources.errors import Failure
from accountability.sources.proposals import Rejection, StatisticProposal
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, Metric, ValueStatus
from tests.sources.examples import example
from tests.sources.ugly import altered, failure_of, layout_error, read

CASE = ("ca_on_leca", "toronto-2025-q1")


def figures(*changes: tuple[str, str]) -> dict[str, StatisticProposal]:
    """Return the figures of the page by the words of their lines."""
    readings = read("ca_on_leca", altered(example(*CASE), *changes))
    return {item.note: item for item in readings if isinstance(item, StatisticProposal)}


def flagged(found: dict[str, StatisticProposal], flag: Flag) -> set[str]:
    return {words for words, item in found.items() if flag in item.flags}


def test_all_lines_are_read_as_printed() -> None:
    found = figures()
    assert len(found) == 27
    assert {item.department for item in found.values()} == {"toronto"}
    assert {item.period.label for item in found.values()} == {"2025-Q1"}
    assert sum(item.value or 0 for item in found.values()) == 4406
    zero = found["Service complaints with an outcome of 'Action taken'"]
    assert zero.value == 0
    assert zero.status is ValueStatus.REPORTED


def test_the_two_official_sums_that_do_not_add_up_are_flagged_not_repaired() -> None:
    found = figures()
    assert flagged(found, Flag.SUM_MISMATCH) == {
        "Received during the year",
        "Conduct complaints received in the year",
        "Conduct complaints managed",
        "Conduct complaints received in a prior year",
    }
    assert found["Conduct complaints managed"].value == 567
    assert found["Received during the year"].value == 377
    assert len(flagged(found, Flag.SUM_CHECKED)) == 2 + 3 + 7


def test_sums_that_do_add_up_are_not_flagged() -> None:
    found = figures((">567<", ">568<"), (">377<", ">477<"), (">742<", ">842<"))
    assert not flagged(found, Flag.SUM_MISMATCH)


def test_a_line_that_nobody_knows_is_rejected_with_its_words() -> None:
    document = altered(
        example(*CASE), ("Policy complaints managed", "Panel hearings held")
    )
    (rejected,) = (
        item for item in read("ca_on_leca", document) if isinstance(item, Rejection)
    )
    assert rejected.raw == {"Statistic": "Panel hearings held", "Count": "6"}


def test_footnotes_thin_spaces_and_headings_that_come_again() -> None:
    found = figures(
        (">742<", ">742<sup>1</sup><"),
        (">567<", ">567*<"),
        (">425<", ">1\u2009425<"),
        (
            "<tr><td>Conduct complaints referred",
            "<tr><th>Statistic</th><th>Count</th>"
            "</tr><tr><td>Statistic</td><td>Count</td></tr>"
            "<tr><td>Conduct complaints referred",
        ),
    )
    assert len(found) == 27
    assert found["Complaints managed"].value == 742
    assert found["Conduct complaints managed"].value == 567
    assert found["Conduct complaints screened during the year"].value == Decimal(1425)


def test_a_service_is_matched_whole_within_ontario_or_not_at_all() -> None:
    document = example(*CASE)
    for asked, slug in (
        ("Toronto", "toronto"),
        ("Niagara+Regional+Police+Services", "niagara-regional"),
        ("Ontario", "all"),
        ("Niagara", None),
        ("Toronto+Transit", None),
        ("Victoria+Police", None),
    ):
        url = f"https://stats.leca.ca/print.php?service={asked}&year=2025-Q1"
        moved = type(document)(
            url, document.document_type, document.media_type, document.content
        )
        for item in read("ca_on_leca", moved):
            assert isinstance(item, StatisticProposal)
            assert item.department == slug
            assert (Flag.UNKNOWN_DEPARTMENT in item.flags) == (slug is None)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("<th>Count</th>", "<th>Number</th>", "Count"),
        ("<th>Count</th>", "<th>Count</th><th>2024</th>", "headings"),
        ("Conduct complaints managed", "Complaints of conduct", "is gone"),
        ("Not screened yet", "Withdrawn prior to screening", "printed twice"),
        ("<td>6</td>", "<td>6</td><td>7</td>", "3 cells"),
        ("<body>", "<body><h1>Stats Dashboard / 2025-Q2 / Toronto</h1>", "another"),
        ("</body>", "<table><tr><th>x</th></tr></table></body>", "2 tables"),
    ],
)
def test_another_layout_is_an_alarm(old: str, new: str, place: str) -> None:
    assert place in str(layout_error(*CASE, (old, new)))


def test_an_index_gives_each_service_and_quarter_and_an_empty_one_alarms() -> None:
    leca = source("ca_on_leca")
    index = (
        b'<a href="print.php?service=Toronto&amp;year=2025-Q1">Print</a>'
        b'<a href="/print.php?service=Peel+Regional+Police&amp;year=2024">Print</a>'
        b'<a href="index.php?service=Ottawa">Ottawa</a>'
    )
    found = leca.checked_links("https://stats.leca.ca/", index)
    assert [(link.title, link.period) for link in found] == [
        ("Toronto, 2025-Q1", "2025-Q1"),
        ("Peel Regional Police, 2024", "2024"),
    ]
    assert {link.document_type for link in found} == {DocumentType.STATISTICAL_REPORT}
    error = failure_of(lambda: leca.checked_links("https://stats.leca.ca/", b"<p>Soon"))
    assert error.failure is Failure.EMPTY_LIST


def test_metrics_keep_units_apart() -> None:
    units = {item.metric: item.unit for item in figures().values()}
    assert units[Metric.COMPLAINTS_MANAGED] == "complaint"


@pytest.mark.parametrize("year", ["0204", "2025-Q5", "last", ""])
def test_a_period_that_no_body_reports_on_is_an_alarm(year: str) -> None:
    url = f"https://stats.leca.ca/print.php?service=Toronto&year={year}"
    document = replace(example(*CASE), url=url)
    error = failure_of(lambda: read("ca_on_leca", document))
    assert error.failure is Failure.LAYOUT_CHANGED
