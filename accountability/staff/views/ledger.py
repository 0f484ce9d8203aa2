"""The ledger's desk: what publishers did to documents, confirmed or dismissed."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.access.permissions import may
from accountability.extraction.versions import (
    Difference,
    listed_differences,
    unreadable,
)
from accountability.models import (
    ChangeState,
    DocumentChange,
    ExtractedRecord,
    Retrieval,
    Role,
)
from accountability.review import ledger
from accountability.review.errors import ReasonMissingError
from accountability.review.evidence import reading_in
from accountability.review.ledger_policies import Verdict, refusal
from accountability.review.ledger_words import REFUSED, STATES, VERDICTS
from accountability.staff.job_words import failure_words
from accountability.staff.ledger_forms import DismissForm
from accountability.staff.reading_words import (
    department_names,
    headline,
    value_words,
)
from accountability.staff.requests import posted
from accountability.staff.views.decisions import signed_in
from accountability.staff.words import grouped, term_label
from accountability.vocab import (
    Dismissal,
    DocumentChangeKind,
    DocumentKind,
    RetrievalOutcome,
)

_PAGE = 50
#: Differences on one page, each perhaps with two pictures.
_DIFFERENCES = 20
_ATTEMPTS = 12


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """List the entries in one state, the newest first."""
    state = request.GET.get("state", ChangeState.PROPOSED.value)
    kind = request.GET.get("kind", "")
    if state and state not in ChangeState.values:
        raise BadRequest(f"state={state}")
    if kind and kind not in DocumentChangeKind.codes():
        raise BadRequest(f"kind={kind}")
    found = ledger.entries(state, source=request.GET.get("source", ""), kind=kind)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/ledger.html",
        {
            "page": page,
            "rows": [
                {
                    "change": change,
                    "kind": term_label(DocumentChangeKind.of(change.kind)),
                    "counted": counted(change),
                    "state": STATES[change.state],
                }
                for change in page
            ],
            "states": STATES.items(),
            "state": state,
            "kinds": [(term.value, term_label(term)) for term in DocumentChangeKind],
            "kind": kind,
        },
    )


@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entry: both sides, and what they were read from."""
    return _change_page(request, _change(pk))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the next release tell it, and go on to the next entry."""
    held = _change(pk)
    try:
        ledger.confirm(held, by=signed_in(request))
    except ledger.ChangeRefusedError as error:
        return _refused(request, held, error)
    return _decided(request, held, _("Confirmed: %s"))


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask why, then dismiss."""
    held = _change(pk)
    form = DismissForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ledger.dismiss(held, **form.cleaned_data, by=signed_in(request))
        except ReasonMissingError as missing:
            form.add_error(missing.field, _("Say in your own words why."))
        except ledger.ChangeRefusedError as error:
            return _refused(request, held, error)
        else:
            return _decided(request, held, _("Dismissed: %s"))
    return _change_page(request, held, form=form)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the last decision back and show the entry again."""
    held = _change(pk)
    try:
        ledger.reopen(held, by=signed_in(request))
    except ledger.ChangeRefusedError as error:
        return _refused(request, held, error)
    messages.success(request, _("Taken back. It waits for a decision again."))
    return redirect("ledger-change", pk=held.pk)


def counted(change: DocumentChange) -> str:
    """Return how much differs between the two versions, in a few words."""
    changed, appeared, gone = (
        change.figures_changed,
        change.figures_appeared,
        change.figures_gone,
    )
    said = [
        (changed, ngettext("%(n)s figure changed", "%(n)s figures changed", changed)),
        (appeared, ngettext("%(n)s figure new", "%(n)s figures new", appeared)),
        (gone, ngettext("%(n)s figure gone", "%(n)s figures gone", gone)),
    ]
    changed, appeared, gone = (
        change.matters_changed,
        change.matters_appeared,
        change.matters_gone,
    )
    said += [
        (changed, ngettext("%(n)s matter changed", "%(n)s matters changed", changed)),
        (appeared, ngettext("%(n)s matter new", "%(n)s matters new", appeared)),
        (gone, ngettext("%(n)s matter gone", "%(n)s matters gone", gone)),
    ]
    return ", ".join(words % {"n": grouped(number)} for number, words in said if number)


@dataclass(frozen=True)
class Side:
    """What one version says of something: the reading, its words, its place."""

    reading: ExtractedRecord
    value: str
    page: int | None


@dataclass(frozen=True)
class Line:
    """One thing that differs, on both sides."""

    headline: str
    change: str
    before: Side | None
    after: Side | None
    told: bool


def _change(pk: int) -> DocumentChange:
    return get_object_or_404(
        DocumentChange.objects.select_related(
            "document__body", "before", "after", "moved_to", "answers__document"
        ),
        pk=pk,
    )


def _words(change: DocumentChange) -> str:
    kind = term_label(DocumentChangeKind.of(change.kind))
    return f"{kind}{_(':')} {change.document.title}"


def _decided(request: HttpRequest, change: DocumentChange, said: str) -> HttpResponse:
    """Say what was done, offer to undo it, and go on to the next that waits."""
    messages.success(
        request,
        said % _words(change),
        extra_tags=reverse("ledger-reopen", args=[change.pk]),
    )
    following = ledger.entries(ChangeState.PROPOSED).first()
    if following is None:
        messages.info(request, _("That was the last one here."))
        return redirect("ledger")
    return redirect("ledger-change", pk=following.pk)


def _refused(
    request: HttpRequest, change: DocumentChange, error: ledger.ChangeRefusedError
) -> HttpResponse:
    words = str(REFUSED[error.refused])
    if error.decided is not None:
        words += " " + _("%(verdict)s by %(who)s on %(when)s.") % {
            "verdict": VERDICTS[error.decided.verdict],
            "who": error.decided.by.get_username(),
            "when": date_format(localtime(error.decided.at), "DATETIME_FORMAT"),
        }
    messages.error(request, words)
    return redirect("ledger-change", pk=change.pk)


def _change_page(
    request: HttpRequest, change: DocumentChange, *, form: DismissForm | None = None
) -> HttpResponse:
    standing = ledger.standing_of(change)
    wrong = bool(form and form.is_bound and not form.is_valid())
    return render(
        request,
        "staff/change.html",
        {
            "change": change,
            "document": change.document,
            "reconstruction": change.document.kind == DocumentKind.RECONSTRUCTION.value,
            "kind": term_label(DocumentChangeKind.of(change.kind)),
            "counted": counted(change),
            "state": STATES[change.state],
            "decisions": [
                (
                    decision,
                    VERDICTS[decision.verdict],
                    term_label(Dismissal.of(decision.reason))
                    if decision.reason
                    else "",
                )
                for decision in change.decisions.select_related("by")
            ],
            "refused": {
                verdict.value: REFUSED[why]
                if (why := refusal(standing, verdict))
                else ""
                for verdict in Verdict
            },
            "standing": standing,
            "may_review": may(request.user, Role.REVIEWER),
            "form": form,
            "attempts": _attempts(change),
            **_differences(request, change),
        },
        status=422 if wrong else 200,
    )


def _differences(request: HttpRequest, change: DocumentChange) -> dict[str, object]:
    """Return one page of what differs in a revision, with what was not readable."""
    revised = change.kind == DocumentChangeKind.REVISED.value
    if not revised or change.before is None or change.after is None:
        return {}
    total = sum(
        (
            *(change.figures_changed, change.figures_appeared, change.figures_gone),
            *(change.matters_changed, change.matters_appeared, change.matters_gone),
        )
    )
    page = Paginator(range(total), _DIFFERENCES).get_page(request.GET.get("page"))
    names = department_names()
    found = listed_differences(
        change.before,
        change.after,
        limit=_DIFFERENCES,
        offset=max(0, page.start_index() - 1),
    )
    return {
        "page": page,
        "lines": [_line(difference, names) for difference in found],
        "unreadable": unreadable(change.before, change.after),
    }


def _line(difference: Difference, names: dict[str, str]) -> Line:
    either = difference.after or difference.before
    assert either is not None  # noqa: S101  (a difference has one side at least)
    return Line(
        headline(reading_in(either), names),
        term_label(difference.change),
        _side(difference.before),
        _side(difference.after),
        difference.told,
    )


def _side(reading: ExtractedRecord | None) -> Side | None:
    if reading is None:
        return None
    return Side(reading, value_words(reading_in(reading)), reading.locator.get("page"))


def _attempts(change: DocumentChange) -> list[tuple[Retrieval, str, str]]:
    """Return the attempts that show it: those since the document was last as before."""
    about = Q(document=change.document_id)
    if change.moved_to_id:
        about |= Q(document=change.moved_to_id)
    found = Retrieval.objects.filter(about, at__gte=change.before_at).order_by("at")
    return [
        (
            attempt,
            term_label(RetrievalOutcome.of(attempt.outcome)),
            failure_words(attempt.failure) if attempt.failure else "",
        )
        for attempt in found[:_ATTEMPTS]
    ]
