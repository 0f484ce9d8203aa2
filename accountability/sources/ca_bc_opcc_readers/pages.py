"""HTML documents: the list of discipline decisions, and press pages."""

from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from accountability.sources.ca_bc_opcc_readers.matters import (
    PrintedAllegation,
    matter_number,
    matter_proposals,
)
from accountability.sources.ca_bc_opcc_readers.reports import stated_figure
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.html import HtmlPage, text_of
from accountability.sources.proposals import (
    AllegationProposal,
    Locator,
    Reading,
    StatisticProposal,
)
from accountability.vocab import Flag

_PRESS_HEADINGS = (
    "Publisher",
    "Figure",
    "Department",
    "Category",
    "Value",
    "Unit",
    "Period",
    "Read from",
)
_ALLEGATION_PARTS = ("conduct", "disposition", "measures")


def decision_readings(content: bytes, where: str) -> Iterator[AllegationProposal]:
    """Read every allegation on one page of the decisions list."""
    page = HtmlPage(content, where)
    articles = page.find("//article[@data-number]")
    if not articles:
        raise SourceError(
            Failure.EMPTY_LIST, where, "a decisions list without decisions"
        )
    for article in articles:
        number = matter_number("".join(text_of(item) for item in article.xpath("./h2")))
        if number is None:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{where} at {page.xpath_of(article)}",
                "a decision has no number in its heading",
            )
        fields = {
            text_of(label): text_of(label.getnext())
            for label in article.xpath("./dl/dt[following-sibling::dd]")
        }
        for listed in article.xpath(".//p[@class='listed']"):
            fields["Listed"] = text_of(listed)
        allegations = [
            _allegation(page, item)
            for item in article.xpath(".//li[@class='allegation']")
        ]
        if "Report period" not in fields:
            raise SourceError(
                Failure.LAYOUT_CHANGED,
                f"{where} matter {number}",
                "the entry has no 'Report period'",
            )
        yield from matter_proposals(
            number, fields, fields["Report period"], allegations, where
        )


def _allegation(page: HtmlPage, item: HtmlElement) -> PrintedAllegation:
    """Read one list item; SourceError (layout_changed) when a part of it is gone."""
    spans = {str(span.get("class")): text_of(span) for span in item.xpath("./span")}
    xpath = page.xpath_of(item)
    if any(part not in spans for part in _ALLEGATION_PARTS):
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            f"{page.where} at {xpath}",
            "an allegation lacks its conduct, disposition or measures",
        )
    return PrintedAllegation(
        conduct=spans["conduct"],
        disposition=spans["disposition"],
        measures=spans["measures"],
        locator=Locator(xpath=xpath),
    )


def press_readings(content: bytes, where: str) -> Iterator[Reading]:
    """Read a newspaper's figures; its remarks go with them where they are as many."""
    page = HtmlPage(content, where)
    tables = page.find("//table[.//th]")
    if len(tables) != 1:
        raise SourceError(
            Failure.LAYOUT_CHANGED, where, f"{len(tables)} tables where one was"
        )
    rows = list(page.table(tables[0], _PRESS_HEADINGS))
    remarks = [text_of(item) for item in page.find("//ul[@class='remarks']/li")]
    if len(remarks) != len(rows):
        remarks = [""] * len(rows)
    for row, remark in zip(rows, remarks, strict=True):
        words = {heading: cell.text for heading, cell in row.items()}
        reading = stated_figure("press", words, Locator(xpath=row["Value"].xpath))
        if isinstance(reading, StatisticProposal) and remark:
            flags = reading.flags
            if remark.startswith("MISLABELLED"):
                flags = (*flags, Flag.MISLABELLED)
            reading = replace(reading, note=remark, flags=flags)
        yield reading


def page_cited_urls(content: bytes, where: str) -> tuple[str, ...]:
    """Return the addresses that a page says its figures were read from."""
    page = HtmlPage(content, where)
    anchors = page.find(
        "//p[starts-with(normalize-space(), 'Read from')]//a[@href]"
        " | //table[.//th[last()][normalize-space()='Read from']]//td[last()]//a[@href]"
    )
    return tuple(dict.fromkeys(str(anchor.get("href")) for anchor in anchors))
