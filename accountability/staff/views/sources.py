"""How each source is, and reading one now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accountability.access.permissions import may, require
from accountability.extraction.runs import crawled_sources, start_run
from accountability.models import Role
from accountability.staff.source_words import look_is_old, sources_in_words
from accountability.staff.views.decisions import signed_in


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Show every source that is fetched, the worst first."""
    sources = sources_in_words()
    return render(
        request,
        "staff/sources.html",
        {
            "sources": sources,
            "look_is_old": look_is_old(sources),
            "may_review": may(request.user, Role.REVIEWER),
        },
    )


@require_POST
def read_now(request: HttpRequest, source_id: str) -> HttpResponse:
    """Start a run of a source, or show the one that is under way."""
    require(signed_in(request), Role.REVIEWER)
    if source_id not in {source.id for source in crawled_sources()}:
        raise Http404
    run = start_run(source_id, "asked for")
    messages.success(request, _("A run is under way: a worker does it."))
    return redirect("run", pk=run.pk)
