"""One reading beside the place it was read from, and what is decided about it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.access.permissions import may
from accountability.archive.store import ArchiveError
from accountability.extraction.by_hand.reading import ANSWERABLE
from accountability.models import (
    Department,
    ExtractedRecord,
    HandEntry,
    ReadingState,
    RecordType,
    Role,
)
from accountability.review import queue, services
from accountability.review.crops import allowed_crop, refused_for
from accountability.review.evidence import PageEvidence, evidence_for, reading_in
from accountability.review.policies import Verdict, refusal
from accountability.review.queue import QueueFilter
from accountability.review.words import FLAG_ADVICE, REFUSED, STATES, VERDICTS
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import Rejection
from accountability.staff.forms import CorrectForm, RejectForm
from accountability.staff.job_words import failure_words
from accountability.staff.reading_words import (
    department_names,
    headline,
    lines,
    reason_words,
    value_words,
)
from accountability.staff.requests import posted
from accountability.staff.views.by_hand import newest_to_read
from accountability.staff.views.decisions import REFUSALS, refusal_words, signed_in
from accountability.staff.views.filters import asked_for
from accountability.staff.words import term_label


@require_safe
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one reading beside the place it was read from."""
    return _reading_page(request, _record(pk))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept, and go to the next reading."""
    record = _record(pk)
    try:
        services.accept(record, by=signed_in(request))
    except REFUSALS as error:
        return _refused(request, record, error)
    return _decided(request, record, _("Accepted: %s"))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the correction, then accept with it."""
    record = _record(pk)
    read = reading_in(record)
    if isinstance(read, Rejection):
        raise Http404
    departments = Department.objects.filter(
        jurisdiction=record.snapshot.document.body.jurisdiction
    )
    form = CorrectForm(read, departments, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(
                record,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
            )
        except services.CorrectionError as wrong:
            form.add_codes(wrong.errors)
        except REFUSALS as error:
            return _refused(request, record, error)
        else:
            return _decided(request, record, _("Accepted with a correction: %s"))
    return _reading_page(request, record, form=form, form_action="correct")


@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask why, then reject."""
    record = _record(pk)
    form = RejectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.reject(record, **form.cleaned_data, by=signed_in(request))
        except services.ReasonMissingError as missing:
            form.add_error(missing.field, _("Say in your own words why."))
        except REFUSALS as error:
            return _refused(request, record, error)
        else:
            return _decided(request, record, _("Rejected: %s"))
    return _reading_page(request, record, form=form, form_action="reject")


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the last decision back and show the reading again."""
    record = _record(pk)
    try:
        services.reopen(record, by=signed_in(request))
    except REFUSALS as error:
        return _refused(request, record, error)
    messages.success(request, _("Taken back. It waits for a decision again."))
    return redirect(_link(record, asked_for(request).with_state("proposed")))


def _record(pk: int) -> ExtractedRecord:
    return get_object_or_404(
        ExtractedRecord.objects.select_related("snapshot__document__body", "previous"),
        pk=pk,
    )


def _link(record: ExtractedRecord, asked: QueueFilter) -> str:
    query = urlencode(asked.to_params())
    address = reverse("review-reading", args=[record.pk])
    return f"{address}?{query}" if query else address


def _decided(request: HttpRequest, record: ExtractedRecord, said: str) -> HttpResponse:
    """Say what was done, offer to undo it, and go on to the next."""
    asked = asked_for(request)
    words = said % headline(reading_in(record), department_names())
    undo = reverse("review-reopen", args=[record.pk])
    messages.success(
        request, words, extra_tags=f"{undo}?{urlencode(asked.to_params())}"
    )
    following = queue.after(record, asked)
    if following is None:
        messages.info(request, _("That was the last one here."))
        return redirect("review-queue")
    return redirect(_link(following, asked))


def _refused(
    request: HttpRequest, record: ExtractedRecord, error: Exception
) -> HttpResponse:
    messages.error(request, refusal_words(error))
    if isinstance(error, services.ReadingGoneError):
        return redirect("review-queue")
    return redirect(_link(record, asked_for(request)))


def _reading_page(
    request: HttpRequest,
    record: ExtractedRecord,
    *,
    form: Form | None = None,
    form_action: str = "",
) -> HttpResponse:
    asked = asked_for(request)
    read = reading_in(record)
    names = department_names()
    standing = services.standing_of(record, signed_in(request))
    refused = {
        verdict.value: REFUSED[why] if (why := refusal(standing, verdict)) else ""
        for verdict in Verdict
    }
    replaced = _replaced(record)
    before = reading_in(replaced) if replaced else None
    following, earlier = queue.after(record, asked), queue.before(record, asked)
    wrong = bool(form and form.is_bound and not form.is_valid())
    return render(
        request,
        "staff/reading.html",
        {
            "record": record,
            "snapshot": record.snapshot,
            "document": record.snapshot.document,
            "headline": headline(read, names),
            "value": value_words(read),
            "lines": lines(read, names, before),
            "before": replaced,
            "repeats": record.previous
            if record.state == ReadingState.UNCHANGED
            else None,
            "flags": [
                {"label": term_label(flag), "advice": FLAG_ADVICE[flag]}
                for flag in queue.flags_of(record)
            ],
            "state": STATES[record.state],
            "reason": reason_words(record.reason),
            "decisions": [
                (decision, VERDICTS[decision.verdict])
                for decision in record.decisions.select_related("by")
            ],
            "refused": refused,
            "may_review": may(request.user, Role.REVIEWER),
            "typed_by": HandEntry.objects.filter(reading=record)
            .select_related("by")
            .first(),
            "may_be_answered": record.record_type == RecordType.RECOMMENDATION
            and record.state in ANSWERABLE
            and newest_to_read(record.snapshot.document) is not None,
            "form": form,
            "form_action": form_action,
            "query": urlencode(asked.to_params()),
            "next": following and _link(following, asked),
            "previous": earlier and _link(earlier, asked),
            "left": queue.readings(asked).count(),
            **_evidence(record),
            **_crop(record),
        },
        status=422 if wrong else 200,
    )


def _replaced(record: ExtractedRecord) -> ExtractedRecord | None:
    """Return the accepted reading that this one would replace, if any."""
    before = record.previous
    if before is None or before.state != ReadingState.ACCEPTED:
        return None
    if record.state == ReadingState.UNCHANGED:
        return None
    return before


def _crop(record: ExtractedRecord) -> dict[str, Any]:
    """Return whether a picture of it may be let out, and the one that is."""
    return {
        "may_have_crop": refused_for(record) is None,
        "crop": allowed_crop(record),
    }


def _evidence(record: ExtractedRecord) -> dict[str, Any]:
    """Return what to show of the document, or why it can't be shown."""
    try:
        evidence = evidence_for(record)
    except ArchiveError:
        return {"evidence_error": failure_words(Failure.ARCHIVE_DAMAGED)}
    except SourceError as error:
        return {"evidence_error": f"{failure_words(error.failure)} ({error.where})"}
    if isinstance(evidence, PageEvidence):
        return {"page_evidence": evidence}
    return {"row_evidence": evidence}
