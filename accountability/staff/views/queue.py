"""The review queue: documents with readings to decide, and lists of readings."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accountability.access.permissions import may
from accountability.models import ChangeState, Role, Snapshot, SourceDocument
from accountability.review import ledger, queue
from accountability.review.evidence import reading_in
from accountability.review.queue import QueueFilter
from accountability.review.words import GROUPS, STATES
from accountability.staff.reading_words import (
    department_names,
    headline,
    value_words,
)
from accountability.staff.views.filters import asked_for
from accountability.staff.words import term_label
from accountability.vocab import Flag

_PAGE = 50


@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """List the documents with readings to decide, and what may go together."""
    waiting = queue.waiting(request.GET.get("source", ""))
    page = Paginator(waiting, 25).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/queue.html",
        {
            "page": page,
            "rows": [
                {
                    "waiting": item,
                    "groups": [
                        {"code": group.value, "words": GROUPS[group], "number": number}
                        for group, number in item.groups.items()
                    ],
                    "flags": [
                        {"code": flag.value, "label": term_label(flag), "number": held}
                        for flag, held in sorted(item.flags.items())
                        if flag is not Flag.SUM_CHECKED
                    ],
                }
                for item in page
            ],
            "total": sum(item.proposed for item in waiting),
            "counts": queue.counts(),
            "changes_waiting": ledger.entries(ChangeState.PROPOSED).count(),
            "may_review": may(request.user, Role.REVIEWER),
        },
    )


@require_safe
def one_by_one(request: HttpRequest, snapshot: int) -> HttpResponse:
    """Go to the first reading of a document that must be looked at by itself.

    When all of them may be accepted together, to the first of all.
    """
    held = get_object_or_404(Snapshot.objects.select_related("document"), pk=snapshot)
    asked = QueueFilter(document=held.document.slug, alone=True)
    first = queue.readings(asked).first()
    if first is None:
        asked = QueueFilter(document=held.document.slug)
        first = queue.readings(asked).first()
    if first is None:
        return redirect("review-queue")
    query = urlencode(asked.to_params())
    return redirect(f"{reverse('review-reading', args=[first.pk])}?{query}")


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    """List readings by document, flag and state."""
    asked = asked_for(request)
    found = (
        queue.readings(asked)
        .select_related("snapshot__document")
        .order_by("snapshot_id", "position")
    )
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    names = department_names()
    return render(
        request,
        "staff/readings.html",
        {
            "page": page,
            "rows": [
                {
                    "record": record,
                    "headline": headline(read, names),
                    "value": value_words(read),
                    "state": STATES[record.state],
                    "flags": [term_label(flag) for flag in queue.flags_of(record)],
                }
                for record in page
                for read in [reading_in(record)]
            ],
            "asked": asked,
            "query": urlencode(asked.to_params()),
            "states": STATES.items(),
            "flags": [(flag.value, term_label(flag)) for flag in Flag],
            "documents": SourceDocument.objects.order_by("slug").values_list(
                "slug", "title"
            ),
        },
    )
