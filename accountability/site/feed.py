"""A feed as Atom (RFC 4287) and as JSON Feed 1.1, in the reader's language.

Every moment in one is of publication or of the fetching of a public document. A feed
can be pinned to a release, as a page can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accountability.edition import code_edition
from accountability.release.bundle import BundleError, NoRelease
from accountability.release.reader import NotInRelease, Reader
from accountability.shelf import shelf
from accountability.site.caching import LATEST, mark, settled, tag
from accountability.site.language import PARAMETER as LANGUAGE
from accountability.site.page import PINNED, not_in_release, nothing_published

_JSON_FEED = "https://jsonfeed.org/version/1.1"


class Form(StrEnum):
    """The forms of a feed, by the ending of its address."""

    ATOM = "atom"
    JSON = "json"


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
    """A feed: its own words, the page it is about, its entries, the newest first."""

    title: str
    subtitle: str
    entries: list[Entry]
    home: str = "data"


@dataclass(frozen=True)
class _Place:
    """Where a feed is: the name it has in every language, and its own address.

    Programs go on with the address that a feed gives as its own, so that says the
    language and the release that were asked for.
    """

    identity: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest) -> "_Place":
        asked = {
            name: request.GET[name]
            for name in (PINNED, LANGUAGE)
            if name in request.GET
        }
        pinned = {name: text for name, text in asked.items() if name == PINNED}
        return cls(_with(request.path, pinned), _with(request.path, asked))


def _with(path: str, parameters: dict[str, str]) -> str:
    return absolute(f"{path}?{urlencode(parameters)}" if parameters else path)


Maker = Callable[[Reader], Feed]


def feed(make: Maker, form: Form) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make an address of a feed, cached by release, code and language."""

    @gzip_page
    @require_safe
    @wraps(make)
    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            current = shelf().current()
        except NoRelease:
            return nothing_published(request)
        pinned = request.GET.get(PINNED)
        try:
            reader = current if pinned is None else shelf().get(pinned)
        except BundleError:
            return not_in_release(
                request, NotInRelease("release", pinned or "", current.info.release)
            )
        language = get_language() or "en"
        etag = tag(reader.info.manifest_sha256[:16], code_edition(), language)
        if found := settled(request, etag, LATEST):
            return found
        write = _atom if form is Form.ATOM else _json
        made = write(make(reader), _Place.of(request), reader, language)
        return mark(made, etag, LATEST)

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


def _atom(feed: Feed, place: _Place, reader: Reader, language: str) -> HttpResponse:
    written = _Written(
        published=reader.info.published_at,
        title=feed.title,
        link=absolute(reverse(feed.home)),
        subtitle=feed.subtitle,
        language=language,
        author_name=gettext("Police Accountability Tracker"),
        feed_url=place.address,
        feed_guid=place.identity,
    )
    for entry in feed.entries:
        written.add_item(
            title=entry.title,
            link=entry.link,
            # Django says that a summary is HTML.
            description=escape(entry.summary).replace("\n", "<br>"),
            unique_id=entry.identity,
            updateddate=entry.updated,
            pubdate=entry.updated,
        )
    return HttpResponse(
        written.writeString("utf-8").encode(),
        content_type="application/atom+xml; charset=utf-8",
    )


def _json(feed: Feed, place: _Place, reader: Reader, language: str) -> HttpResponse:
    told = {
        "version": _JSON_FEED,
        "title": feed.title,
        "home_page_url": absolute(reverse(feed.home)),
        "feed_url": place.address,
        "description": feed.subtitle,
        "language": language,
        "authors": [{"name": gettext("Police Accountability Tracker")}],
        "items": [
            {
                "id": entry.identity,
                "url": entry.link,
                "title": entry.title,
                "content_text": entry.summary,
                "date_published": entry.updated.isoformat(),
            }
            for entry in feed.entries
        ],
    }
    return JsonResponse(
        told,
        content_type="application/feed+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )


def absolute(path: str) -> str:
    """Return the whole address of a path of ours."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
