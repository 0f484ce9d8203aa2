"""Atom feeds (RFC 4287) of releases and of corrections, in the reader's language.

Every moment in them is one of publication or of the fetching of a public document.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accountability.edition import code_edition
from accountability.release.bundle import NoRelease, ReleaseInfo
from accountability.release.query import Query, SortKey
from accountability.release.reader import Reader, Row
from accountability.release.schema import CHANGES, CORRECTIONS
from accountability.shelf import shelf
from accountability.site.page import nothing_published
from accountability.site.tags import anchor, in_language, label
from accountability.vocab import Metric, ValueStatus

#: Entries of a feed; older ones are in the API.
ENTRIES = 50
_KEPT = "public, no-cache"


@dataclass(frozen=True)
class Entry:
    """One entry: its permanent id, what it says, where it leads, when it came about."""

    identity: str
    title: str
    summary: str
    link: str
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """A feed: its own words and its entries, the newest first."""

    title: str
    subtitle: str
    entries: list[Entry]


Maker = Callable[[Reader], Feed]


def feed(make: Maker) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make an address of a feed, cached by release, code and language."""

    @gzip_page
    @require_safe
    @wraps(make)
    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            reader = shelf().current()
        except NoRelease:
            return nothing_published(request)
        language = get_language() or "en"
        parts = (reader.info.manifest_sha256[:16], code_edition(), language)
        etag = f'"{"-".join(parts)}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = HttpResponse(
                _atom(make(reader), request.path, reader, language),
                content_type="application/atom+xml; charset=utf-8",
            )
            response["ETag"] = etag
        response["Cache-Control"] = _KEPT
        return response

    return answer


class _Written(Atom1Feed):
    """A feed that without entries is as old as its release, not as the request."""

    def __init__(self, *, published: datetime, **words: Any) -> None:
        super().__init__(description="", **words)
        self._published = published

    def latest_post_date(self) -> datetime:
        """Return when the newest entry came about."""
        moments = (entry["updateddate"] for entry in self.items)
        return max(moments, default=self._published)


def _atom(feed: Feed, path: str, reader: Reader, language: str) -> bytes:
    written = _Written(
        published=reader.info.published_at,
        title=feed.title,
        link=_absolute(reverse("data")),
        subtitle=feed.subtitle,
        language=language,
        author_name=gettext("Police Accountability Tracker"),
        feed_url=_absolute(path),
        feed_guid=_absolute(path),
    )
    for entry in feed.entries:
        written.add_item(
            title=entry.title,
            link=entry.link,
            description=entry.summary,
            unique_id=entry.identity,
            updateddate=entry.updated,
            pubdate=entry.updated,
        )
    return written.writeString("utf-8").encode()


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


@feed
def releases(reader: Reader) -> Feed:
    """Tell each release, and how much it changed."""
    return Feed(
        gettext("Police Accountability Tracker: releases"),
        gettext("Each release of the data, and what it changed."),
        [_release_entry(info) for info in shelf().infos()[:ENTRIES]],
    )


def _release_entry(info: ReleaseInfo) -> Entry:
    summary = [gettext("The first release.")]
    if info.previous is not None:
        summary = [
            gettext("Since release %(name)s:") % {"name": info.previous},
            *_counted(_changes(shelf().root / info.release)),
        ]
    if info.demo:
        summary.append(gettext("Demonstration. Not for citation."))
    place = _absolute(f"/api/v1/releases/{info.release}/")
    return Entry(
        place,
        gettext("Release %(name)s") % {"name": info.release},
        " ".join(summary),
        place,
        info.published_at,
    )


@cache
def _changes(bundle: Path) -> Counter[str]:
    """Count the rows that a release added, revised and removed; it never changes."""
    question = Query(CHANGES, fields=("change", "table", "key"))
    rows = {tuple(row.values()) for row in Reader(bundle).rows(question)}
    return Counter(change for change, _, _ in rows)


def _counted(counts: Counter[str]) -> Iterator[str]:
    added, revised, removed = (counts[n] for n in ("added", "revised", "removed"))
    yield ngettext("%(n)d row added,", "%(n)d rows added,", added) % {"n": added}
    yield ngettext("%(n)d revised,", "%(n)d revised,", revised) % {"n": revised}
    yield ngettext("%(n)d removed.", "%(n)d removed.", removed) % {"n": removed}


@feed
def corrections(reader: Reader) -> Feed:
    """Tell each figure that a newer version of a document prints otherwise."""
    names = {row["department"]: row["name"] for row in reader.departments()}
    question = Query(CORRECTIONS, sort=(SortKey("retrieved_at", descending=True),))
    return Feed(
        gettext("Police Accountability Tracker: corrections"),
        gettext("Figures that a newer version of a document prints otherwise."),
        [
            _correction_entry(row, names)
            for row in islice(reader.rows(question), ENTRIES)
        ],
    )


def _correction_entry(row: Row, names: dict[str, str]) -> Entry:
    about = ", ".join(
        part
        for part in (
            names.get(row["department"], gettext("all departments")),
            label(Metric.of(row["metric"])),
            row["category"],
            row["period"],
        )
        if part
    )
    before = _said(row["value_raw_before"], row["status_before"])
    now = _said(row["value_raw"], row["status"])
    page = reverse("document", args=[row["document"]])
    place = f"#s-{anchor(row['statistic'])}"
    return Entry(
        _absolute(page + place),
        f"{about}{gettext(':')} {before} → {now}",
        gettext("The document %(document)s was published again.")
        % {"document": row["document"]},
        _absolute(in_language(page, get_language()) + place),
        row["retrieved_at"],
    )


def _said(words: str, status: str) -> str:
    return words or label(ValueStatus.of(status))
