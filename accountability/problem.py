"""The body of an error, problem+json (RFC 9457), as the APIs of both planes give it."""

from http import HTTPStatus
from typing import Any

PROBLEM_TYPE = "application/problem+json"


def problem_body(
    status: int, detail: str, *, about: str, **more: Any
) -> dict[str, Any]:
    """Return the body; ``about`` is where errors are described."""
    return {
        "type": about,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
