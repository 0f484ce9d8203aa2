"""Triage of a case: its acts, what was concluded on them, what it is counted under."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accountability.cases import allegations, services
from accountability.cases.content import OpenAllegation, OpenCase
from accountability.cases.finding import case_for
from accountability.cases.opening import allegation_of
from accountability.cases.policies import Deed
from accountability.staff.case_forms import (
    AllegationForm,
    FindingForm,
    MeasureForm,
    TriageForm,
)
from accountability.staff.views.cases.refusals import case_page
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
    PersonRole,
)


@require_http_methods(["GET", "POST"])
@case_page
def allegation(request: HttpRequest, pk: UUID, allegation_id: UUID) -> HttpResponse:
    """Show one act with what was concluded on it, and change it."""
    case_for(Deed.CHANGE, pk)
    if request.method == "GET":
        return _page(request, pk, allegation_id)
    opened = services.read_case(pk)
    form = AllegationForm(_respondents(opened), request.POST)
    if not form.is_valid():
        return _page(request, pk, allegation_id, form=form)
    allegations.change_allegation(
        pk,
        allegation_id,
        told=form.cleaned_data["told"],
        kind=form.kind,
        respondent_id=form.cleaned_data["respondent"],
    )
    messages.success(request, _("Saved."))
    return redirect("case", pk)


@require_POST
@case_page
def finding(request: HttpRequest, pk: UUID, allegation_id: UUID) -> HttpResponse:
    """Set what was recommended or found."""
    case_for(Deed.CHANGE, pk)
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, allegation_id, finding_form=form)
    given = form.cleaned_data
    allegations.record_finding(
        pk,
        allegation_id,
        FindingStage.of(given["stage"]),
        Disposition.of(given["disposition"]),
        decided_by=given["decided_by"],
        decided_on=given["decided_on"],
    )
    messages.success(request, _("Saved."))
    return redirect("case-allegation", pk, allegation_id)


@require_POST
@case_page
def measure(request: HttpRequest, pk: UUID, allegation_id: UUID) -> HttpResponse:
    """Add a measure."""
    case_for(Deed.CHANGE, pk)
    form = MeasureForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, allegation_id, measure_form=form)
    given = form.cleaned_data
    allegations.record_measure(
        pk,
        allegation_id,
        DisciplineStage.of(given["stage"]),
        Measure.of(given["measure"]),
        days=given["days"],
    )
    messages.success(request, _("Saved."))
    return redirect("case-allegation", pk, allegation_id)


@require_POST
@case_page
def remove_conclusion(
    request: HttpRequest, pk: UUID, conclusion_id: UUID
) -> HttpResponse:
    """Take a finding or a measure back."""
    allegations.remove_conclusion(pk, conclusion_id)
    messages.success(request, _("Taken back. The history keeps it."))
    return redirect("case", pk)


@require_POST
@case_page
def triage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say under which class the case is counted."""
    case_for(Deed.CHANGE, pk)
    form = TriageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a class from the list."))
        return redirect("case", pk)
    code = form.cleaned_data["allegation_class"]
    services.class_case(pk, AllegationClass.of(code) if code else None)
    messages.success(request, _("Saved."))
    return redirect("case", pk)


def _page(
    request: HttpRequest, pk: UUID, allegation_id: UUID, **sent: Any
) -> HttpResponse:
    opened = services.read_case(pk)
    act = allegation_of(opened, allegation_id)
    shown = {
        "form": AllegationForm(_respondents(opened), initial=_initial(act)),
        "finding_form": FindingForm(),
        "measure_form": MeasureForm(),
        **sent,
    }
    return render(
        request,
        "staff/cases/allegation.html",
        {"case": opened.row, "act": act, **shown},
        status=422 if sent else 200,
    )


def _initial(act: OpenAllegation) -> dict[str, object]:
    row = act.row
    return {
        "told": act.text.told,
        "respondent": str(row.respondent_id or ""),
        "allegation_class": row.allegation_class,
        "subtype": row.subtype,
    }


def _respondents(opened: OpenCase) -> list[tuple[str, str]]:
    return [
        (str(person.row.pk), person.text.name or person.text.details or _("not known"))
        for person in opened.people
        if person.role is PersonRole.RESPONDENT
    ]
