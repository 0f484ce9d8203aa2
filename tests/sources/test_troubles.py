"""Every named misbehaviour of the commission site, over HTTP on loopback."""

from decimal import Decimal

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import PoliteClient
from accountability.sources.proposals import Reading, StatisticProposal
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, Metric, ValueStatus
from fixtures.commission_site.server import SiteServer
from fixtures.commission_site.troubles import TROUBLES, Trouble

_TYPES = {
    "thin-space-number": DocumentType.PRESS_PAGE,
    "windows-1252": DocumentType.PRESS_PAGE,
    "empty-decisions": DocumentType.DECISION_LIST,
}
_FAILING = [name for name, trouble in TROUBLES.items() if trouble.failure]


def read(client: PoliteClient, site: SiteServer, trouble: Trouble) -> list[Reading]:
    """Do with the address what the pipeline does: fetch, then links or readings."""
    opcc = source("ca_bc_opcc")
    answer = client.fetch(site.address + trouble.path)
    if trouble.name == "empty-list":
        opcc.checked_links(answer.final_url, answer.content)
        return []
    document = DocumentContent(
        answer.final_url,
        _TYPES.get(trouble.name, DocumentType.ANNUAL_REPORT),
        answer.media_type,
        answer.content,
    )
    return list(opcc.checked_readings(document))


def figure(
    readings: list[Reading], metric: Metric, department: str | None
) -> StatisticProposal:
    found = [
        reading
        for reading in readings
        if isinstance(reading, StatisticProposal)
        and (reading.metric, reading.category) == (metric, "")
        and reading.department == department
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", _FAILING)
def test_ends_in_its_error_which_names_the_place(
    client: PoliteClient, site: SiteServer, name: str
) -> None:
    trouble = TROUBLES[name]
    with pytest.raises(SourceError) as error:
        read(client, site, trouble)
    assert error.value.failure.value == trouble.failure
    assert "/trouble/" in error.value.where
    assert error.value.advice


def test_a_later_document_is_read_after_every_trouble(
    client: PoliteClient, site: SiteServer
) -> None:
    for name in ("truncated-pdf", "huge", "cut-once", "rate-limited-once"):
        with pytest.raises(SourceError):
            read(client, site, TROUBLES[name])
    for name in ("cut-once", "rate-limited-once"):
        readings = read(client, site, TROUBLES[name])
        opened = figure(readings, Metric.FILES_OPENED, "new-westminster")
        assert opened.value == 38


@pytest.mark.parametrize(
    ("name", "page"),
    [("scanned-pdf", "page 1"), ("renamed-columns", "page 4")],
)
def test_the_error_names_the_page(
    client: PoliteClient, site: SiteServer, name: str, page: str
) -> None:
    with pytest.raises(SourceError) as error:
        read(client, site, TROUBLES[name])
    assert error.value.where.endswith(page)


def test_a_missing_heading_is_named(client: PoliteClient, site: SiteServer) -> None:
    with pytest.raises(SourceError) as error:
        read(client, site, TROUBLES["renamed-columns"])
    assert "'Registered complaints'" in error.value.advice


def test_waits_as_long_as_it_was_told(client: PoliteClient, site: SiteServer) -> None:
    with pytest.raises(SourceError) as error:
        client.fetch(site.address + TROUBLES["rate-limited"].path)
    assert error.value.retry_after == 2


def test_a_huge_answer_is_hung_up_on_before_its_body_is_read(
    client: PoliteClient, site: SiteServer
) -> None:
    with pytest.raises(SourceError) as error:
        client.fetch(site.address + TROUBLES["huge"].path)
    assert error.value.failure is Failure.TOO_LARGE


def test_columns_that_moved_with_their_headings_are_read_by_their_headings(
    client: PoliteClient, site: SiteServer
) -> None:
    moved = read(client, site, TROUBLES["moved-columns"])
    row = {
        (reading.metric, reading.category): reading.value
        for reading in moved
        if isinstance(reading, StatisticProposal)
        and reading.department == "new-westminster"
    }
    assert row == {
        (Metric.FILES_OPENED, ""): 38,
        (Metric.REGISTERED_COMPLAINTS, ""): 17,
        (Metric.REGISTERED_COMPLAINTS, "Admissible"): 6,
        (Metric.REGISTERED_COMPLAINTS, "Inadmissible"): 11,
        (Metric.ORDERED_INVESTIGATIONS, "requested by the department"): 1,
        (Metric.ORDERED_INVESTIGATIONS, "initiated by the Commissioner"): 2,
        (Metric.ORDERED_INVESTIGATIONS, ""): None,
        (Metric.MANDATORY_EXTERNAL_INVESTIGATIONS, ""): 1,
        (Metric.QUESTIONS_OR_CONCERNS, ""): 4,
        (Metric.INTERNAL_DISCIPLINE_FILES, ""): 2,
        (Metric.MONITOR_FILES, ""): 11,
    }


def test_a_number_with_a_space_in_it_is_one_number(
    client: PoliteClient, site: SiteServer
) -> None:
    in_pdf = read(client, site, TROUBLES["spaced-number"])
    opened = figure(in_pdf, Metric.FILES_OPENED, "vancouver")
    assert (opened.value, opened.status) == (Decimal(2262), ValueStatus.REPORTED)
    in_html = read(client, site, TROUBLES["thin-space-number"])
    assert figure(in_html, Metric.FILES_OPENED, "stlatlimx").value == 2262


def test_an_unreadable_value_is_kept_as_printed_and_flagged(
    client: PoliteClient, site: SiteServer
) -> None:
    readings = read(client, site, TROUBLES["formula-error"])
    opened = figure(readings, Metric.FILES_OPENED, "vancouver")
    assert (opened.value, opened.value_raw) == (None, "#VALUE!")
    assert opened.status is ValueStatus.PARSE_FAILED
    assert Flag.NUMBER_UNREADABLE in opened.flags
    assert figure(readings, Metric.FILES_OPENED, "new-westminster").value == 38


def test_round_words_are_rounded_not_reported(
    client: PoliteClient, site: SiteServer
) -> None:
    readings = read(client, site, TROUBLES["almost-800"])
    opened = figure(readings, Metric.FILES_OPENED, "vancouver")
    assert (opened.value, opened.value_raw) == (Decimal(800), "almost 800")
    assert opened.status is ValueStatus.ROUNDED


def test_a_total_that_does_not_add_up_is_flagged_with_its_parts_and_not_repaired(
    client: PoliteClient, site: SiteServer
) -> None:
    readings = read(client, site, TROUBLES["bad-total"])
    table = [
        reading
        for reading in readings
        if isinstance(reading, StatisticProposal)
        and reading.metric is Metric.ALLEGATIONS_CONCLUDED
    ]
    assert {reading.category: reading.value for reading in table}["ALL"] == 780
    assert len(table) == 6
    assert all(Flag.SUM_MISMATCH in reading.flags for reading in table)
    assert len({reading.total_key for reading in table}) == 1


def test_departments_with_alike_names_are_not_recognised(
    client: PoliteClient, site: SiteServer
) -> None:
    readings = read(client, site, TROUBLES["unknown-department"])
    unknown = {
        reading.department_raw
        for reading in readings
        if isinstance(reading, StatisticProposal) and reading.department is None
    }
    assert unknown == {"Surrey Police", "Saanich and Districts Police"}
    assert all(
        Flag.UNKNOWN_DEPARTMENT in reading.flags
        for reading in readings
        if isinstance(reading, StatisticProposal) and reading.department is None
    )
    assert figure(readings, Metric.FILES_OPENED, "central-saanich").value == 6


def test_windows_1252_bytes_become_the_letters_they_meant(
    client: PoliteClient, site: SiteServer
) -> None:
    readings = read(client, site, TROUBLES["windows-1252"])
    opened = figure(readings, Metric.FILES_OPENED, "stlatlimx")
    assert opened.department_raw == "Stl’atl’imx Tribal Police Service"
    assert opened.value == 2262
