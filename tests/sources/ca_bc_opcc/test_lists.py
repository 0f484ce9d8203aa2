"""List pages, fetched from the reconstructed site over HTTP."""

import pytest

from accountability.sources.base import Link
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import PoliteClient
from accountability.sources.registry import source
from accountability.vocab import Authority, DocumentType
from fixtures.commission_site.manifest import Manifest
from fixtures.commission_site.server import SiteServer


def crawl(client: PoliteClient, site: SiteServer) -> list[Link]:
    """Follow lists from the starts to the documents, as discovery does."""
    opcc = source("ca_bc_opcc")
    waiting, seen, documents = opcc.start_links(site.address), set(), []
    while waiting:
        link = waiting.pop()
        if link.url in seen:
            continue
        seen.add(link.url)
        answer = client.fetch(link.url)
        for found in opcc.checked_links(answer.final_url, answer.content):
            if found.document_type is None:
                waiting.append(found)
            else:
                documents.append(found)
    return documents


def test_discovery_finds_every_document_once_and_nothing_else(
    client: PoliteClient, site: SiteServer, manifest: Manifest
) -> None:
    found = sorted(link.url.removeprefix(site.address) for link in crawl(client, site))
    kinds = {
        DocumentType.ANNUAL_REPORT,
        DocumentType.STATISTICAL_REPORT,
        DocumentType.APPENDIX,
        DocumentType.DECISION_LIST,
        DocumentType.PRESS_PAGE,
    }
    assert found == sorted(
        entry.path for entry in manifest.entries if entry.document_type in kinds
    )


def test_links_carry_type_authority_and_period(
    client: PoliteClient, site: SiteServer, manifest: Manifest
) -> None:
    kinds = {entry.path: entry.document_type for entry in manifest.entries}
    links = crawl(client, site)
    for link in links:
        path = link.url.removeprefix(site.address)
        assert link.document_type == kinds[path], path
        press = link.document_type is DocumentType.PRESS_PAGE
        assert link.authority is (Authority.PRESS if press else Authority.PRIMARY)
    periods = {link.title: link.period for link in links}
    assert periods["2018/2019 Annual Report"] == "2018/19"
    assert (
        periods[
            "2013 - 1st Quarter Statistical Report, January 1, 2013 - March 31, 2013"
        ]
        == "2013-Q1"
    )


def test_the_form_beside_the_reports_is_neither_found_nor_asked_for(
    client: PoliteClient, site: SiteServer
) -> None:
    links = crawl(client, site)
    assert not [link for link in links if "make-a-complaint" in link.url]
    assert not [r for r in site.requests if "make-a-complaint" in r.path]


def test_links_in_the_advisory_banner_are_dropped() -> None:
    page = (
        b'<body><main><div class="x">See <a href="/a-annual-report.pdf">the annual'
        b' report</a> <a href="#">close [x]</a></div>'
        b'<a href="/wp-content/b.pdf">2018/2019 Annual Report (.pdf)</a></main></body>'
    )
    links = source("ca_bc_opcc").checked_links("https://opcc.bc.ca/reports/", page)
    assert [link.url for link in links] == ["https://opcc.bc.ca/wp-content/b.pdf"]


def test_an_error_page_in_place_of_a_list_is_an_alarm() -> None:
    page = (
        b"<html><body><h1>Error establishing a database connection</h1></body></html>"
    )
    with pytest.raises(SourceError) as error:
        source("ca_bc_opcc").checked_links(
            "https://opcc.bc.ca/reports/statistics/", page
        )
    assert error.value.failure is Failure.EMPTY_LIST
