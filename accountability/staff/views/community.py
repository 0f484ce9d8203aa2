"""Community figures at the release desk: policy, calendar, drawing what is due."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accountability.access.permissions import require, roles_of
from accountability.models import Role, WorkKind
from accountability.publication.community import desk
from accountability.publication.refusals import PublicationRefusedError
from accountability.publication.work import ask, work_under_way
from accountability.staff.release_forms import DrawForm
from accountability.staff.release_words import day_words, refusal_words
from accountability.staff.requests import person, posted
from accountability.staff.views.releases import for_the_desk, work_shown


@require_safe
@for_the_desk
def figures(request: HttpRequest) -> HttpResponse:
    """Show the policy, the calendar, and what is shown of what was drawn."""
    looked = desk.look()
    return render(
        request,
        "staff/releases/community.html",
        {
            "looked": looked,
            "why": refusal_words(looked.trouble.code) if looked.trouble else "",
            "days": [(day, day_words(day)) for day in looked.days],
            "cohorts": desk.shown_cohorts(looked.record) if looked.record else [],
            "work": work_shown(work_under_way()),
            "may_release": Role.RELEASER in roles_of(person(request)),
        },
    )


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Have a worker draw what is due, once it was said that it can't be undone."""
    user = person(request)
    require(user, Role.RELEASER)
    looked = desk.look()
    form = DrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            work = ask(WorkKind.DRAW, by=user)
        except PublicationRefusedError as refused:
            messages.error(request, refusal_words(refused.code))
            return redirect("community-figures")
        return redirect("release-work", work.pk)
    if not (looked.due and looked.audited):
        return redirect("community-figures")
    return render(
        request,
        "staff/releases/draw.html",
        {"looked": looked, "form": form},
        status=422 if form.errors else 200,
    )
