"""Ontario's SIU: numbers and dates, services by their whole names, two languages."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from accountability.sources.base import DocumentContent, Link
from accountability.sources.errors import Failure
from accountability.sources.proposals import ProceedingProposal, Rejection
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, ProceedingOutcome
from tests.sources.examples import example
from tests.sources.ugly import altered, failure_of, layout_error, read

SIU = "ca_on_siu"
REPORTS = DocumentType.INVESTIGATION_REPORT
ALIASES = (
    Path(__file__).resolve().parents[3] / "fixtures/reference/department_aliases.csv"
)


def report(*changes: tuple[str, str], case: str = "report") -> ProceedingProposal:
    (found,) = read(SIU, altered(example(SIU, case), *changes))
    assert isinstance(found, ProceedingProposal)
    return found


def links(document: DocumentContent) -> list[Link]:
    return source(SIU).checked_links(document.url, document.content)


def test_nineteen_cases_with_the_dates_their_reports_were_signed() -> None:
    found = [
        item
        for case in ("index-2024", "index-2018")
        for item in read(SIU, example(SIU, case))
        if isinstance(item, ProceedingProposal)
    ]
    assert len(found) == len({item.number_raw for item in found}) == 19
    assert all(item.reported and item.reported.precision == "day" for item in found)
    assert not [item for item in found if item.department_raw]


def test_an_index_leads_to_itself_and_to_every_report_in_either_form_of_link() -> None:
    found = links(example(SIU, "index-2024"))
    assert [link.document_type for link in found] == [
        DocumentType.CASE_LIST,
        *[REPORTS] * 8,
    ]
    assert found[1].title == "24-OVI-336"
    assert found[1].url.endswith("/en/directors_report_details.php?drid=5000")
    older = links(example(SIU, "index-2018"))
    assert [link.url for link in older if link.document_type is REPORTS] == [
        f"https://www.siu.on.ca/en/case_summary_details.php?id={number}"
        for number in range(7, 18)
    ]


def test_a_french_index_is_the_same_cases_and_leads_to_no_second_reports() -> None:
    french = example(SIU, "index-fr")
    assert [link.document_type for link in links(french)] == [DocumentType.CASE_LIST]
    english = {item.key: item for item in read(SIU, example(SIU, "index-2024"))}
    for item in read(SIU, french):
        twin = english[item.key]
        assert isinstance(item, ProceedingProposal)
        assert isinstance(twin, ProceedingProposal)
        assert item.reported
        assert twin.reported
        assert item.reported.first == twin.reported.first


def test_a_french_report_at_an_english_address_is_the_same_matter() -> None:
    twin, english = report(case="report-fr-at-en"), report()
    assert (twin.key, twin.department, twin.outcome) == (
        english.key,
        english.department,
        english.outcome,
    )
    languages = {
        case: source(SIU).describe(example(SIU, case)).language
        for case in ("report", "report-fr-at-en")
    }
    assert languages == {"report": "en", "report-fr-at-en": "fr"}


def spellings() -> list[tuple[str, str]]:
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        return [
            (row["alias"], row["department"])
            for row in csv.DictReader(lines)
            if row["source"].startswith("spelling published by the SIU")
        ]


@pytest.mark.parametrize(("name", "slug"), spellings())
def test_every_reviewed_spelling_is_its_service(name: str, slug: str) -> None:
    service = ("Toronto Police Service ( <abbr>TPS</abbr> )", name)
    assert report(service).department == slug


def test_there_are_fifteen_spellings() -> None:
    assert len(spellings()) == 15


@pytest.mark.parametrize(
    "name",
    [
        "Toronto Transit Police Service",
        "York Region and Toronto Police Service",
        "Saanich Police Department",
        "Victoria Police Department",
    ],
)
def test_a_name_that_only_holds_a_known_one_or_is_of_elsewhere_is_not_guessed(
    name: str,
) -> None:
    found = report(("Toronto Police Service ( <abbr>TPS</abbr> )", name))
    assert found.department is None
    assert found.department_raw == name
    assert Flag.UNKNOWN_DEPARTMENT in found.flags


def test_only_the_sentence_of_notification_names_the_service() -> None:
    found = report(("notified the SIU", "was present"))
    assert (found.department, found.department_raw, found.opened) == (None, "", None)
    assert Flag.UNKNOWN_DEPARTMENT not in found.flags


def test_older_wording_of_the_sentence_is_read() -> None:
    found = report(
        (
            "On January 3, 2000, at 8:20 a.m., the",
            "At 8:20 a.m. on January 3rd, 2000, the",
        ),
        ("notified the SIU", "contacted the SIU"),
    )
    assert found.opened
    assert found.opened.first.isoformat() == "2000-01-03"
    assert found.department == "toronto"


def test_no_outcome_is_concluded_from_other_words_nor_from_the_mandate() -> None:
    found = report(("There is no basis for proceeding with criminal charges", "Thus"))
    assert found.outcome is ProceedingOutcome.UNKNOWN
    assert found.outcome_raw == ""


def test_nothing_of_the_narrative_is_kept() -> None:
    for case in ("report", "report-fr-at-en", "correction"):
        for reading in read(SIU, example(SIU, case)):
            assert "which" not in repr(reading)
            assert len(repr(reading)) < 1200


def test_a_page_with_a_title_and_no_text_is_kept_as_unreadable() -> None:
    whole = example(SIU, "report")
    bare = replace(whole, content=b"<h1>SIU Director's Report - Case # 00-TCI-001</h1>")
    (found,) = read(SIU, bare)
    assert isinstance(found, Rejection)
    assert found.reason == "no_text"


def test_a_correction_tells_its_date_of_the_same_matter() -> None:
    notice = report(case="correction")
    assert notice.key == report().key
    assert notice.corrected
    assert notice.corrected.first.isoformat() == "2000-06-05"


def test_the_news_lead_to_notices_of_correction_only() -> None:
    news = (
        b'<h1>News</h1><a href="news_template.php?nrid=1">SIU Investigates</a>'
        b'<a href="news_template.php?nrid=2">Notice of Correction to'
        b" Director's Report, Case Number: 24-PVI-100</a>"
    )
    url = "https://www.siu.on.ca/en/news.php"
    found = source(SIU).checked_links(url, news)
    assert [(link.url.rpartition("=")[2], link.document_type) for link in found] == [
        ("2", DocumentType.CORRECTION),
        (url, None),
    ]
    error = failure_of(lambda: source(SIU).checked_links(url, b"<h1>News</h1>"))
    assert error.failure is Failure.EMPTY_LIST


def test_a_number_that_comes_again_is_rejected_with_its_place() -> None:
    readings = read(
        SIU, altered(example(SIU, "index-2024"), ("24-OCI-333", "24-OVI-336"))
    )
    (again,) = (item for item in readings if isinstance(item, Rejection))
    assert (again.reason, again.raw["Case Number"]) == ("repeated_number", "24-OVI-336")
    assert len(readings) == 8


@pytest.mark.parametrize(
    ("case", "old", "new", "place"),
    [
        ("index-2024", "<th>Case Number</th>", "<th>File</th>", "Case Number"),
        ("index-2024", "Oct 23, 2024", "soon", "no date"),
        ("index-2024", "24-TFI-319", "TFI 319 of 2024", "does not begin with"),
        ("report", "Case # 00-TCI-001a", "Case", "no case number"),
        ("report", "Notification of the SIU<sup>", "Told<sup>", "notification"),
        ("report", '<h2 id="d">Analysis', '<h2 id="d">Our analysis', "decision"),
        ("correction", "(5 June, 2000)", "", "bears no date"),
        ("correction", "Notice of Correction", "Note", "not a notice"),
    ],
)
def test_another_layout_is_an_alarm(case: str, old: str, new: str, place: str) -> None:
    assert place in str(layout_error(SIU, case, (old, new)))


def test_a_search_that_a_script_fills_is_an_alarm_and_no_empty_list() -> None:
    whole = example(SIU, "index-2024")
    head = (
        whole.content.decode().partition("</th></tr>")[0] + "</th></tr></table></body>"
    )
    empty = replace(whole, content=head.encode())
    assert failure_of(lambda: links(empty)).failure is Failure.EMPTY_LIST
    assert failure_of(lambda: read(SIU, empty)).failure is Failure.EMPTY_LIST
