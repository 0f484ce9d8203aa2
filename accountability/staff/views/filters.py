"""The queue's filter as the address has it."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from accountability.review.queue import QueueFilter


def asked_for(request: HttpRequest) -> QueueFilter:
    """Return the filter in the query string; an unknown value is a bad request."""
    try:
        return QueueFilter.from_params(request.GET.dict())
    except ValueError as error:
        raise BadRequest(str(error)) from error
