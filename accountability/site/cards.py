"""The picture of a page for other sites: made from the very words of the page.

``/cards/<release>/<language>/departments/saanich.png`` is the card of
``/departments/saanich/``. It names its release and never changes. Nobody can have
words of their own drawn: what is drawn is what the page at that address says.
"""

from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accountability.cards.drawing import Card, card_png
from accountability.edition import code_edition
from accountability.release.bundle import BundleError, ReleaseInfo
from accountability.release.parameters import QueryError
from accountability.release.reader import NotInRelease, Reader
from accountability.shelf import shelf
from accountability.site.caching import PINNED, mark, settled
from accountability.site.language import PARAMETER
from accountability.site.page import NotAnsweredError, told_by

_ENDING = ".png"
_HOME = "home"
#: A page whose title holds what somebody typed has the card of the first page.
_NO_CARD = frozenset({"search"})


def card_path(request: HttpRequest, release: str, language: str) -> str:
    """Return the address of the card of the page that is asked for."""
    match = request.resolver_match
    if match is None or match.url_name in _NO_CARD:
        return f"/cards/{release}/{language}/{_HOME}{_ENDING}"
    place = request.path.strip("/") or _HOME
    parameters = request.GET.copy()
    for name in (PARAMETER, "release"):
        parameters.pop(name, None)
    asked = f"?{parameters.urlencode()}" if parameters else ""
    return f"/cards/{release}/{language}/{place}{_ENDING}{asked}"


@require_safe
def card_picture(
    request: HttpRequest, release: str, language: str, page: str
) -> HttpResponseBase:
    """Draw the card of a page of one release."""
    if language not in dict(settings.LANGUAGES) or not page.endswith(_ENDING):
        raise Http404
    try:
        reader = shelf().get(release)
    except BundleError as missing:
        raise Http404 from missing
    name = page.removesuffix(_ENDING)
    path = "/" if name == _HOME else f"/{name}/"
    asked = request.GET.urlencode()
    etag = f'"{reader.info.manifest_sha256[:16]}-{code_edition()}-card"'
    if found := settled(request, etag, PINNED, packed=False):
        return found
    with translation.override(language):
        png = _drawn(reader, language, path, asked)
    response = HttpResponse(png, content_type="image/png")
    return mark(response, etag, PINNED, packed=False)


def _drawn(reader: Reader, language: str, path: str, asked: str) -> bytes:
    head = _head(reader, language, path, asked)
    return card_png(
        Card(
            site=gettext("Police Accountability Tracker"),
            title=head["og:title"],
            sentence=head["og:description"],
            release=release_words(reader.info),
            mark=gettext("Demonstration: not for citation")
            if settings.DEMO or reader.info.demo
            else "",
        )
    )


def release_words(info: ReleaseInfo) -> str:
    """Name a release and its day, in the reader's language."""
    return gettext("Release %(name)s, published %(date)s") % {
        "name": info.release,
        "date": date_format(info.published_at, "DATE_FORMAT"),
    }


def _head(reader: Reader, language: str, path: str, asked: str) -> dict[str, str]:
    """Return what the head of the page at ``path`` says of itself; raises Http404."""
    try:
        match = resolve(path)
    except Resolver404 as nothing:
        raise Http404 from nothing
    view = told_by(match.func)
    if view is None or match.url_name in _NO_CARD:
        raise Http404
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.resolver_match = match
    given = QueryDict(asked, mutable=True)
    given[PARAMETER], given["release"] = language, reader.info.release
    request.GET = QueryDict(given.urlencode())
    try:
        template, context = view(request, reader, *match.args, **match.kwargs)
    except (NotAnsweredError, NotInRelease, QueryError) as refused:
        raise Http404 from refused
    shown = {"release": reader.info, "newer": None, **context}
    head = _Head()
    head.feed(render_to_string(template, shown, request))
    return head.said


class _Head(HTMLParser):
    """Reads the properties that a page's head states."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.said: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        """Keep a property's content."""
        found = dict(attrs)
        if tag == "meta" and "property" in found:
            self.said[found["property"]] = " ".join(found.get("content", "").split())
