"""What is to be done about a case: written down, ticked off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accountability.cases import worklist
from accountability.cases.finding import case_for
from accountability.cases.policies import Deed
from accountability.staff.relation_forms import TaskForm
from accountability.staff.views.cases.page import show_case
from accountability.staff.views.cases.refusals import case_page


@require_POST
@case_page
def add_task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what is to be done."""
    case = case_for(Deed.WORK, pk)
    form = TaskForm(worklist.who_sees(case), request.POST)
    if not form.is_valid():
        return show_case(request, pk, status=422, task_form=form)
    given = form.cleaned_data
    worklist.add_task(
        pk, given["what"], due=given["due"], for_whom=given["for_whom"] or None
    )
    messages.success(request, _("Written down."))
    return redirect(f"{reverse('case', args=[pk])}#tasks")


@require_POST
@case_page
def set_done(request: HttpRequest, pk: UUID, task_id: UUID) -> HttpResponse:
    """Tick off, or take that back."""
    done = request.POST.get("undo") != "yes"
    case_for(Deed.WORK, pk)
    worklist.set_done(pk, task_id, done=done)
    messages.success(request, _("Ticked off.") if done else _("Open again."))
    home = request.POST.get("back") == "home"
    return redirect("home" if home else f"{reverse('case', args=[pk])}#tasks")
