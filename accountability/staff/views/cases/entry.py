"""Entering and changing a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accountability.cases import services
from accountability.cases.content import OpenCase
from accountability.cases.errors import CaseChangedError, CaseRefusedError
from accountability.cases.finding import case_for, teams_entered_for
from accountability.cases.policies import Deed
from accountability.staff.case_forms import CaseForm, NewCaseForm
from accountability.staff.requests import posted
from accountability.staff.views.cases.refusals import case_page
from accountability.vocab.audit import AuditAction


@require_http_methods(["GET", "POST"])
@case_page
def new(request: HttpRequest) -> HttpResponse:
    """Take a new case as a draft; on an error every word stays in the form."""
    teams = teams_entered_for()
    if not teams.exists():
        raise CaseRefusedError(Deed.ENTER)
    first = {"received_month": timezone.localdate().replace(day=1)}
    form = NewCaseForm(teams, posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        case = services.enter_case(form.cleaned_data["team"], form.facts, form.text)
        messages.success(request, _("Saved as draft %(number)s.") % {"number": case})
        return redirect("case", case.pk)
    return render(
        request,
        "staff/cases/form.html",
        {"form": form, "title": _("New case")},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@case_page
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a case. If somebody else saved meanwhile, show both versions."""
    case_for(Deed.CHANGE, pk)
    if request.method == "GET":
        opened = services.read_case(pk)
        form = CaseForm(initial=_initial(opened))
        return _page(request, form, opened)
    form = CaseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, pk=pk, status=422)
    try:
        services.change_case(
            pk,
            revision=form.cleaned_data["revision"] or 0,
            facts=form.facts,
            text=form.text,
        )
    except CaseChangedError as changed:
        theirs = services.read_case(pk, action=AuditAction.CASE_VIEW)
        mine = request.POST.copy()
        mine["revision"] = str(changed.revision)
        form = CaseForm(mine)
        return _page(request, form, theirs, theirs=_differences(form, theirs))
    messages.success(request, _("Saved."))
    return redirect("case", pk)


def _page(
    request: HttpRequest,
    form: CaseForm,
    opened: OpenCase | None,
    *,
    pk: UUID | None = None,
    theirs: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "staff/cases/form.html",
        {
            "form": form,
            "title": _("Change the case"),
            "case_id": opened.row.pk if opened else pk,
            "theirs": theirs,
        },
        status=409 if theirs is not None else status,
    )


def _initial(opened: OpenCase) -> dict[str, object]:
    case, text = opened.row, opened.text
    return {
        "narrative": text.narrative,
        "occurred": text.occurred,
        "place": text.place,
        "wishes": text.wishes,
        "department": case.department_id,
        "allegation_class": case.allegation_class,
        "outcome": case.outcome,
        "received_month": case.received_month,
        "revision": case.revision,
    }


def _differences(form: CaseForm, theirs: OpenCase) -> list[tuple[str, str]]:
    """Return what stands in the case now where it differs from what was typed."""
    stored = _initial(theirs)
    shown: list[tuple[str, str]] = []
    for name, field in form.fields.items():
        now = stored.get(name)
        if name == "revision":
            continue
        if name == "department":
            typed = form.data.get(name, "")
            if typed != str(now or ""):
                words = theirs.row.department.name if theirs.row.department else "–"
                shown.append((str(field.label), words))
        elif name == "received_month":
            if form.data.get(name, "")[:7] != f"{now:%Y-%m}":
                shown.append((str(field.label), f"{now:%Y-%m}"))
        elif form.data.get(name, "") != str(now or ""):
            shown.append((str(field.label), str(now or "–")))
    return shown
