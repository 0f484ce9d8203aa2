"""What the page sends while somebody types: kept, and answered with hints."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accountability.cases.content import PersonText
from accountability.cases.drafts import (
    DraftElsewhereError,
    DraftTooLargeError,
    Typed,
    save_draft,
    start_draft,
)
from accountability.cases.errors import CaseRefusedError
from accountability.cases.finding import case_for, teams_entered_for
from accountability.cases.matching import cases_matching, marks_of
from accountability.cases.policies import Deed
from accountability.models import CaseDraft
from accountability.staff.entry_forms import posted_as_typed
from accountability.staff.views.cases.refusals import case_page
from accountability.vocab import PersonRole
from accountability.vocab.approximate import told_date

_TAB = 36


@require_POST
@case_page
def begin(request: HttpRequest) -> HttpResponse:
    """Keep the first words of a new case."""
    teams = teams_entered_for()
    given = request.POST.get("team", "")
    chosen = teams.filter(pk=int(given)).first() if given.isdecimal() else None
    team = chosen or teams.first()
    if team is None:
        raise CaseRefusedError(Deed.ENTER)
    sent = _sent(request)
    if sent is None:
        return HttpResponse(status=400)
    tab, sequence, typed = sent
    try:
        draft = start_draft(team, typed, tab=tab, sequence=sequence)
    except DraftTooLargeError:
        return _problem(413, _("This is more than a page can hold: shorten it."))
    return _kept(draft, typed)


@require_POST
@case_page
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was typed into a case so far."""
    case_for(Deed.CHANGE, pk)
    sent = _sent(request)
    if sent is None:
        return HttpResponse(status=400)
    tab, sequence, typed = sent
    revision = request.POST.get("revision", "")
    try:
        draft = save_draft(
            pk,
            typed,
            tab=tab,
            sequence=sequence,
            revision=int(revision) if revision.isdecimal() else None,
            seen=request.POST.get("seen", ""),
            take_over=request.POST.get("take_over") == "yes",
        )
    except DraftElsewhereError:
        return _problem(
            409, _("You are typing this case in another window too. Go on in one.")
        )
    except DraftTooLargeError:
        return _problem(413, _("This is more than a page can hold: shorten it."))
    return _kept(draft, typed)


def _sent(request: HttpRequest) -> tuple[str, int, Typed] | None:
    """Return window, sequence and form; None when the message is not of our page."""
    tab, sequence = request.POST.get("tab", ""), request.POST.get("sequence", "")
    if not 0 < len(tab) <= _TAB or not sequence.isdecimal() or len(sequence) > 9:
        return None
    return tab, int(sequence), posted_as_typed(request.POST)


def _kept(draft: CaseDraft, typed: Typed) -> JsonResponse:
    """Say that it is kept, and which cases that this person sees it may double."""
    case = draft.case
    marks = set()
    for role, name in (
        (PersonRole.AFFECTED, "affected"),
        (PersonRole.COMPLAINANT, "third"),
    ):
        text = PersonText(
            (typed.get(f"{name}_name") or [""])[0],
            (typed.get(f"{name}_contact") or [""])[0],
        )
        marks |= marks_of(case.organisation_id, role, text)
    alike = cases_matching(case.organisation_id, marks, but=case.pk)
    return JsonResponse(
        {
            "case": str(case.pk),
            "number": case.number,
            "edit": reverse("case-edit", args=[case.pk]),
            "keep": reverse("case-draft", args=[case.pk]),
            "files": reverse("attachment-add", args=[case.pk]),
            "at": time_format(timezone.localtime(draft.saved_at), "TIME_FORMAT"),
            "read_as": _read_as((typed.get("occurred") or [""])[0]),
            "alike": [
                {"number": other.number, "address": reverse("case", args=[other.pk])}
                for other in alike
            ],
        }
    )


def _read_as(words: str) -> str:
    """Say how a told date was understood; nothing where it was not, or is plain."""
    span = told_date(words)
    if span is None or span.exact:
        return ""
    shown = {"first": date_format(span.first), "last": date_format(span.last)}
    return _("Read as %(first)s to %(last)s.") % shown


def _problem(status: int, words: str) -> JsonResponse:
    return JsonResponse({"words": words}, status=status)
