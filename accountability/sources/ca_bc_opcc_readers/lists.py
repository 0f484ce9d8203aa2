"""List pages: which documents the office's pages link to."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from accountability.sources.base import Link
from accountability.sources.ca_bc_opcc_readers.words import period_in
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.vocab import Authority, DocumentType

DECISIONS = "/discipline-decisions"
PRESS = "/in-the-press"
_PDF_MARK = re.compile(r"\s*\(\.pdf\)\s*$", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4}) - (\d)(?:st|nd|rd|th) Quarter")
_APPENDIX_OF = re.compile(r"report of (\S+)$")
#: The visitors' notice above every page; it links nothing of ours.
_BANNER_END = "close [x]"
_TYPES = (
    ("appendix", DocumentType.APPENDIX),
    ("annual report", DocumentType.ANNUAL_REPORT),
    ("statistical report", DocumentType.STATISTICAL_REPORT),
)


def list_links(url: str, content: bytes) -> Iterator[Link]:
    """Yield what a list page links to; a page of decisions is a document itself."""
    page = HtmlPage(content, url)
    path = urlsplit(url).path
    if DECISIONS in path:
        yield from _decisions(url, page)
    elif PRESS in path:
        yield from _press(url, page)
    else:
        yield from _reports(url, page)


def _reports(url: str, page: HtmlPage) -> Iterator[Link]:
    for anchor in _anchors(page):
        target = urljoin(url, str(anchor.get("href", "")).strip())
        if not urlsplit(target).path.casefold().endswith(".pdf"):
            continue
        title = _PDF_MARK.sub("", text_of(anchor))
        document_type = _type_of(f"{title} {target}")
        if document_type is not None:
            yield Link(target, title, document_type, period=_period_of(title))


def _decisions(url: str, page: HtmlPage) -> Iterator[Link]:
    if page.find("//article[@data-number]"):
        yield Link(url, page.title(), DocumentType.DECISION_LIST)
    for anchor in page.find("//a[@rel='next'][@href]"):
        yield Link(urljoin(url, str(anchor.get("href"))), text_of(anchor), None)


def _press(url: str, page: HtmlPage) -> Iterator[Link]:
    for anchor in _anchors(page):
        target = urljoin(url, str(anchor.get("href", "")).strip())
        if urlsplit(target).path.startswith(urlsplit(url).path) and target != url:
            yield Link(
                target, text_of(anchor), DocumentType.PRESS_PAGE, Authority.PRESS
            )


def _anchors(page: HtmlPage) -> Iterator[HtmlElement]:
    """Yield the links of the page's content, not of its banner."""
    for anchor in page.find("//main//a[@href] | //body[not(.//main)]//a[@href]"):
        if not any(
            text_of(parent).casefold().endswith(_BANNER_END)
            for parent in anchor.iterancestors("div", "aside", "section")
        ):
            yield anchor


def _type_of(words: str) -> DocumentType | None:
    folded = words.casefold().replace("-", " ")
    return next((term for mark, term in _TYPES if mark in folded), None)


def _period_of(title: str) -> str:
    """Return the label of the period a title names; empty if it names none."""
    if found := _APPENDIX_OF.search(title):
        return found[1]
    if found := _QUARTER.search(title):
        return f"{found[1]}-Q{found[2]}"
    period = period_in(title)
    return period.label if period else ""
