"""Notices of correction among the news: which report, and when."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from accountability.sources.base import Link
from accountability.sources.ca_on_siu_readers.numbers import case_key, case_number
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.proposals import Locator, ProceedingProposal
from accountability.vocab import DocumentType, ProceedingKind

_TITLE = "notice of correction"
_NEWS = "news_template.php"
#: The date line of a release, "Toronto, ON (5 November, 2022) ---".
_DATELINE = re.compile(r"\((?P<day>[^()]*\d{4})\)")


def notice_links(page: HtmlPage) -> Iterator[Link]:
    """Yield the notices of correction on a page of news.

    A page of news without a notice is as usual; one without news is an alarm, which
    the page itself stands for as a list that leads nowhere else.
    """
    news = 0
    for anchor in page.find("//a[@href]"):
        target = urljoin(page.where, str(anchor.get("href")).strip())
        parts = urlsplit(target)
        if not parts.path.endswith(_NEWS) or "nrid" not in parse_qs(parts.query):
            continue
        news += 1
        title = text_of(anchor)
        if _TITLE in title.casefold():
            yield Link(target, title, DocumentType.CORRECTION)
    if news:
        # Followed once only: a run asks for no list twice.
        yield Link(page.where, page.title(), None)


def notice_reading(page: HtmlPage) -> ProceedingProposal:
    """Read which report was corrected, and when; not what was wrong in it."""
    title = page.title()
    number = case_number(title)
    if number is None or _TITLE not in title.casefold():
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, "not a notice about one case number"
        )
    for block in page.blocks():
        line = _DATELINE.search(block.text)
        day = printed_date(line["day"]) if line else None
        if day is not None:
            return ProceedingProposal(
                key=case_key(number),
                locator=Locator(xpath=block.xpath),
                number_raw=number,
                kind=ProceedingKind.INDEPENDENT_INVESTIGATION,
                corrected=day,
            )
    raise SourceError(Failure.LAYOUT_CHANGED, page.where, "the notice bears no date")
