"""The API's own description, OpenAPI 3.1, written from its views."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from accountability.problem import PROBLEM_TYPE
from accountability.staff.api.answers import Answer
from accountability.staff.api.problems import Problem
from accountability.staff.api.shapes import Asked, Sent

F = TypeVar("F", bound=Callable[..., Any])
_OPENAPI_TYPE = "application/vnd.oai.openapi+json"
_WORDS = {
    400: "The body is no JSON, or a parameter is unknown or malformed: it is named.",
    401: "No token, or one that opens nothing.",
    403: "The scope, the role or the case's status does not allow it.",
    404: "It is not there, or not yours to see: the same answer for both.",
    406: "Only JSON is offered.",
    409: "The revision is another by now, or there is no such move.",
    410: "The case was erased.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    422: "Some fields are wrong: `errors` names them.",
    429: "Asked too often: wait a minute.",
    503: "Keys or audit can not be reached: nothing was given out or stored.",
}
_ALWAYS = (400, 401, 403, 406, 429)
_OF_CASE = (404, 410, 503)
_WRITING = (409, 413, 415, 422)
KEY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "format": "uuid"},
    OpenApiParameter.HEADER,
    required=True,
    description="A UUID of your own. The same one again gives the case that it has "
    "entered and makes no second.",
)


def describe(
    operation: str,
    summary: str,
    *more: OpenApiParameter,
    answers: dict[int, type[Answer]],
    takes: type[Sent] | None = None,
    asks: type[Asked] = Asked,
    of_case: bool = True,
) -> Callable[[F], F]:
    """Return the decorator that describes one method of a view."""
    wrong = [*_ALWAYS, *(_OF_CASE if of_case else ()), *(_WRITING if takes else ())]
    responses: dict[Any, Any] = {
        (status, "application/json"): OpenApiResponse(kind, summary)
        for status, kind in answers.items()
    }
    responses |= {
        (status, PROBLEM_TYPE): OpenApiResponse(Problem, _WORDS[status])
        for status in sorted(wrong)
    }
    described: Callable[[F], F] = extend_schema(
        operation_id=operation,
        summary=summary,
        tags=["Cases" if of_case else "About"],
        parameters=[*_parameters(asks), *more],
        request={"application/json": takes} if takes else None,
        responses=responses,
    )
    return described


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Answer with the description."""
    return HttpResponse(_schema(), content_type=_OPENAPI_TYPE)


@cache
def _schema() -> bytes:
    generator: Any = SchemaGenerator  # drf-spectacular is not typed
    described = generator().get_schema(request=None, public=True)
    return json.dumps(described, ensure_ascii=False).encode()


def _parameters(asks: type[Asked]) -> list[OpenApiParameter]:
    written = asks.model_json_schema(by_alias=True)
    kinds = written.get("$defs", {})
    return [
        OpenApiParameter(
            name,
            _plain(shape, kinds),
            OpenApiParameter.QUERY,
            description=shape.get("description", ""),
        )
        for name, shape in written.get("properties", {}).items()
    ]


def _plain(shape: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the type of a parameter by itself: it is left out, never null."""
    for kind in shape.get("anyOf", [shape]):
        if kind.get("type") == "null":
            continue
        found = kinds[kind["$ref"].split("/")[-1]] if "$ref" in kind else kind
        wanted = ("type", "enum", "pattern", "maxLength", "minimum", "maximum")
        return {name: found[name] for name in wanted if name in found}
    raise ValueError("a parameter needs a type")
