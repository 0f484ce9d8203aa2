"""The OPCC's orders and decisions: a number, a kind and a day; no names."""

from dataclasses import replace

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure
from accountability.sources.proposals import ProceedingProposal
from accountability.sources.registry import source
from accountability.vocab import DocumentType, Flag, ProceedingKind
from tests.sources.examples import example
from tests.sources.ugly import failure_of, read
from tests.unit.sources.formats.drawing import Text, drawn

ORDERS = "ca_bc_opcc_orders"


def only(document: DocumentContent) -> ProceedingProposal:
    (found,) = read(ORDERS, document)
    assert isinstance(found, ProceedingProposal)
    return found


def page(*texts: Text) -> DocumentContent:
    return replace(example(ORDERS, "order"), content=drawn(texts))


def test_an_order_begins_a_matter_on_its_day() -> None:
    order = only(example(ORDERS, "order"))
    assert order.key == "ordered_investigation:1999-00001"
    assert order.opened
    assert str(order.opened.first) == "1999-12-18"
    assert order.reported is None
    assert order.locator.page == 1


def test_a_decision_without_a_number_is_known_by_its_address() -> None:
    decision = only(example(ORDERS, "decision"))
    assert decision.key == "document:/wp-content/uploads/2000/01/decision.pdf"
    assert decision.number_raw == ""


def test_the_holes_of_a_redaction_stay_holes() -> None:
    for case in ("order", "decision", "hearing"):
        told = repr(only(example(ORDERS, case)))
        assert "CONSTABLE" not in told
        assert "[name]" not in told


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("ORDER FOR EXTERNAL INVESTIGATION", ProceedingKind.ORDERED_INVESTIGATION),
        ("Review on the Record", ProceedingKind.REVIEW_ON_THE_RECORD),
        ("NOTICE OF PUBLIC HEARING", ProceedingKind.PUBLIC_HEARING),
        ("Section 117 Review", ProceedingKind.SECTION_117_REVIEW),
        ("NOTICE OF ADJUDICATOR\u2019S DECISION", ProceedingKind.UNASSIGNED),
        ("ANNUAL REPORT TABLED", ProceedingKind.UNKNOWN),
    ],
)
def test_the_title_tells_the_kind_or_nothing_does(
    title: str, kind: ProceedingKind
) -> None:
    found = only(page((40, 20, title), (40, 60, "OPCC 2015-11048")))
    assert found.kind is kind
    assert (Flag.UNMAPPED_TERM in found.flags) == (kind is ProceedingKind.UNASSIGNED)


def test_an_order_and_a_hearing_of_one_file_are_two_matters() -> None:
    number = (40.0, 60.0, "OPCC File No: 2015-11048")
    order = only(page((40, 20, "ORDER FOR EXTERNAL INVESTIGATION"), number))
    hearing = only(page((40, 20, "NOTICE OF PUBLIC HEARING"), number))
    assert order.number_raw == hearing.number_raw == "2015-11048"
    assert order.key != hearing.key


def test_words_further_down_are_no_title() -> None:
    found = only(page((40, 20, "OPCC 2015-11048"), (40, 250, "a public hearing")))
    assert found.kind is ProceedingKind.UNKNOWN


def test_a_page_that_tells_nothing_and_a_scan_are_alarms() -> None:
    error = failure_of(lambda: read(ORDERS, page((40, 20, "Thank you"))))
    assert error.failure is Failure.LAYOUT_CHANGED
    blank = replace(example(ORDERS, "order"), content=drawn([]))
    assert failure_of(lambda: read(ORDERS, blank)).failure is Failure.NO_TEXT
    cut = replace(blank, content=example(ORDERS, "order").content[:-200])
    assert failure_of(lambda: read(ORDERS, cut)).failure is Failure.TRUNCATED


def test_the_list_of_decisions_leads_to_its_papers_and_no_further_than_the_site() -> (
    None
):
    listed = (
        b"<main><h1>Decisions</h1><h2>Section 117 Review</h2>"
        b'<a href="/wp-content/uploads/2019/01/a.pdf">2018-00001</a>'
        b'<h2>Public Hearing</h2><a href="b.PDF"></a>'
        b'<a href="/make-a-complaint/">Complain</a>'
        b'<a rel="next" href="?page=2">Older</a></main>'
    )
    found = source(ORDERS).checked_links("https://opcc.bc.ca/decisions/", listed)
    assert [(link.title, link.document_type) for link in found] == [
        ("2018-00001", DocumentType.ORDER),
        ("b.PDF", DocumentType.ORDER),
        ("Older", None),
    ]


NEWS = "https://opcc.bc.ca/news-media/"


def test_releases_are_called_by_their_day_and_what_the_news_say_is_not_kept() -> None:
    news = (
        b"<h2>Latest News</h2><div><p>October 2, 2018</p><p>[a name and a matter]</p>"
        b'<a href="/a.pdf">View Release (.pdf)</a></div>'
        b"<div><p>October 1, 2018</p><p>[another]</p>"
        b'<a href="/b.pdf">View Release (.pdf)</a></div>'
    )
    found = source(ORDERS).checked_links(NEWS, news)
    assert [(link.title, link.url.rpartition("/")[2]) for link in found] == [
        ("Release of October 2, 2018", "a.pdf"),
        ("Release of October 1, 2018", "b.pdf"),
    ]
    undated = b'<p>[a matter]</p><a href="/a.pdf">View Release (.pdf)</a>'
    error = failure_of(lambda: source(ORDERS).checked_links(NEWS, undated))
    assert error.failure is Failure.LAYOUT_CHANGED
    error = failure_of(lambda: source(ORDERS).checked_links(NEWS, b"<h2>News</h2>"))
    assert error.failure is Failure.EMPTY_LIST
