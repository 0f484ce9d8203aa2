from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from accountability.sources.base import (
    DocumentContent,
    DocumentFacts,
    Link,
    Source,
    same_host,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import (
    Box,
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.sources.registry import all_sources, source
from accountability.vocab import (
    Crosswalk,
    DocumentType,
    Metric,
    Period,
    Unit,
    ValueStatus,
)


class Scripted(Source):
    """Gives back what it was told."""

    id = body = jurisdiction = version = "x"
    home = "https://x.example/"
    starts = ("/reports/",)

    def __init__(self, links: Iterable[Link] = (), keys: str = "") -> None:
        self._links = list(links)
        self._keys = keys

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        return self._links

    def describe(self, document: DocumentContent) -> DocumentFacts:
        return DocumentFacts()

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        for row, key in enumerate(self._keys, start=1):
            yield Rejection(key, "missing", "field", Locator(row=row))


PAGE = DocumentContent("https://x.example/a", DocumentType.DATASET, "text/csv", b"a")
CHALLENGE = b"\xef\xbb\xbf <html><title>Just a moment...</title>"


def failure(act: Iterable[object]) -> Failure:
    with pytest.raises(SourceError) as error:
        list(act)
    return error.value.failure


def test_a_list_without_links_is_an_alarm() -> None:
    with pytest.raises(SourceError) as error:
        Scripted().checked_links("https://x.example/", b"<p>")
    assert error.value.failure is Failure.EMPTY_LIST


def test_a_link_printed_twice_is_found_once() -> None:
    link = Link("https://x.example/a.pdf", "A", DocumentType.APPENDIX)
    assert Scripted([link, link]).checked_links("https://x.example/", b"<p>") == [link]


def test_a_challenge_page_is_neither_list_nor_document() -> None:
    with pytest.raises(SourceError) as error:
        Scripted().checked_links("https://x.example/", CHALLENGE)
    assert error.value.failure is Failure.CHALLENGE_PAGE
    page = DocumentContent(PAGE.url, PAGE.document_type, "text/html", CHALLENGE)
    assert failure(Scripted(keys="ab").checked_readings(page)) is Failure.CHALLENGE_PAGE


def test_a_document_that_speaks_of_captchas_is_no_challenge() -> None:
    page = DocumentContent(PAGE.url, PAGE.document_type, "text/csv", b"captcha,1\n")
    assert len(list(Scripted(keys="ab").checked_readings(page))) == 2


def test_nothing_read_and_one_key_for_two_figures_are_alarms() -> None:
    assert failure(Scripted().checked_readings(PAGE)) is Failure.EMPTY_LIST
    assert (
        failure(Scripted(keys="aba").checked_readings(PAGE)) is Failure.LAYOUT_CHANGED
    )


def test_starts_are_relative_to_the_base() -> None:
    [link] = Scripted().start_links("http://127.0.0.1:8002")
    assert link.url == "http://127.0.0.1:8002/reports/"


def test_hosts_are_compared_whole() -> None:
    base = "https://opcc.bc.ca/"
    assert same_host("https://opcc.bc.ca/a", base)
    assert same_host("https://www.opcc.bc.ca/a", base, ("www.opcc.bc.ca",))
    assert not same_host("https://opcc.bc.ca.example/", base)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"page": 1},
        {"row": 1, "xpath": "/a"},
        {"page": 1, "box": Box(0, 0, 1, 1), "row": 1},
    ],
)
def test_a_locator_is_of_one_kind(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="locator"):
        Locator(**given)  # type: ignore[arg-type]


def test_every_source_is_discovered_and_complete() -> None:
    assert {"ca_bc_opcc", "us_la_nopd"} <= set(all_sources())
    assert list(all_sources()) == sorted(all_sources())
    for known in all_sources().values():
        assert known.home.startswith(("https://", "http://stats.oiprd.on.ca/"))
        assert known.start_links(known.home) or not known.crawled
        assert known.version
        assert known.attribution
        assert known.licence


def test_every_crosswalk_belongs_to_a_source_and_maps_something() -> None:
    tables = (files("accountability.vocab") / "crosswalks").iterdir()
    for table in tables:
        name = table.name.removesuffix(".csv")
        assert name in all_sources()
        assert Crosswalk.load(name).entries


def test_an_unknown_source_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="ca_bc_opcc"):
        source("nowhere")


class Forecast(Scripted):
    """One figure of a year."""

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        year = int(document.content)
        yield StatisticProposal(
            key="files",
            department="all",
            department_raw="Total",
            metric=Metric.FILES_OPENED,
            category="",
            unit=Unit.FILE,
            period=Period(date(year, 4, 1), date(year + 1, 3, 31), f"{year}"),
            value=Decimal(1),
            value_raw="1",
            status=ValueStatus.REPORTED,
            locator=Locator(row=2),
        )


@pytest.mark.parametrize(
    ("year", "likely"), [(1902, False), (2018, True), (2078, False)]
)
def test_a_year_that_a_misread_digit_makes_up_is_refused(
    year: int, likely: bool
) -> None:
    page = replace(PAGE, content=str(year).encode())
    if likely:
        assert len(list(Forecast().checked_readings(page))) == 1
    else:
        readings = Forecast().checked_readings(page)
        assert failure(readings) is Failure.LAYOUT_CHANGED
