"""Accepting many readings together, with a confirmation, and taking them back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accountability.access.permissions import may
from accountability.models import Role, Snapshot
from accountability.review import queue, services
from accountability.review.evidence import reading_in
from accountability.review.policies import BatchGroup
from accountability.review.words import GROUP_REASONS, GROUPS
from accountability.staff.reading_words import (
    department_names,
    headline,
    value_words,
)
from accountability.staff.views.decisions import REFUSALS, refusal_words, signed_in
from accountability.staff.words import grouped

_PAGE = 50


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, snapshot: int, group: str) -> HttpResponse:
    """Show what would be accepted together; accept it when confirmed."""
    if group not in list(BatchGroup):
        raise Http404
    kind = BatchGroup(group)
    held = get_object_or_404(Snapshot.objects.select_related("document"), pk=snapshot)
    found = queue.in_group(held, kind)
    if request.method == "POST":
        try:
            done = services.accept_batch(
                found, by=signed_in(request), expected=_confirmed(request)
            )
        except services.BatchChangedError as changed:
            messages.error(
                request,
                _(
                    "Nothing was accepted: %(expected)s rows were shown to you, "
                    "%(found)s are there now. Look again."
                )
                % {
                    "expected": grouped(changed.expected),
                    "found": grouped(changed.found),
                },
            )
            return redirect("review-batch", snapshot=snapshot, group=group)
        except REFUSALS as error:
            messages.error(request, refusal_words(error))
            return redirect("review-queue")
        words = ngettext(
            "%(number)s row accepted.", "%(number)s rows accepted.", done.number
        ) % {"number": grouped(done.number)}
        undo = reverse("review-batch-reopen", args=[done.id])
        messages.success(request, words, extra_tags=undo)
        return redirect("review-queue")
    names = department_names()
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/batch.html",
        {
            "snapshot": held,
            "document": held.document,
            "group": group,
            "words": GROUPS[kind],
            "reason": GROUP_REASONS[kind],
            "number": page.paginator.count,
            "page": page,
            "unmapped": queue.unmapped_words(found)
            if kind is BatchGroup.UNMAPPED_ROWS
            else [],
            "rows": [
                {
                    "record": record,
                    "headline": headline(read, names),
                    "value": value_words(read),
                }
                for record in page
                for read in [reading_in(record)]
            ],
            "may_review": may(request.user, Role.REVIEWER),
        },
    )


@require_POST
def reopen_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take a whole batch back."""
    try:
        number = services.reopen_batch(batch_id, by=signed_in(request))
    except REFUSALS as error:
        messages.error(request, refusal_words(error))
    else:
        words = ngettext(
            "%(number)s row taken back.", "%(number)s rows taken back.", number
        ) % {"number": grouped(number)}
        messages.success(request, words)
    return redirect("review-queue")


def _confirmed(request: HttpRequest) -> int:
    """Return how many rows the confirmation named."""
    number = request.POST.get("expected", "")
    if not number.isdecimal():
        raise BadRequest("expected")
    return int(number)
