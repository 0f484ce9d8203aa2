"""The people of a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accountability.cases import people, services
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.policies import Deed
from accountability.staff.case_forms import PersonForm
from accountability.staff.requests import posted
from accountability.staff.views.cases.refusals import case_page
from accountability.vocab import PersonRole


@require_http_methods(["GET", "POST"])
@case_page
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add somebody."""
    case_for(Deed.CHANGE, pk)
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        people.add_person(pk, PersonRole.of(form.cleaned_data["role"]), form.text)
        messages.success(request, _("Saved."))
        return redirect("case", pk)
    return _page(request, pk, form, _("Add a person"))


@require_http_methods(["GET", "POST"])
@case_page
def change(request: HttpRequest, pk: UUID, person_id: UUID) -> HttpResponse:
    """Change somebody's part."""
    case_for(Deed.CHANGE, pk)
    if request.method == "POST":
        form = PersonForm(request.POST)
        if form.is_valid():
            role = PersonRole.of(form.cleaned_data["role"])
            people.change_person(pk, person_id, role, form.text)
            messages.success(request, _("Saved."))
            return redirect("case", pk)
        return _page(request, pk, form, _("Change the person"), person_id)
    found = [p for p in services.read_case(pk).people if p.row.pk == person_id]
    if not found:
        raise CaseNotFoundError
    text = found[0].text
    form = PersonForm(
        initial={
            "role": found[0].role.value,
            "name": text.name,
            "contact": text.contact,
            "details": text.details,
        }
    )
    return _page(request, pk, form, _("Change the person"), person_id)


@require_http_methods(["GET", "POST"])
@case_page
def remove(request: HttpRequest, pk: UUID, person_id: UUID) -> HttpResponse:
    """Ask, then take somebody out of a case."""
    case = case_for(Deed.CHANGE, pk)
    if request.method == "POST":
        people.remove_person(pk, person_id)
        messages.success(request, _("Taken out of the case."))
        return redirect("case", pk)
    if not case.people.filter(pk=person_id).exists():
        raise CaseNotFoundError
    return render(request, "staff/cases/remove_person.html", {"case": case})


def _page(
    request: HttpRequest,
    pk: UUID,
    form: PersonForm,
    title: str,
    person_id: UUID | None = None,
) -> HttpResponse:
    return render(
        request,
        "staff/cases/person.html",
        {"form": form, "title": title, "case_id": pk, "person_id": person_id},
        status=422 if form.errors else 200,
    )
