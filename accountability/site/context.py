"""What every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from accountability.site.language import PARAMETER, chosen_language

#: Pages that stand under an entry of the main navigation that has another name.
_UNDER = {
    "department": "departments",
    "figure": "departments",
    "allegations": "departments",
    "community-answer": "community",
    "community-methodology": "community",
    "allegation": "records",
    "document": "documents",
    "snapshot": "documents",
    "sources": "documents",
    "coverage": "about",
    "methodology": "about",
    "glossary": "about",
}


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the values that every template may use."""
    return {
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "here": request.path,
        "section": _section(request),
        "site_url": settings.PUBLIC_URL.rstrip("/"),
        "canonical": _absolute(request, chosen_language(request)),
        "alternates": [
            *((code, _absolute(request, code)) for code, _ in settings.LANGUAGES),
            ("x-default", _absolute(request, None)),
        ],
        "pinned_release": request.GET.get("release"),
        "pin": _pin(request),
        "exit_to": settings.EXIT_TO,
        "language": get_language(),
        "languages": [
            (code, name, _in_language(request, code))
            for code, name in settings.LANGUAGES
        ],
        "chosen_language": chosen_language(request),
    }


def _section(request: HttpRequest) -> str:
    """Return the entry of the main navigation that an address stands under."""
    match = request.resolver_match
    name = match.url_name if match and match.url_name else ""
    return _UNDER.get(name, name)


def _absolute(request: HttpRequest, language: str | None) -> str:
    """Return this page's address for search engines: whole, of no one release.

    Empty for an address that nothing stands at.
    """
    if request.resolver_match is None:
        return ""
    parameters = request.GET.copy()
    for name in (PARAMETER, "release"):
        parameters.pop(name, None)
    if language is not None:
        parameters[PARAMETER] = language
    asked = f"?{parameters.urlencode()}" if parameters else ""
    return f"{settings.PUBLIC_URL.rstrip('/')}{request.path}{asked}"


def _pin(request: HttpRequest) -> str:
    """Return the address of this page up to where a release is named."""
    parameters = request.GET.copy()
    parameters.pop("release", None)
    asked = parameters.urlencode()
    return f"{request.path}?{asked}&release=" if asked else f"{request.path}?release="


def _in_language(request: HttpRequest, code: str) -> str:
    """Return the address of this page in a language."""
    parameters = request.GET.copy()
    parameters[PARAMETER] = code
    return f"{request.path}?{parameters.urlencode()}"
