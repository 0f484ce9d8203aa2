"""The reader's language, without a cookie: ``?lang=fr``, else Accept-Language.

An address is the same in every language. A reader who chose one in the address
keeps it, because every link of the page carries it on.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"
#: Answers that are the same in every language.
_WORDLESS = ("/api/", "/cards/", "/releases/", "/static/", "/healthz")


def chosen_language(request: HttpRequest) -> str | None:
    """Return the language that the address asks for, if we have it."""
    code = request.GET.get(PARAMETER)
    return code if code in dict(settings.LANGUAGES) else None


class LanguageMiddleware:
    """Activates the reader's language for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language chosen, and say so."""
        if request.path_info.startswith(_WORDLESS):
            with translation.override("en"):
                return self.get_response(request)
        accepted = translation.get_language_from_request(request)
        with translation.override(chosen_language(request) or accepted):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ["Accept-Language"])
        return response
