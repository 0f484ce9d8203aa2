"""What the API answers when it can't: problem+json, never with a word of a case."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from pydantic import BaseModel, ConfigDict
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accountability.audit.log import AuditUnavailableError
from accountability.cases.errors import (
    CaseChangedError,
    CaseErasedError,
    CaseNotFoundError,
    CaseRefusedError,
    EnteredBeforeError,
    MonthNotBegunError,
    NotKeptError,
    PartMissingError,
    PartnerMissingError,
    ReasonMissingError,
    WrongStateError,
)
from accountability.problem import PROBLEM_TYPE, problem_body
from accountability.vault.errors import KeyDestroyedError, VaultError

logger = logging.getLogger(__name__)
#: Of this plane's address; the words of each status stand in the description.
ABOUT = "/api/staff/v1/schema/"


class Problem(BaseModel):
    """An error. ``errors`` are by field, ``revision`` is the one that stands now."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None
    errors: dict[str, str] | None = None
    revision: int | None = None


class UnreadableError(Exception):
    """The body is not JSON in UTF-8."""


class TooLargeError(Exception):
    """The body is larger than the API takes."""


class WrongParameterError(Exception):
    """A parameter, or a header, is unknown or malformed. ``parameter`` names it."""

    def __init__(self, parameter: str, detail: str) -> None:
        """Keep the name."""
        super().__init__(detail)
        self.parameter = parameter


class WrongFieldsError(Exception):
    """What was sent is not as described. ``errors`` says what is wrong by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the fields."""
        super().__init__("the body is not as described")
        self.errors = dict(errors)


class ReadsOnlyError(Exception):
    """The scope of the token does not let it write."""


def body(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """Return the body of an error."""
    return problem_body(status, detail, about=ABOUT, **more)


def plain_problem(status: int, detail: str, **headers: str) -> JsonResponse:
    """Answer an error outside any view of the API."""
    response = JsonResponse(
        body(status, detail), status=status, content_type=PROBLEM_TYPE
    )
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer an error of a view; None lets it become a 500 and reach the log."""
    found = _of_request(error) or _of_fields(error) or _of_case(error)
    headers: dict[str, str] = {}
    if found is None and isinstance(error, APIException):
        found = body(error.status_code, str(error.detail))
        if error.status_code == 405:
            headers["Allow"] = ", ".join(context["view"].allowed_methods)
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
    if found is None:
        return None
    request = context["request"]
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = PROBLEM_TYPE
    return Response(
        found, status=found["status"], headers=headers, content_type=PROBLEM_TYPE
    )


def _of_request(error: Exception) -> dict[str, Any] | None:
    match error:
        case WrongParameterError():
            return body(400, str(error), parameter=error.parameter)
        case UnreadableError():
            return body(400, "The body is not JSON in UTF-8.")
        case TooLargeError():
            return body(413, "The body is larger than the API takes.")
        case ReadsOnlyError():
            return body(403, "This token reads only.")
    return None


def _of_fields(error: Exception) -> dict[str, Any] | None:
    match error:
        case WrongFieldsError():
            errors = error.errors
        case MonthNotBegunError():
            errors = {"received_month": "This month has not begun."}
        case NotKeptError():
            errors = {"to": "The person did not agree that the case be kept."}
        case PartnerMissingError():
            errors = {"partner": "Name the partner it may be shared with."}
        case ReasonMissingError():
            errors = {"reason": "Say why: the case's history keeps the reason."}
        case PartMissingError():
            errors = {error.field: "There is none like it here."}
        case _:
            return None
    return body(422, "Some fields are not as they should be.", errors=errors)


def _of_case(error: Exception) -> dict[str, Any] | None:
    match error:
        case CaseChangedError():
            told = "Somebody saved meanwhile: read the case, then change it again."
            return body(409, told, revision=error.revision)
        case EnteredBeforeError():
            told = "This Idempotency-Key has entered a case that says something else."
            return body(409, told)
        case WrongStateError():
            return body(409, "The case can not go there from where it is.")
        case CaseNotFoundError() | Http404():
            return body(404, "There is nothing here for you.")
        case CaseErasedError() | KeyDestroyedError():
            return body(410, "The case was erased.")
        case CaseRefusedError() | PermissionDenied():
            return body(403, "Your role, or the case's status, does not allow it.")
        case VaultError() | AuditUnavailableError():
            logger.error("a case could not be opened: %s", type(error).__name__)
            return body(503, "The case can not be opened now. Nothing was stored.")
    return None
