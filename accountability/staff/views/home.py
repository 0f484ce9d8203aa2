"""What needs you."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accountability.access.permissions import roles_of
from accountability.cases.finding import cases_to_triage, own_draft_cases
from accountability.cases.worklist import due_for_me
from accountability.models import (
    CASE_ROLES,
    ChangeState,
    Job,
    JobState,
    Role,
    Run,
)
from accountability.publication.desk import waiting_releases
from accountability.review import ledger, queue
from accountability.staff.release_words import state_words
from accountability.staff.requests import person
from accountability.staff.source_words import look_is_old, sources_in_words
from accountability.vocab.retention import LIMITS, Clock


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits: cases for whoever works on them, then the official record."""
    roles = roles_of(person(request))
    waiting = queue.waiting()
    dead = Job.objects.filter(state=JobState.DEAD).select_related("run")
    return render(
        request,
        "staff/home.html",
        {
            "counts": queue.counts(),
            "documents": len(waiting),
            "together": sum(sum(item.groups.values()) for item in waiting),
            "changes": sum(item.changes for item in waiting),
            "changes_waiting": ledger.entries(ChangeState.PROPOSED).count(),
            "dead": dead.order_by("-finished_at")[:5],
            "dead_number": dead.count(),
            "runs": Run.objects.all()[:5],
            "may_review": Role.REVIEWER in roles,
            **_sources(),
            **(_releases() if Role.RELEASER in roles else {}),
            **(_cases() if roles & set(CASE_ROLES) else {}),
        },
    )


def _sources() -> dict[str, object]:
    """Return how the sources are, those that need somebody first."""
    sources = sources_in_words()
    return {
        "sources": sources,
        "alarming": [item for item in sources if item.alarming],
        "look_is_old": look_is_old(sources),
    }


def _releases() -> dict[str, object]:
    """Return the releases that wait for a step, with their states."""
    waiting = [(item, state_words(item)) for item in waiting_releases()]
    return {"releases_here": True, "releases": waiting}


def _cases() -> dict[str, object]:
    """Return what waits for whoever works on cases; of cases only tasks are opened."""
    now = timezone.now()
    life = LIMITS[Clock.DRAFT].length
    drafts = [
        {"case": case, "days": max(0, (case.touched_at + life - now).days)}
        for case in own_draft_cases()
    ]
    return {
        "works_on_cases": True,
        "due": due_for_me(timezone.localdate()),
        "drafts": drafts,
        "triage": cases_to_triage(),
    }


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Explain the desk and its keys."""
    return render(request, "staff/keys.html")
