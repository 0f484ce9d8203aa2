"""From a request to what was asked or sent; whatever is odd is refused by its name."""

import re
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from pydantic import ValidationError
from rest_framework.exceptions import UnsupportedMediaType

from accountability.staff.api.problems import (
    TooLargeError,
    UnreadableError,
    WrongFieldsError,
    WrongParameterError,
)
from accountability.staff.api.shapes import Asked, Sent

A = TypeVar("A", bound=Asked)
S = TypeVar("S", bound=Sent)
KEY = "Idempotency-Key"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")
#: Words for a kind of error: none of pydantic's, which may quote what was sent.
_WORDS = {
    "missing": "It is needed.",
    "extra_forbidden": "There is no such field.",
    "string_too_long": "It is longer than {max_length} letters.",
    "string_too_short": "It is empty.",
    "too_long": "There are more than {max_length}.",
    "enum": "It is not one of the codes: /api/staff/v1/vocabularies/ has them.",
    "string_pattern_mismatch": "It is not written as described.",
    "greater_than_equal": "It is less than {ge}.",
    "less_than_equal": "It is more than {le}.",
}


def sent(request: HttpRequest, kind: type[S]) -> S:
    """Read the body. Raises UnreadableError, TooLargeError or WrongFieldsError."""
    if request.content_type != "application/json":
        raise UnsupportedMediaType("")
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > settings.STAFF_API_LARGEST:
        raise TooLargeError
    try:
        return kind.model_validate_json(request.body)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
    if any(wrong["type"] == "json_invalid" for wrong in found):
        raise UnreadableError
    raise WrongFieldsError({_way_to(w["loc"]): _words(w) for w in found})


def asked(request: HttpRequest, kind: type[A]) -> A:
    """Read the query. Raises WrongParameterError, which names the parameter."""
    given: dict[str, str] = {}
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise WrongParameterError(_named(name), "It may stand only once.")
        given[name] = values[0]
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
    name = _named(str(wrong["loc"][0]))
    if wrong["type"] == "extra_forbidden":
        raise WrongParameterError(name, "There is no such parameter.")
    raise WrongParameterError(name, _words(wrong))


def key_of(request: HttpRequest) -> UUID:
    """Return the key under which the same thing is asked again; it is needed."""
    try:
        return UUID(request.headers.get(KEY, ""))
    except ValueError:
        told = "Send a UUID of your own: with the same one no second case is made."
        raise WrongParameterError(KEY, told) from None


def _words(wrong: Any) -> str:
    words = _WORDS.get(wrong["type"], "It is not of the right type.")
    return words.format(**wrong.get("ctx", {}))


def _way_to(place: tuple[int | str, ...]) -> str:
    return ".".join(str(p) if isinstance(p, int) else _named(p) for p in place)


def _named(name: str) -> str:
    """Return a name as it was sent, unless it could be a text in the wrong place."""
    return name if _NAME.fullmatch(name) else "?"
