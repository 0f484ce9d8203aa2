"""Bulletins that take each other's place: force, period, links."""

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import StatisticProposal
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag
from tests.sources.examples import example
from tests.sources.gb_iopc.drawing import CATEGORIES, Q3, Q4, bulletin

NINE_MONTHS = "1 April 2023 to 31 December 2023"


def document(force: str, period: str) -> DocumentContent:
    content = bulletin(force, period, Q3[:1])
    return DocumentContent(
        "https://x/a.pdf", DocumentType.STATISTICAL_REPORT, "application/pdf", content
    )


def test_the_examples_are_what_is_drawn() -> None:
    drawn = bulletin("Surrey Police", NINE_MONTHS, Q3, CATEGORIES)
    assert example("gb_iopc", "surrey-q3").content == drawn
    year = bulletin("Surrey Police", "1 April 2023 - 31 March 2024", Q4)
    assert example("gb_iopc", "surrey-q4").content == year


@pytest.mark.parametrize("force", ["Surrey Police Service", "Surrey", "West Surrey"])
def test_a_force_is_known_by_its_whole_name_in_england_only(force: str) -> None:
    for reading in source("gb_iopc").readings(document(force, NINE_MONTHS)):
        assert isinstance(reading, StatisticProposal)
        assert (reading.department, reading.department_raw) == (None, force)
        assert Flag.UNKNOWN_DEPARTMENT in reading.flags


def test_a_period_that_does_not_begin_in_april_is_an_alarm() -> None:
    with pytest.raises(SourceError) as error:
        source("gb_iopc").describe(
            document("Surrey Police", "1 January 2023 to 31 March 2023")
        )
    assert error.value.failure is Failure.LAYOUT_CHANGED


def test_bulletins_are_found_by_their_words() -> None:
    page = (
        b"<p><a href='/a.pdf'>Police complaints information bulletin: Surrey</a>"
        b"<a href='/b.pdf'>Annual accounts</a>"
        b"<a href='/c'>Information bulletin, the page</a>"
    )
    found = source("gb_iopc").checked_links("https://www.policeconduct.gov.uk/x", page)
    assert [link.url for link in found] == ["https://www.policeconduct.gov.uk/a.pdf"]
