"""HTML pages: decoded as their publisher meant, read by structure, with XPaths."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from accountability.sources.errors import Failure, SourceError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE
)
#: The WHATWG encoding standard reads these labels as Windows-1252.
_LATIN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"}
)


def decoded(content: bytes) -> str:
    """Decode a page: byte-order mark, then UTF-8, then its own label, else 1252.

    Pages labelled UTF-8 that hold Windows-1252 quotes are common; bytes that are not
    UTF-8 are read as Windows-1252 whatever the label, so curly quotes survive.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(content[:2048])
    label = declared[1].decode("ascii").casefold() if declared else ""
    if label and label not in _LATIN and label not in ("utf-8", "utf8"):
        try:
            return content.decode(label)
        except (LookupError, UnicodeDecodeError):
            pass
    return content.decode("cp1252", "replace")


_BLOCKS = (
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "td", "th"),
    *("caption", "figcaption", "summary", "div"),
)
_HAS_BLOCKS = " | ".join(f".//{tag}" for tag in _BLOCKS)
#: A raised mark that points to a note: a small number, a letter, stars or daggers;
#: not the raised end of "1st".
_FOOTNOTE = re.compile(
    r"[\[(]?(?:(?:note|footnote) )?(?:\d{1,2}|[a-df-z]|[*†‡§]+)[\])]?", re.I
)

#: A page that is begun has an end: browsers need none, but what is cut short has none.
_BEGINS = re.compile("<(html|body)[ >]", re.IGNORECASE)
_ENDS = re.compile("</(html|body)", re.IGNORECASE)


@dataclass(frozen=True)
class HtmlCell:
    """A cell's text with single spaces, and the XPath that finds it."""

    text: str
    xpath: str


class HtmlPage:
    """A parsed page. ``where`` names it in errors."""

    def __init__(self, content: bytes, where: str) -> None:
        """Parse; SourceError when it is no HTML (wrong_type) or ends in its middle."""
        text = decoded(content)
        if "<" not in text[:4096]:
            raise SourceError(Failure.WRONG_TYPE, where, "not an HTML page")
        if _BEGINS.search(text[:4096]) and not _ENDS.search(text):
            raise SourceError(
                Failure.TRUNCATED, where, "the page has no end: fetch it again"
            )
        # lxml refuses str with an encoding declaration, and would believe it in bytes.
        parser = lxml_html.HTMLParser(encoding="utf-8")
        try:
            self._root = lxml_html.document_fromstring(
                text.encode("utf-8", "replace"), parser=parser
            )
        except etree.ParserError as error:
            raise SourceError(Failure.WRONG_TYPE, where, "an empty page") from error
        self._tree = self._root.getroottree()
        self.where = where

    def find(self, xpath: str) -> list[lxml_html.HtmlElement]:
        """Return the elements that ``xpath`` finds."""
        return list(self._root.xpath(xpath))

    def xpath_of(self, element: lxml_html.HtmlElement) -> str:
        """Return an XPath that finds this element again in these bytes."""
        return str(self._tree.getpath(element))

    def title(self) -> str:
        """Return the page's h1, or its title, or an empty string."""
        named = [*self.find("//h1"), *self.find("//title")]
        return next((text_of(item) for item in named), "")

    def table(
        self, table: lxml_html.HtmlElement, headings: tuple[str, ...]
    ) -> Iterator[dict[str, HtmlCell]]:
        """Yield the rows of a table by heading; headings that come again are no row.

        Raises SourceError (layout_changed) naming the heading or row when the headings
        are not these, in this order, or a row is shorter or longer than they are.
        """
        where = f"{self.where} at {self.xpath_of(table)}"
        printed = tuple(text_of(cell) for cell in table.xpath(".//tr[1]/th"))
        if printed != headings:
            odd = next(
                (name for name in headings if name not in printed), "an unknown one"
            )
            raise SourceError(
                Failure.LAYOUT_CHANGED, where, f"headings have changed: {odd!r}"
            )
        for row in table.xpath(".//tr[td]"):
            cells = row.xpath("./td | ./th")
            if len(cells) != len(headings):
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{self.where} at {self.xpath_of(row)}",
                    f"{len(cells)} cells under {len(headings)} headings",
                )
            texts = tuple(text_of(cell) for cell in cells)
            if texts == headings:
                continue
            yield {
                heading: HtmlCell(text, self.xpath_of(cell))
                for heading, text, cell in zip(headings, texts, cells, strict=True)
            }

    def blocks(self) -> Iterator[HtmlCell]:
        """Yield the page's pieces of text in order: what holds no further block.

        For pages whose layout says nothing: headings, paragraphs, items and cells.
        """
        for element in self._root.iter(*_BLOCKS):
            words = "" if element.xpath(_HAS_BLOCKS) else text_of(element)
            if words:
                yield HtmlCell(words, self.xpath_of(element))


def text_of(element: lxml_html.HtmlElement) -> str:
    """Return an element's text with single spaces, without raised footnote marks.

    "377" with a raised 1 behind it is not 3771.
    """
    marks = [
        mark
        for mark in element.xpath(".//sup")
        if _FOOTNOTE.fullmatch(str(mark.text_content()).strip())
    ]
    if not marks:
        return " ".join(str(element.text_content()).split())
    whole = deepcopy(element)
    for mark in whole.xpath(".//sup"):
        if _FOOTNOTE.fullmatch(str(mark.text_content()).strip()):
            mark.drop_tree()
    return " ".join(str(whole.text_content()).split())
