"""Addresses of the public plane."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.views.defaults import bad_request

from accountability.api import problems
from accountability.api.releases import is_api
from accountability.site import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("accountability.api.urls")),
    path("", include("accountability.site.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what is no request to us (another host's name) likewise."""
    if is_api(request):
        return problems.plain_problem(400, "This is no request to this site.")
    return bad_request(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an unknown address: problem+json for programs, a page for people."""
    if is_api(request):
        return problems.not_found(request)
    return errors.not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponseBase:
    """Answer a failure of ours likewise."""
    if is_api(request):
        return problems.failed(request)
    return errors.failed(request)
