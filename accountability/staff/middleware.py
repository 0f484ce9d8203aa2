"""Answers of the staff plane are for the person who asked, now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def private_responses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid every store to keep an answer, unless its view says otherwise."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond
