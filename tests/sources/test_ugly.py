"""What every format of every listed source must do with pages that are none of it."""

from dataclasses import replace

import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import (
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import Flag
from tests.sources.examples import HERE, Example, listed_examples, written
from tests.sources.ugly import failure_of, read
from tests.unit.sources.formats.drawing import drawn

EXAMPLES = [
    item
    for listed in sorted(HERE.glob("*/examples.csv"))
    for item in listed_examples(listed.parent.name)
]
TEXTS = [item for item in EXAMPLES if item.document.media_type != "application/pdf"]
NOWHERE = Locator(row=1)
CHALLENGE = b"<!doctype html><html><title>Just a moment...</title></html>"
ERROR_PAGE = (
    b"<!doctype html><html><head><title>Error</title></head><body>"
    b"<h1>Error establishing a database connection</h1></body></html>"
)


@pytest.mark.parametrize("item", EXAMPLES, ids=lambda item: item.case)
@pytest.mark.parametrize(
    ("content", "failures"),
    [
        (CHALLENGE, {Failure.CHALLENGE_PAGE}),
        (ERROR_PAGE, {Failure.LAYOUT_CHANGED, Failure.EMPTY_LIST, Failure.WRONG_TYPE}),
        (b"", {Failure.WRONG_TYPE, Failure.EMPTY_LIST}),
    ],
    ids=["challenge", "error page", "nothing"],
)
def test_a_page_that_is_none_of_it_is_an_error_and_yields_nothing(
    item: Example, content: bytes, failures: set[Failure]
) -> None:
    document = replace(item.document, content=content)
    error = failure_of(lambda: read(item.source, document))
    assert error.failure in failures


#: What a server may send in place of the document, each of another format.
STRANGERS = {
    "pdf": drawn([(50, 40, "a notice of maintenance")]),
    "html": b"<!doctype html><html><body><p>We have moved.</p></body></html>",
    "json": b'{"error": "not found"}',
    "json list": b"[]",
    "csv": b"error,message\r\n404,not found\r\n",
    "xlsx": b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(range(256)) * 8,
    "image": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "zeros": bytes(4096),
}


@pytest.mark.parametrize("item", EXAMPLES, ids=lambda item: item.case)
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_document_of_another_format_is_an_error_and_yields_nothing(
    item: Example, stranger: str
) -> None:
    document = replace(item.document, content=STRANGERS[stranger])
    failure_of(lambda: read(item.source, document))


@pytest.mark.parametrize("item", EXAMPLES, ids=lambda item: item.case)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.98])
def test_of_a_document_cut_short_nothing_is_read_that_the_whole_does_not_say(
    item: Example, share: float
) -> None:
    whole = {said(reading) for reading in read(item.source, item.document)}
    cut = item.document.content[: int(len(item.document.content) * share)]
    try:
        found = read(item.source, replace(item.document, content=cut))
    except SourceError:
        return
    proposals = [reading for reading in found if not isinstance(reading, Rejection)]
    if item.document.media_type == "text/csv":
        # RFC 4180 lets the last row end with the file: that it was cut can't be seen.
        proposals = [p for p in proposals if p.locator.row != cut.count(b"\n") + 1]
    assert {said(reading) for reading in proposals} <= whole


@pytest.mark.parametrize("item", TEXTS, ids=lambda item: item.case)
@pytest.mark.parametrize("change", ["mark", "lines", "legacy"])
def test_the_same_text_in_another_encoding_says_the_same(
    item: Example, change: str
) -> None:
    content = item.document.content
    text = content.decode("utf-8-sig")
    if change == "mark":
        content = b"\xef\xbb\xbf" + text.encode()
    elif change == "lines":
        content = text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    elif item.document.media_type != "application/json":
        # JSON is UTF-8 by its standard; pages and tables come in Windows-1252 too.
        content = text.encode("cp1252", "xmlcharrefreplace")
    document = replace(item.document, content=content)
    assert list(map(written, read(item.source, document))) == list(
        map(written, read(item.source, item.document))
    )


def said(reading: Reading) -> str:
    """Return what a reading says: not where, nor what sums it was checked in."""
    plain = replace(reading, locator=NOWHERE)
    if isinstance(plain, StatisticProposal):
        sums = (Flag.SUM_CHECKED, Flag.SUM_MISMATCH)
        flags = tuple(flag for flag in plain.flags if flag not in sums)
        plain = replace(plain, flags=flags, total_key="")
    return written(plain)
