"""Asking for an erasure, and deciding on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accountability.access.context import acting
from accountability.cases import erasure
from accountability.cases.finding import case_for, deeds_for
from accountability.cases.merging import merged_into
from accountability.cases.policies import Deed
from accountability.models import ErasureReason
from accountability.staff.case_forms import ErasureForm, NumberForm
from accountability.staff.requests import posted
from accountability.staff.views.cases.refusals import case_page


@require_http_methods(["GET", "POST"])
@case_page
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, take back, or decide; agreeing asks for the case's number."""
    case = case_for(Deed.ASK_ERASURE, pk)
    waiting = erasure.open_request(case)
    mine = waiting is not None and waiting.asked_by_id == acting().actor_id
    decides = (
        waiting is not None and not mine and Deed.DECIDE_ERASURE in deeds_for(case)
    )
    form: ErasureForm | NumberForm | None = None
    if waiting is None:
        form = ErasureForm(posted(request))
    elif decides:
        form = NumberForm(case.number, posted(request))
    if request.method == "POST":
        done = _act(request, pk, form)
        if done is not None:
            return done
    return render(
        request,
        "staff/cases/erase.html",
        {
            "case": case,
            "form": form,
            "waiting": waiting,
            "reason": ErasureReason.of(waiting.reason) if waiting else None,
            "mine": mine,
            "decides": decides,
            "merged": merged_into(case),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _act(
    request: HttpRequest, pk: UUID, form: ErasureForm | NumberForm | None
) -> HttpResponse | None:
    wish = request.POST.get("wish", "")
    if wish == "withdraw":
        erasure.withdraw_request(pk)
        messages.success(request, _("The request is taken back."))
        return redirect("case", pk)
    if wish == "refuse":
        erasure.decide_erasure(pk, agreed=False)
        messages.success(request, _("Refused: the case stays."))
        return redirect("case", pk)
    if form is None or not form.is_valid():
        return None
    if isinstance(form, ErasureForm):
        erasure.ask_for_erasure(pk, ErasureReason.of(form.cleaned_data["reason"]))
        messages.success(request, _("Asked. A supervisor other than you decides."))
        return redirect("case", pk)
    erasure.decide_erasure(pk, agreed=True)
    messages.success(request, _("The case is erased."))
    return redirect("cases")
