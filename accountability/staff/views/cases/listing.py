"""The list of cases: codes alone, nothing decrypted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accountability.audit.acting import note
from accountability.cases.finding import cases_listed, teams_entered_for
from accountability.cases.importing.finding import teams_imported_for
from accountability.models import Case
from accountability.staff.case_forms import FilterForm
from accountability.staff.views.cases.refusals import case_page
from accountability.vocab import AllegationClass, CaseStatus
from accountability.vocab.audit import AuditAction

_PAGE = 50
_LAST = 10_000


@require_safe
@case_page
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the cases that this person sees."""
    form = FilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    department = wanted.get("department")
    kind, status = wanted.get("allegation_class"), wanted.get("status")
    cases = cases_listed(
        number=wanted.get("number", ""),
        status=CaseStatus.of(status) if status else None,
        department_id=department.pk if department else None,
        allegation_class=AllegationClass.of(kind) if kind else None,
        received_from=wanted.get("received_from"),
    )
    note(AuditAction.CASE_LIST, object_type="cases", object_id="")
    asked = request.GET.get("page", "")
    number = min(int(asked), _LAST) if asked.isdecimal() and int(asked) else 1
    start = (number - 1) * _PAGE
    # One more than is shown tells whether there is another page: nothing is counted.
    shown = list(cases[start : start + _PAGE + 1])
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "staff/cases/list.html",
        {
            "form": form,
            "number": number,
            "newer": number - 1,
            "older": number + 1 if len(shown) > _PAGE else None,
            "rows": [row_of(case) for case in shown[:_PAGE]],
            "query": query.urlencode(),
            "filtered": any(wanted.values()),
            "may_enter": teams_entered_for().exists(),
            "may_import": bool(teams_imported_for()),
        },
        status=422 if form.errors else 200,
    )


def row_of(case: Case) -> dict[str, object]:
    """Return a case as the list shows it."""
    kind = case.allegation_class
    return {
        "case": case,
        "status": CaseStatus.of(case.status),
        "allegation_class": AllegationClass.of(kind) if kind else None,
    }
