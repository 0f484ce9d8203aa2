"""The run log: what every job came to, and trying again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accountability.access.permissions import may, require
from accountability.extraction.queue import try_again
from accountability.extraction.runs import summary_of
from accountability.models import Job, JobState, Role, Run
from accountability.staff.job_words import JobWords, outcome_words
from accountability.staff.views.decisions import signed_in
from accountability.vocab import RetrievalOutcome

_PAGE = 50


@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """List runs, the newest first, with what became of their jobs."""
    found = Run.objects.annotate(
        total=Count("jobs"),
        dead=Count("jobs", filter=Q(jobs__state=JobState.DEAD)),
        waiting=Count(
            "jobs", filter=Q(jobs__state__in=[JobState.QUEUED, JobState.RUNNING])
        ),
        **{
            outcome.value: Count("jobs", filter=Q(jobs__outcome=outcome.value))
            for outcome in RetrievalOutcome
        },
    ).order_by("-started_at")
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/runs.html", {"page": page})


@require_safe
def run(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a run's jobs, those given up first."""
    held = get_object_or_404(Run, pk=pk)
    jobs = held.jobs.order_by("created_at", "id")
    shown = request.GET.get("outcome", "")
    if shown == "open":
        jobs = jobs.filter(outcome="")
    elif shown in RetrievalOutcome.codes():
        jobs = jobs.filter(outcome=shown)
    page = Paginator(jobs, _PAGE).get_page(request.GET.get("page"))
    summary = summary_of(held)
    return render(
        request,
        "staff/run.html",
        {
            "run": held,
            "dead": [JobWords.of(job) for job in summary.dead],
            "jobs": [JobWords.of(job) for job in page],
            "page": page,
            "outcome": shown,
            "job_counts": [
                (code, outcome_words(code), number)
                for code, number in sorted(summary.jobs.items())
            ],
            "readings": summary.readings,
            "may_review": may(request.user, Role.REVIEWER),
        },
    )


@require_POST
def retry(request: HttpRequest, pk: str) -> HttpResponse:
    """Try a job again that was given up."""
    require(signed_in(request), Role.REVIEWER)
    job = get_object_or_404(Job, pk=pk)
    if try_again(job):
        messages.success(request, _("It is in the queue again."))
    else:
        messages.info(request, _("It is not given up any more: someone was faster."))
    return redirect("run", pk=job.run_id)
