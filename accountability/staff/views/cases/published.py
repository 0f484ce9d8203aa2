"""What the public will see of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accountability.cases.public_view import public_view
from accountability.staff.views.cases.refusals import case_page


@require_safe
@case_page
def published(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show it, from what was published last."""
    opened, view = public_view(pk, on=timezone.localdate())
    shown = {"case": opened.row, "view": view}
    return render(request, "staff/cases/public.html", shown)
