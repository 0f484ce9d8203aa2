"""Addresses that name a release: ``?release=2026-11-22.1`` shows that one for ever."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from accountability.release.bundle import NoRelease
from accountability.release.parameters import one
from accountability.release.reader import Reader
from accountability.shelf import shelf

RELEASE = "release"


@dataclass(frozen=True)
class Edition:
    """The release that a page is made from; ``newer`` is the current one if another."""

    reader: Reader
    newer: str | None


def edition_asked(request: HttpRequest, current: Reader) -> Edition:
    """Return the release that the address names, else the current one.

    Raises Http404 for a release that is not here, QueryError when it names several.
    """
    named = one(dict(request.GET.lists()), RELEASE)
    if named is None or named == current.info.release:
        return Edition(current, None)
    try:
        return Edition(shelf().get(named), current.info.release)
    except NoRelease as missing:
        raise Http404(named) from missing
