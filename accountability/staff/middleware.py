"""Answers of the staff plane are for the person who asked, now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def private_responses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid every store to keep an answer, unless its view says otherwise.

    Logging out, or leaving at once, also empties what the browser has kept of earlier
    answers.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        name = request.resolver_match.url_name if request.resolver_match else None
        out = name == "account_logout" and request.method == "POST"
        if out or name == "quick-exit":
            response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    return respond
