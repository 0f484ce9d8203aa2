"""Error pages that help: what is wrong, and where to go from here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accountability.release.bundle import NoRelease
from accountability.shelf import shelf
from accountability.site.nearby import near_path


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that does not exist, with the nearest that does."""
    try:
        near = near_path(shelf().current(), request.path)
    except NoRelease:
        near = None
    return render(request, "404.html", {"near": near}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours; what went wrong is in the log, not here."""
    return render(request, "500.html", status=500)


def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read everything; the API's pages of rows gain them nothing."""
    return HttpResponse(
        "User-agent: *\nDisallow: /api/\nDisallow: /dashboard/_dash\n"
        f"Sitemap: {settings.PUBLIC_URL.rstrip('/')}/sitemap.xml\n",
        content_type="text/plain; charset=utf-8",
    )
