"""Telling a case on one page, and changing one."""

from collections.abc import Collection
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accountability.cases import entering, services
from accountability.cases.attachments.services import attachments_of, receive
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.cases.content import OpenCase
from accountability.cases.drafts import (
    LARGEST,
    DraftTooLargeError,
    device_key,
    device_name,
    discard_draft,
    draft_of,
    mark_of,
    own_drafts,
    start_draft,
)
from accountability.cases.errors import CaseChangedError, CaseRefusedError, NotKeptError
from accountability.cases.finding import case_for, teams_entered_for
from accountability.cases.history import told_at
from accountability.cases.policies import Deed
from accountability.models import Case
from accountability.staff.conflicts import Difference, differences
from accountability.staff.entry_forms import (
    EntryPage,
    departments_elsewhere,
    jurisdictions_of,
    kind_words,
    posted_as_typed,
    typed_of,
)
from accountability.staff.views.cases.refusals import case_page, not_kept
from accountability.staff.words import grouped
from accountability.vocab import CaseStatus


@require_http_methods(["GET", "POST"])
@case_page
def new(request: HttpRequest) -> HttpResponse:
    """Take a new case; whatever is wrong with it, what was typed is kept as a draft."""
    teams = teams_entered_for()
    if not teams.exists():
        raise CaseRefusedError(Deed.ENTER)
    near = jurisdictions_of(
        team.organisation for team in teams.select_related("organisation")
    )
    if request.method == "GET":
        page = EntryPage.drawn(None, teams, near=near)
        return _draw(request, page, near=near, drafts=own_drafts())
    typed = posted_as_typed(request.POST)
    page = EntryPage.sent(typed, teams, near=near)
    if not _asks_for_more(request, page) and page.is_valid():
        case = entering.enter(page.form.cleaned_data["team"], page.entry)
        return _saved(request, case)
    team = teams.filter(pk=_number(request.POST.get("team", "")) or 0).first()
    try:
        tab = str(uuid4())
        draft = start_draft(team or teams[0], typed, tab=tab, sequence=1)
    except DraftTooLargeError:
        return _too_large(request, page, near)
    # From here on it is a case of its own, with its words kept.
    typed["revision"] = [str(draft.case.revision)]
    page = EntryPage.sent(typed, near=near)
    _asks_for_more(request, page)
    return _draw(request, page, near=near, case=draft.case, seen=mark_of(draft))


@require_http_methods(["GET", "POST"])
@case_page
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a case. If somebody else saved meanwhile, show what they changed."""
    case = case_for(Deed.CHANGE, pk)
    near = jurisdictions_of([case.organisation])
    if request.method == "GET":
        opened = services.read_case(pk)
        draft = draft_of(pk)
        page = EntryPage.drawn(draft.typed if draft else typed_of(opened), near=near)
        return _draw(
            request,
            page,
            near=near,
            case=case,
            opened=opened,
            restored=draft.row.saved_at if draft else None,
            seen=mark_of(draft.row) if draft else "",
            behind=draft is not None and draft.row.revision != case.revision,
        )
    typed = posted_as_typed(request.POST)
    page = EntryPage.sent(typed, near=near)
    more = _asks_for_more(request, page)
    if more or not page.is_valid():
        return _draw(request, page, near=near, case=case)
    try:
        saved = entering.save(
            pk, page.entry, revision=page.form.cleaned_data["revision"] or 0
        )
    except CaseChangedError as changed:
        theirs = services.read_case(pk)
        return _conflict(request, typed, changed.revision, theirs, near)
    return _saved(request, saved)


@require_POST
@case_page
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget what was typed and not saved."""
    discard_draft(pk)
    messages.success(request, _("What was not saved is gone. The case is as it was."))
    return redirect("case", pk)


def _saved(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the files that came along, and hand over if that was asked."""
    for upload in request.FILES.getlist("files"):
        assert isinstance(upload, EncryptedUpload)  # noqa: S101  (the one handler)
        receive(case.pk, upload)
    case.refresh_from_db()
    if request.POST.get("then") == "hand_over" and case.status == CaseStatus.DRAFT:
        try:
            services.move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
        except NotKeptError:
            messages.error(request, not_kept())
            return redirect("case", case.pk)
        words = _("Case %(number)s is saved and with the team.")
        messages.success(request, words % {"number": case.number})
        seen = Case.objects.filter(pk=case.pk).exists()
        return redirect("case", case.pk) if seen else redirect("cases")
    if case.status == CaseStatus.DRAFT:
        words = _("Saved as draft %(number)s.")
        messages.success(request, words % {"number": case.number})
    else:
        messages.success(request, _("Saved."))
    return redirect("case", case.pk)


def _conflict(
    request: HttpRequest,
    typed: dict[str, list[str]],
    now: int,
    theirs: OpenCase,
    near: Collection[str],
) -> HttpResponse:
    """Show both: what only they changed is taken over, the rest stands side by side."""
    begun = _number((typed.get("revision") or [""])[0]) or 0
    merged, found = differences(typed, typed_of(theirs), told_at(theirs.row.pk, begun))
    merged["revision"] = [str(now)]
    page = EntryPage.sent(merged, near=near)
    return _draw(request, page, near=near, case=theirs.row, opened=theirs, theirs=found)


def _asks_for_more(request: HttpRequest, page: EntryPage) -> bool:
    """Add what somebody without a script asked for; say whether they did."""
    more = request.POST.get("more", "")
    if more == "officer":
        page.add_officer()
    elif more.startswith("act-"):
        page.add_act(more.removeprefix("act-"))
    return bool(more)


def _too_large(
    request: HttpRequest, page: EntryPage, near: Collection[str]
) -> HttpResponse:
    words = _("This is more than a page can hold (%(letters)s letters). Shorten it.")
    page.form.add_error("narrative", words % {"letters": grouped(LARGEST)})
    return _draw(request, page, near=near)


def _draw(
    request: HttpRequest,
    page: EntryPage,
    *,
    near: Collection[str],
    case: Case | None = None,
    opened: OpenCase | None = None,
    theirs: list[Difference] | None = None,
    **more: object,
) -> HttpResponse:
    wrong = page.checked and "more" not in request.POST and theirs is None
    page.checked = wrong
    return render(
        request,
        "staff/cases/entry.html",
        {
            "page": page,
            "form": page.form,
            "case": case,
            "is_new": case is None or case.status == CaseStatus.DRAFT,
            "files": attachments_of(opened) if opened else [],
            "kinds": kind_words(),
            "elsewhere": departments_elsewhere(near),
            "device_key": device_key().hex(),
            "device_name": device_name(),
            "theirs": theirs,
            "wrong": wrong,
            **more,
        },
        status=422 if wrong else 409 if theirs is not None else 200,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
