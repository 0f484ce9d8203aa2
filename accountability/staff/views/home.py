"""What needs you."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accountability.access.permissions import may
from accountability.models import Job, JobState, Role, Run
from accountability.review import queue


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits: readings, jobs given up, runs."""
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
            "dead": dead.order_by("-finished_at")[:5],
            "dead_number": dead.count(),
            "runs": Run.objects.all()[:5],
            "may_review": may(request.user, Role.REVIEWER),
        },
    )


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Explain the desk and its keys."""
    return render(request, "staff/keys.html")
