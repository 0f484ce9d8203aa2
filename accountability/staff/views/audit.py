"""The auditor's page: who did what, never what stood there."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accountability.access.permissions import may
from accountability.audit.acting import note
from accountability.models import AuditEvent, AuditSeal, Role, User
from accountability.release.csv_text import csv_line
from accountability.staff.case_forms import day_input, term_choices
from accountability.staff.requests import person
from accountability.vocab.audit import AuditAction, Outcome

_PAGE = 100
_MOST_IN_A_FILE = 100_000
_COLUMNS = (
    *("seq", "at", "actor", "purpose", "action", "outcome"),
    *("object_type", "object_id", "request_id", "details"),
)


class AuditFilter(forms.Form):
    """What narrows the audit."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.order_by("username"),
        required=False,
        empty_label=gettext_lazy("anybody"),
    )
    action = forms.ChoiceField(
        label=gettext_lazy("Deed"),
        required=False,
        choices=lambda: term_choices(AuditAction, _("any")),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        choices=lambda: term_choices(Outcome, _("any")),
    )
    object_id = forms.CharField(
        label=gettext_lazy("Object"), required=False, max_length=40
    )
    since = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=day_input(),
    )
    before = forms.IntegerField(widget=forms.HiddenInput, required=False)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show entries, the newest first; looking is noted too."""
    _require_auditor(request)
    note(AuditAction.AUDIT_VIEW, object_type="audit", object_id="")
    form = AuditFilter(request.GET or None)
    found = _found(form)
    events = list(found[: _PAGE + 1])
    names = dict(User.objects.values_list("pk", "username"))
    query = request.GET.copy()
    query.pop("before", None)
    seal = AuditSeal.objects.order_by("-number").first()
    return render(
        request,
        "staff/audit.html",
        {
            "form": form,
            "rows": [
                {
                    "event": event,
                    "who": names.get(event.actor_id or 0, ""),
                    "action": AuditAction.of(event.action),
                    "outcome": Outcome.of(event.outcome),
                }
                for event in events[:_PAGE]
            ],
            "older": events[_PAGE - 1].seq if len(events) > _PAGE else None,
            "query": query.urlencode(),
            "seal": seal,
            "unsealed": AuditEvent.objects.filter(
                seq__gt=seal.last_seq if seal else 0
            ).count(),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def audit_file(request: HttpRequest) -> HttpResponse:
    """Give out the same entries as CSV, up to a hundred thousand."""
    _require_auditor(request)
    note(AuditAction.AUDIT_EXPORT, object_type="audit", object_id="")
    names = dict(User.objects.values_list("pk", "username"))
    events = list(_found(AuditFilter(request.GET or None))[:_MOST_IN_A_FILE])
    lines = [csv_line(_COLUMNS)]
    lines += [csv_line(_cells(event, names)) for event in events]
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer  # type: ignore[return-value]


def _cells(event: AuditEvent, names: dict[int, str]) -> list[str]:
    return [
        str(event.seq),
        event.at.isoformat(),
        names.get(event.actor_id or 0, ""),
        event.purpose,
        event.action,
        event.outcome,
        event.object_type,
        event.object_id,
        str(event.request_id or ""),
        " ".join(f"{name}={value}" for name, value in sorted(event.details.items())),
    ]


def _found(form: AuditFilter) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.order_by("-seq")
    if not form.is_bound or not form.is_valid():
        return found
    given = form.cleaned_data
    if given["person"]:
        found = found.filter(actor_id=given["person"].pk)
    if given["action"]:
        found = found.filter(action=given["action"])
    if given["outcome"]:
        found = found.filter(outcome=given["outcome"])
    if given["object_id"]:
        found = found.filter(object_id=given["object_id"].strip())
    if given["since"]:
        found = found.filter(at__date__gte=given["since"])
    if given["before"]:
        found = found.filter(seq__lt=given["before"])
    return found


def _require_auditor(request: HttpRequest) -> None:
    if not may(person(request), Role.AUDITOR):
        note(
            AuditAction.AUDIT_VIEW,
            object_type="audit",
            object_id="",
            outcome=Outcome.DENIED,
        )
        raise PermissionDenied
