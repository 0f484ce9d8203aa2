"""What every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from accountability.site.language import PARAMETER, chosen_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the values that every template may use."""
    return {
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "here": request.path,
        "pinned_release": request.GET.get("release"),
        "language": get_language(),
        "languages": [
            (code, name, _in_language(request, code))
            for code, name in settings.LANGUAGES
        ],
        "chosen_language": chosen_language(request),
    }


def _in_language(request: HttpRequest, code: str) -> str:
    """Return the address of this page in a language."""
    parameters = request.GET.copy()
    parameters[PARAMETER] = code
    return f"{request.path}?{parameters.urlencode()}"
