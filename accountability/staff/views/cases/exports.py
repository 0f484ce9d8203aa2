"""Exports of one case, and of the list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accountability.cases import exporting
from accountability.cases.finding import case_for
from accountability.cases.policies import Deed
from accountability.staff.views.cases.refusals import case_page


@require_http_methods(["GET", "POST"])
@case_page
def exports(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one's exports of a case; a POST asks for another."""
    if request.method == "POST":
        exporting.ask_export(pk)
        messages.success(request, _("The file is being made: look again in a moment."))
        return redirect("case-exports", pk)
    case = case_for(Deed.EXPORT, pk)
    return render(
        request,
        "staff/cases/exports.html",
        {"case": case, "exports": exporting.exports_of(pk)},
    )


@require_safe
@case_page
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the passphrase of a file that is ready."""
    row, document, passphrase = exporting.fetch_export(pk)
    return render(
        request,
        "staff/cases/export.html",
        {"export": row, "passphrase": passphrase, "size": len(document)},
    )


@require_safe
@case_page
def export_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give out the age file."""
    row, document, _passphrase = exporting.fetch_export(pk)
    answer = HttpResponse(document, content_type="application/octet-stream")
    name = f"case-{row.case.number}.json.age"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@case_page
def list_file(request: HttpRequest) -> HttpResponse:
    """Give out the coded columns of all cases of a supervisor's organisations."""
    answer = HttpResponse(
        "".join(exporting.list_as_csv()), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return answer
