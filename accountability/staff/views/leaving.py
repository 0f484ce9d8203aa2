"""Leaving at once, because somebody looks over the shoulder."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def quick_exit(request: HttpRequest) -> HttpResponse:
    """End the session and go to a harmless page.

    A plain link, so that it works without a script. That a GET ends the session can't
    be used against anybody: the session's cookie is SameSite=Strict, so a request that
    another site causes does not carry it.
    """
    logout(request)
    return redirect(settings.EXIT_TO)
