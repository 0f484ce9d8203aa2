"""Errors as problem+json (RFC 9457): what is wrong, where, and what is right."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accountability.api.answers import public_address
from accountability.problem import PROBLEM_TYPE, problem_body
from accountability.release.bundle import NoRelease
from accountability.release.parameters import QueryError
from accountability.release.reader import NotInRelease

#: Seconds after which it is worth asking again while nothing is published.
RETRY_AFTER = 60


class NothingPublishedError(Exception):
    """No release has been published on this site yet."""


class NoCommunityRecordError(Exception):
    """The release holds no figures of community cases."""


class UnsupportedError(Exception):
    """A question that is not answered; ``nearest`` is the address of one that is."""

    def __init__(self, nearest: str) -> None:
        """Say why, without a figure."""
        super().__init__(
            "These dimensions are not published together, so that nobody can be found "
            "in the figures. The nearest question that is answered stands beside."
        )
        self.nearest = nearest


class TooLongError(Exception):
    """A question longer than servers, caches and clients pass on."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__(
            "The question is too long. Ask for fewer values at a time, or take a file "
            "of the release: they have no limit."
        )


class NoSuchReleaseError(Exception):
    """The address pins a release that this site does not hold."""


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """Return the body of an error; ``more`` names the parameter and the like."""
    return problem_body(status, detail, about=public_address("/api/v1/docs/"), **more)


def of_query(error: QueryError) -> dict[str, Any]:
    """Return the body for a parameter that cannot be answered."""
    return problem(400, str(error), parameter=error.parameter, nearest=error.nearest)


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer an error of a view; None lets it become a 500 and reach the log."""
    headers: dict[str, str] = {}
    match error:
        case QueryError():
            body = of_query(error)
        case NotInRelease():
            body = problem(404, str(error), nearest=error.nearest)
        case NoSuchReleaseError() | Http404():
            body = problem(404, str(error) or "There is nothing at this address.")
        case TooLongError():
            body = problem(414, str(error))
        case UnsupportedError():
            body = problem(422, str(error), nearest=error.nearest)
        case NoCommunityRecordError():
            body = problem(404, "This release holds no figures of community cases.")
        case NothingPublishedError() | NoRelease():
            body = problem(503, "Nothing has been published yet.")
            headers["Retry-After"] = str(RETRY_AFTER)
        case APIException():
            body = problem(error.status_code, str(error.detail))
            if allowed := getattr(context.get("view"), "allowed_methods", None):
                headers["Allow"] = ", ".join(allowed)
        case _:
            return None
    request = context["request"]
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = PROBLEM_TYPE
    return Response(
        body, status=body["status"], headers=headers, content_type=PROBLEM_TYPE
    )


def plain_problem(status: int, detail: str) -> JsonResponse:
    """Answer an error outside any view: an unknown address, or our own failure."""
    return JsonResponse(
        problem(status, detail), status=status, content_type=PROBLEM_TYPE
    )


def not_found(request: HttpRequest) -> JsonResponse:
    """Answer an address under ``/api/`` that does not exist."""
    return plain_problem(
        404,
        f"There is nothing at {request.path}; "
        f"{public_address('/api/v1/')} lists what there is.",
    )


def failed(request: HttpRequest) -> JsonResponse:
    """Answer a failure of ours; what went wrong is in the log, not here."""
    return plain_problem(500, "This answer could not be made; the failure is logged.")
