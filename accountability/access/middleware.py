"""Every view of the staff plane runs as somebody, in one transaction."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accountability.access.context import Purpose, acting_as
from accountability.models import User


class ActingMiddleware:
    """Call the view, and render its answer, inside ``acting_as``.

    The last in the list: whoever is asked for a login or a second factor has been by
    then. In an ordinary middleware the settings would be gone before a lazy template
    reads its first row, so the view is called and rendered here. A streamed answer is
    sent after the transaction: it may read files, no row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Give the request a number, for the audit."""
        request.id = uuid4()  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Run the view as the person who is logged in; leave strangers to Django."""
        # allauth's pages need no case and leave by exceptions that its own middleware
        # handles; Django offers those of a view called here to nobody.
        if not isinstance(request.user, User) or view.__module__.startswith("allauth."):
            return None
        request_id = request.id  # type: ignore[attr-defined]
        with acting_as(request.user, Purpose.REQUEST, request_id=request_id):
            response = view(request, *arguments, **named)
            render = getattr(response, "render", None)
            if callable(render):
                rendered: HttpResponse = render()
                return rendered
        return response
