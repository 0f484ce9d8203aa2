"""The IIO's table of 2014: ten cases with no number and no police service."""

from dataclasses import replace

import pytest

from accountability.sources.errors import Failure
from accountability.sources.proposals import ProceedingProposal
from accountability.sources.registry import source
from accountability.vocab import Flag, ProceedingOutcome
from tests.sources.examples import example
from tests.sources.ugly import altered, failure_of, layout_error, read

CASE = ("ca_bc_iio", "cases-2014")


def cases(*changes: tuple[str, str]) -> list[ProceedingProposal]:
    found = read("ca_bc_iio", altered(example(*CASE), *changes))
    return [item for item in found if isinstance(item, ProceedingProposal)]


def test_ten_cases_in_the_words_printed() -> None:
    found = cases()
    assert len(found) == len({item.key for item in found}) == 10
    told = {(item.place_raw, item.incident_raw, item.harm_raw) for item in found}
    assert ("Princeton", "Use of Force", "Serious Harm") in told
    ended = [item.outcome for item in found]
    assert ended.count(ProceedingOutcome.NO_CHARGE_APPROVED) == 3
    assert ended.count(ProceedingOutcome.REFERRED_TO_CROWN) == 7


def test_a_municipality_is_no_police_service() -> None:
    assert {(item.department, item.department_raw) for item in cases()} == {(None, "")}


def test_a_case_keeps_its_key_when_the_crown_decides() -> None:
    before, after = cases(), cases((">Pending<", ">Charges approved<"))
    assert [item.key for item in before] == [item.key for item in after]
    assert ProceedingOutcome.CHARGES_APPROVED in {item.outcome for item in after}


def test_two_cases_that_are_alike_are_two() -> None:
    found = cases(("November 7, 2013", "November 18, 2013"), ("Firearm -", "PSD -"))
    alike = sorted(item.key for item in found if "2013-11-18" in item.key)
    assert [key.rpartition("/")[2] for key in alike] == ["1", "2"]


def test_a_decision_nobody_mapped_is_flagged() -> None:
    found = cases((">No charge approved<", ">Under appeal<"))
    odd = [item for item in found if Flag.UNMAPPED_TERM in item.flags]
    assert {item.outcome for item in odd} == {ProceedingOutcome.UNASSIGNED}
    assert {item.outcome_raw for item in odd} == {"Under appeal"}


@pytest.mark.parametrize(
    ("words", "first", "precision"),
    [
        ("Mar. 22, 2014", "2014-03-22", "day"),
        ("March 2014", "2014-03-01", "month"),
        ("2014", "2014-01-01", "year"),
        ("3/22/14", "2014-03-22", "day"),
    ],
)
def test_a_date_is_read_as_finely_as_it_is_printed(
    words: str, first: str, precision: str
) -> None:
    day = cases(("March 22, 2014", words))[0].opened
    assert day
    assert (str(day.first), day.precision, day.text) == (first, precision, words)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("DATE OF RTCC", "Date", "DATE OF RTCC"),
        ("March 22, 2014", "spring", "not a date"),
        ("<td>Princeton</td>", "", "4 cells"),
        ("<h1>", "<table><tr><th>x</th></tr></table><h1>", "2 tables"),
    ],
)
def test_another_layout_is_an_alarm(old: str, new: str, place: str) -> None:
    assert place in str(layout_error(*CASE, (old, new)))


def test_the_page_is_its_own_document_and_an_empty_table_is_an_alarm() -> None:
    page = example(*CASE)
    iio = source("ca_bc_iio")
    (link,) = iio.checked_links(page.url, page.content)
    assert link.url == page.url
    head = page.content.decode().partition("<tr><td>")[0] + "</table></body></html>"
    empty = replace(page, content=head.encode())
    for act in (
        lambda: iio.checked_links(page.url, empty.content),
        lambda: read("ca_bc_iio", empty),
    ):
        assert failure_of(act).failure is Failure.EMPTY_LIST
