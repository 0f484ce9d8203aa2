"""Errors outside a view: problem+json below the API's address, a page elsewhere."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import defaults

from accountability.staff.api.authentication import is_api
from accountability.staff.api.problems import plain_problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer a request that can't be read."""
    if is_api(request):
        return plain_problem(400, "The request can not be read.")
    return defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer whoever may not."""
    if is_api(request):
        return plain_problem(403, "Your role does not allow it.")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that is not there."""
    if is_api(request):
        return plain_problem(404, "There is nothing here for you.")
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponseBase:
    """Answer a failure of ours; what went wrong is in the log, not here."""
    if is_api(request):
        return plain_problem(500, "Something broke on our side. Nothing was stored.")
    return defaults.server_error(request)


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form without the mark of this session; ``reason`` is for the log."""
    if is_api(request):
        return plain_problem(403, "Your role does not allow it.")
    return render(request, "403_csrf.html", status=403)
