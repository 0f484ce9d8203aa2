"""A source whose documents are lines of text, to try what the pipeline makes of them.

``key=value`` is a figure, ``matter/1=class`` an allegation, ``key!`` a line that can't
be read, ``STOP`` a page on which the parser fails.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accountability.archive.services import record_document, record_retrieval
from accountability.models import Job, Snapshot, SourceDocument
from accountability.sources import registry
from accountability.sources.base import DocumentContent, DocumentFacts, Link, Source
from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import Fetched, Headers
from accountability.sources.proposals import (
    AllegationProposal,
    ComplaintFacts,
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import (
    AllegationClass,
    Disposition,
    DocumentType,
    Metric,
    Period,
    Unit,
    ValueStatus,
)

HOME = "https://toy.example/"
YEAR = Period(date(2021, 4, 1), date(2022, 3, 31), "2021/22")


class Toy(Source):
    """Lines of text."""

    id = "toy"
    body = "opcc-bc"
    jurisdiction = "CA-BC"
    home = HOME
    starts = ("list",)
    version = "1"
    one_respondent = True
    #: What this version of the parser adds to every figure.
    misreading = 0

    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find nothing: toys are handed over."""
        return []

    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read the first line's mark."""
        return DocumentFacts(reconstruction=document.content.startswith(b"#rebuilt"))

    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read line by line."""
        for number, line in enumerate(document.content.decode().split(), start=1):
            place = Locator(row=number)
            key, _, value = line.partition("=")
            if line == "STOP":
                raise SourceError(Failure.LAYOUT_CHANGED, f"page {number}", "look")
            if line.startswith("#"):
                continue
            if line.endswith("!"):
                yield Rejection(line[:-1], "not_a_number", "value", place)
            elif "/" in key:
                yield _allegation(key, value, place)
            else:
                yield _figure(key, int(value) + self.misreading, place)


def _figure(key: str, value: int, place: Locator) -> StatisticProposal:
    known = key.startswith("saanich")
    return StatisticProposal(
        key=key,
        department="saanich" if known else None,
        department_raw=key,
        metric=Metric.FILES_OPENED,
        category="",
        unit=Unit.FILE,
        period=YEAR,
        value=Decimal(value),
        value_raw=str(value),
        status=ValueStatus.REPORTED,
        locator=place,
    )


def _allegation(key: str, term: str, place: Locator) -> AllegationProposal:
    matter = key.partition("/")[0]
    return AllegationProposal(
        key=key,
        complaint=ComplaintFacts(matter, "saanich", "Saanich", report_period=YEAR),
        allegation_class=AllegationClass.of(term),
        class_raw=term,
        subtype_raw="",
        disposition=Disposition.SUBSTANTIATED,
        disposition_raw="Substantiated",
        locator=place,
    )


def use_toy(monkeypatch: pytest.MonkeyPatch, toy: type[Toy] = Toy) -> None:
    """Make the toy a known source for the length of a test."""
    known = {**registry.all_sources(), "toy": toy()}
    monkeypatch.setattr(registry, "all_sources", lambda: known)
    monkeypatch.setattr("accountability.records.services.all_sources", lambda: known)


def answer(content: bytes, *, at: int = 0, headers: Headers = ()) -> Fetched:
    """Return an answer of status 200, ``at`` hours into the day."""
    return Fetched(
        url=f"{HOME}a",
        final_url=f"{HOME}a",
        redirects=(),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        request_headers=(),
        response_headers=(("Content-Type", "text/plain"), *headers),
        content=content,
        retrieved_at=datetime(2026, 1, 1, at, tzinfo=UTC),
    )


def document_at(name: str = "a") -> SourceDocument:
    """Return the toy document of that name."""
    link = Link(f"{HOME}{name}", f"Report {name}", DocumentType.ANNUAL_REPORT)
    return record_document(source=Toy(), link=link, facts=DocumentFacts())


def snapshot_of(
    text: str, *, name: str = "a", at: int = 0, job: Job | None = None
) -> Snapshot:
    """Archive ``text`` as what a document said at an hour."""
    return record_retrieval(
        document=document_at(name), fetched=answer(text.encode(), at=at), job=job
    ).snapshot
