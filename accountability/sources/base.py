"""The contract every source keeps, and the sanity checks none can skip."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.code_book import CodeBook
from accountability.sources.formats.paging import Pages
from accountability.sources.formats.scans import Scans
from accountability.sources.proposals import (
    Box,
    Locator,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import Authority, DocumentKind, DocumentType, Flag


@dataclass(frozen=True)
class Link:
    """A document or a further list found on a list page.

    ``url`` is absolute. ``document_type`` is None for a further list.
    """

    url: str
    title: str
    document_type: DocumentType | None
    authority: Authority = Authority.PRIMARY
    period: str = ""


@dataclass(frozen=True)
class DocumentFacts:
    """What a document says of itself.

    ``reconstruction`` is true if its face says that it is one; ``cited_urls`` are the
    addresses it names as its own sources; ``language`` is ``en``, ``fr`` or empty.
    """

    reconstruction: bool = False
    cited_urls: tuple[str, ...] = ()
    period: str = ""
    language: str = ""


@dataclass(frozen=True)
class DocumentContent:
    """The bytes of one snapshot with what is needed to read them.

    ``scans`` read its pages that are pictures, if it is a PDF that has any. ``book``
    names the codes that it prints, where the publisher's code book is at hand.
    """

    url: str
    document_type: DocumentType
    media_type: str
    content: bytes
    scans: Scans = field(default_factory=Scans)
    book: CodeBook | None = None


class Source(ABC):
    """One oversight body's publications: what to fetch and how to read it.

    Subclasses are stateless. ``home`` is the publisher's own address; ``starts`` are
    list pages relative to it (or documents, see ``start_links``). ``delay`` is the
    least number of seconds between two requests. ``cadence_days`` is how often it is
    asked, ``publishes_days`` within how many days the body usually has something new
    (None: at no fixed time, or no more). ``version`` is raised whenever a
    reading may differ, so that snapshots are read again. ``one_respondent`` is true
    where every matter is about one member; otherwise the source does not say who.
    ``named_by_title`` is true where many documents of a type have one period, so that
    their titles tell them apart.
    ``by_period`` is true where each release takes the place of the one before at the
    same address: a document is then known by its address and its period. ``crawled``
    is false where no licence lets us fetch and publish: only files handed in are read;
    ``authority`` is whom such a file retells. ``lists_roll`` is true where lists name
    only the newest, so that to fall off one is no news. ``never_kept`` is a pattern of
    bytes that identify a person, if the publisher is known to print such: what holds it
    is not stored.
    """

    id: ClassVar[str]
    body: ClassVar[str]
    jurisdiction: ClassVar[str]
    home: ClassVar[str]
    starts: ClassVar[tuple[str, ...]]
    hosts: ClassVar[tuple[str, ...]] = ()
    kind: ClassVar[DocumentKind] = DocumentKind.PUBLICATION
    authority: ClassVar[Authority] = Authority.PRIMARY
    delay: ClassVar[float] = 2.0
    cadence_days: ClassVar[int] = 1
    publishes_days: ClassVar[int | None] = None
    max_bytes: ClassVar[int] = 64 * 1024 * 1024
    version: ClassVar[str]
    one_respondent: ClassVar[bool] = False
    named_by_title: ClassVar[bool] = False
    by_period: ClassVar[bool] = False
    crawled: ClassVar[bool] = True
    lists_roll: ClassVar[bool] = False
    never_kept: ClassVar[bytes] = b""
    licence: ClassVar[str] = ""
    attribution: ClassVar[str] = ""

    def start_links(self, base: str) -> list[Link]:
        """Return the list pages (or documents) to begin with, under ``base``."""
        return [Link(urljoin(base, start), start, None) for start in self.starts]

    def pages_of(self, url: str) -> Pages | None:
        """Return how the table at ``url`` comes in parts; None for a whole document."""
        return None

    def refuse_to_keep(self, url: str, content: bytes) -> None:
        """Raise SourceError (not_to_be_kept) for bytes that may not be stored.

        Asked before anything of an answer is written.
        """
        if self.never_kept and re.search(self.never_kept, content):
            raise SourceError(
                Failure.NOT_TO_BE_KEPT,
                url,
                "it holds what identifies a person: nothing of it was stored",
            )

    def address_of(self, document: DocumentContent) -> str:
        """Return the publisher's address of a file that was handed in."""
        return self.home

    def title_of(self, document: DocumentContent) -> str:
        """Return what a file that was handed in is called; empty for its own name."""
        return ""

    def is_looked_up(self, document: DocumentContent) -> bool:
        """Say whether a document proposes nothing and is looked into by others."""
        return False

    @abstractmethod
    def links(self, url: str, content: bytes) -> Iterable[Link]:
        """Find documents and further lists on a list page.

        Raises SourceError when the page is not the list it should be.
        """

    @abstractmethod
    def describe(self, document: DocumentContent) -> DocumentFacts:
        """Read what the document says of itself."""

    @abstractmethod
    def readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Read the document. Raises SourceError; never yields a guess."""

    def checked_links(self, url: str, content: bytes) -> list[Link]:
        """Return ``links``, refusing challenge pages, empty lists and strangers."""
        refuse_challenge(url, content)
        found = list(dict.fromkeys(self.links(url, content)))
        if not found:
            raise SourceError(
                Failure.EMPTY_LIST,
                url,
                "a list without entries is an alarm, not a success: look at the page",
            )
        return found

    def checked_readings(self, document: DocumentContent) -> Iterator[Reading]:
        """Yield ``readings``; loud when there are none, or one can't be right.

        A key that comes twice and a period that no body reports on are not right.
        What follows a recognised page is marked READ_BY_OCR: a heading or a period may
        come from there as well as a figure. A page that nobody could read is a
        Rejection of its own, whatever the source makes of it.
        """
        refuse_challenge(document.url, document.content)
        scans = Scans(document.scans.recogniser)
        document = replace(document, scans=scans)
        # Hashes, not keys: a file of a million rows must not fill the memory.
        keys: set[int] = set()
        for reading in self.readings(document):
            if hash(reading.key) in keys:
                raise SourceError(
                    Failure.LAYOUT_CHANGED,
                    f"{document.url} {reading.locator}",
                    "two figures have one key: the layout has changed",
                )
            _refuse_unlikely_period(reading, document.url)
            keys.add(hash(reading.key))
            yield _marked(reading) if scans.by_ocr else reading
        if not keys and not self.is_looked_up(document):
            raise SourceError(
                Failure.EMPTY_LIST,
                document.url,
                "nothing was read: the layout has changed or the document is empty",
            )
        yield from (_unread(*page) for page in sorted(scans.unread.items()))


def _marked(reading: Reading) -> Reading:
    """Mark what a recognised page may have had a part in."""
    if isinstance(reading, Rejection):
        return reading
    return replace(reading, flags=(*reading.flags, Flag.READ_BY_OCR))


def _unread(number: int, whole: Box) -> Rejection:
    """Name a page that is a picture nobody has read."""
    return Rejection(
        f"page {number}|{Failure.NO_TEXT.value}",
        Failure.NO_TEXT.value,
        "page",
        Locator(page=number, box=whole),
    )


#: The first year of any body read here, the longest span one figure is about, and how
#: far ahead a period may begin: a budget year, not a century misread.
_FIRST_YEAR = 1950
_MOST_YEARS = 40
_YEARS_AHEAD = 1


def _refuse_unlikely_period(reading: Reading, where: str) -> None:
    """Raise SourceError for a figure of a time that a misread heading makes up."""
    if not isinstance(reading, StatisticProposal):
        return
    period = reading.period
    years = period.end.year - period.start.year
    latest = datetime.now(UTC).year + _YEARS_AHEAD
    if not _FIRST_YEAR <= period.start.year <= latest or years > _MOST_YEARS:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            f"{where} {reading.locator}",
            f"no body reports on {period.label!r}: the layout has changed",
        )


#: Marks of pages that stand between a client and the document.
_CHALLENGES = (
    b"cf-browser-verification",
    b"cf-challenge",
    b"challenge-platform",
    b"just a moment...",
    b"verify you are human",
    b"checking your browser",
    b"enable javascript and cookies to continue",
    b"_incapsula_resource",
    b"captcha",
)


def refuse_challenge(url: str, content: bytes) -> None:
    """Raise SourceError when the bytes are a bot-challenge page, whatever its status.

    Only the first 8 kB of something that begins like HTML are looked at.
    """
    head = content[:8192].lower()
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    if any(mark in head for mark in _CHALLENGES):
        raise SourceError(
            Failure.CHALLENGE_PAGE,
            url,
            "the site asks for a human: write to the publisher, do not work around it",
        )


def same_host(url: str, base: str, hosts: tuple[str, ...] = ()) -> bool:
    """Say whether ``url`` is on the host of ``base`` or on one of ``hosts``."""
    parts = urlsplit(url)
    return parts.netloc == urlsplit(base).netloc or parts.hostname in hosts
