"""Ontario's dashboard of 2023: figures whose order and captions mislead."""

import pytest

from accountability.sources.proposals import StatisticProposal
from accountability.sources.registry import source
from accountability.vocab import Flag, Metric
from tests.sources.examples import example
from tests.sources.ugly import layout_error, read

CASE = ("ca_on_oiprd", "dashboard-2023")


def figures() -> dict[tuple[Metric, str], StatisticProposal]:
    return {
        (item.metric, item.category): item
        for item in read("ca_on_oiprd", example(*CASE))
        if isinstance(item, StatisticProposal)
    }


def test_numbers_before_and_after_their_words_are_read() -> None:
    found = figures()
    assert len(found) == 40
    values = {key: int(item.value or 0) for key, item in found.items()}
    assert values[Metric.COMPLAINTS_MANAGED, ""] == 6167
    assert values[Metric.COMPLAINTS_MANAGED, "Conduct"] == 5077
    assert values[Metric.COMPLAINTS_SCREENED, "Conduct, screened out"] == 2952
    assert {item.period.label for item in found.values()} == {"2023"}
    assert {item.department for item in found.values()} == {"all"}


def test_two_tables_without_captions_are_kept_apart_and_not_named() -> None:
    found = figures()
    first = found[Metric.COMPLAINTS_CONCLUDED, "Conduct, first table, Substantiated"]
    second = found[Metric.COMPLAINTS_CONCLUDED, "Conduct, second table, Substantiated"]
    assert [item.value for item in (first, second)] == [64, 4]


def test_types_that_add_up_to_more_than_the_findings_are_flagged() -> None:
    found = figures()
    wrong = {key for key, item in found.items() if Flag.SUM_MISMATCH in item.flags}
    types = {key for key in found if key[0] is Metric.ALLEGATIONS_BY_TYPE}
    assert len(types) == 9
    assert wrong == types | {(Metric.ALLEGATIONS_CONCLUDED, "ALL")}
    assert sum(found[key].value or 0 for key in types) == 2854
    assert found[Metric.ALLEGATIONS_CONCLUDED, "ALL"].value == 2852


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("Stats Dashboard / 2023 / Ontario", "Statistics", "no title"),
        ("<td>Withdrawn</td>", "<td>Abandoned</td>", "'Abandoned' is new"),
        ("<td>Panel varied decision</td><td>11</td>", "", "a label without"),
        ("<th>Deceit</th>", "<th>Dishonesty</th>", "'Deceit'"),
        ("6167 complaints managed", "complaints managed: 6167", "is gone"),
        ("<td>Managed</td><td>228</td>", "<td>228</td><td>Managed</td>", "label"),
    ],
)
def test_another_layout_is_an_alarm(old: str, new: str, place: str) -> None:
    change = (old, new)
    if not new:
        change = (old, "<td>Panel varied decision</td>")
    assert place in str(layout_error(*CASE, change))


def test_the_dashboard_is_its_own_document() -> None:
    document = example(*CASE)
    (link,) = source("ca_on_oiprd").checked_links(document.url, document.content)
    assert (link.url, link.period) == (document.url, "2023")
