"""The list of cases: codes and tags alone, nothing of a case decrypted."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accountability.audit.acting import note
from accountability.cases.filters import own_filters
from accountability.cases.finding import cases_listed, teams_entered_for
from accountability.cases.importing.finding import teams_imported_for
from accountability.cases.tags import OpenTag, tags_of, tags_offered
from accountability.models import Case
from accountability.staff.list_filter import FindForm, ListFilter, address_of
from accountability.staff.requests import posted
from accountability.staff.views.cases.refusals import case_page
from accountability.vocab import AllegationClass, CaseStatus
from accountability.vocab.audit import AuditAction

_PAGE = 50
_LAST = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
@case_page
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the cases that this person sees; a POST leads from words to an address."""
    tags = tags_offered()
    sent = FindForm(posted(request))
    unknown: tuple[str, ...] = ()
    if sent.is_bound:
        meant = sent.meant(tags)
        unknown = meant.unknown
        if not unknown and sent.is_valid():
            return redirect(f"{reverse('cases')}?{address_of(meant)}")
    asked = ListFilter(request.GET, tags)
    cases = cases_listed(**asked.arguments)
    if sent.is_bound:
        # Half of what was asked for would be another question's answer.
        cases = cases.none()
    else:
        sent = FindForm(initial={"find": asked.arguments["number"]})
    note(AuditAction.CASE_LIST, object_type="cases", object_id="")
    page = request.GET.get("page", "")
    number = min(int(page), _LAST) if page.isdecimal() and int(page) else 1
    start = (number - 1) * _PAGE
    # One more than is shown tells whether there is another page: nothing is counted.
    shown = list(cases[start : start + _PAGE + 1])
    query = request.GET.copy()
    query.pop("page", None)
    tagged = tags_of(shown[:_PAGE], tags)
    kept = own_filters()
    return render(
        request,
        "staff/cases/list.html",
        {
            "form": asked.form,
            "find": sent,
            "unknown": unknown,
            "number": number,
            "newer": number - 1,
            "older": number + 1 if len(shown) > _PAGE else None,
            "rows": [row_of(case, tagged.get(case.pk, [])) for case in shown[:_PAGE]],
            "query": query.urlencode(),
            "codes": asked.codes,
            "kept": [
                (one, words)
                for one in kept
                if (words := ListFilter(QueryDict(one.query), tags).words)
            ],
            "may_keep": asked.codes and asked.codes not in {k.query for k in kept},
            "filtered": asked.narrows,
            "may_enter": teams_entered_for().exists(),
            "may_import": bool(teams_imported_for()),
        },
        status=422 if asked.form.errors or sent.errors else 200,
    )


def row_of(case: Case, tags: list[OpenTag]) -> dict[str, object]:
    """Return a case as the list shows it."""
    kind = case.allegation_class
    return {
        "case": case,
        "status": CaseStatus.of(case.status),
        "allegation_class": AllegationClass.of(kind) if kind else None,
        "tags": tags,
    }
