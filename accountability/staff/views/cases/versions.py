"""The history of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accountability.cases.history import history_of, open_version
from accountability.staff.history_words import told
from accountability.staff.views.cases.refusals import case_page


@require_safe
@case_page
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was changed, decrypting nothing."""
    case, steps = history_of(pk)
    shown = {"case": case, "steps": told(steps)}
    return render(request, "staff/cases/history.html", shown)


@require_safe
@case_page
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Open one earlier version."""
    case, at, text = open_version(pk, number)
    return render(
        request, "staff/cases/version.html", {"case": case, "at": at, "text": text}
    )
