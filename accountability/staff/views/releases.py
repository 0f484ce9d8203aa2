"""The release desk: what is current, what waits, what a release would change."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accountability.access.permissions import roles_of
from accountability.models import (
    Release,
    ReleaseState,
    ReleaseWork,
    Role,
    WorkKind,
    WorkState,
)
from accountability.publication import desk
from accountability.publication.community.desk import look
from accountability.publication.shelf import current
from accountability.publication.states import Move, after
from accountability.publication.work import work_under_way
from accountability.release.comparison import ADDED, REMOVED, REVISED
from accountability.staff.release_forms import ReturnForm
from accountability.staff.release_words import (
    CheckWords,
    next_step,
    refusal_words,
    state_words,
    step_words,
    work_words,
)
from accountability.staff.requests import person

_PAGE = 50
#: Seconds after which a page that waits for a worker is asked for again.
_AGAIN = 3
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_the_desk(view: View[P]) -> View[P]:
    """Let releasers and reviewers look; PermissionDenied for everybody else."""

    @wraps(view)
    def looked(
        request: HttpRequest, /, *args: P.args, **named: P.kwargs
    ) -> HttpResponse:
        if not roles_of(person(request)) & {Role.RELEASER, Role.REVIEWER}:
            raise PermissionDenied
        return view(request, *args, **named)

    return looked


@require_safe
@for_the_desk
def release_list(request: HttpRequest) -> HttpResponse:
    """List releases, the newest first; the current one and what a worker does now."""
    page = Paginator(desk.releases_listed(), _PAGE).get_page(request.GET.get("page"))
    now = current()
    failed = desk.last_failed()
    return render(
        request,
        "staff/releases/list.html",
        {
            "page": page,
            "rows": [(release, state_words(release)) for release in page],
            "current": now,
            "figures_due": bool(look().due),
            "work": work_shown(work_under_way()),
            "failed": failed,
            "why": refusal_words(failed.failure) if failed else "",
            "may_release": Role.RELEASER in roles_of(person(request)),
        },
    )


@require_safe
@for_the_desk
def work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far a worker is; lead on once it is done.

    The page asks for itself again by a header, so that no script is needed.
    """
    held = get_object_or_404(ReleaseWork.objects.select_related("release"), pk=pk)
    if held.state == WorkState.DONE and held.kind == WorkKind.DRAW:
        return redirect("community-figures")
    if held.state == WorkState.DONE and held.release:
        return redirect("release", held.release.name)
    answer = render(
        request,
        "staff/releases/work.html",
        {
            "work": work_shown(held),
            "failed": held.state == WorkState.FAILED,
            "why": refusal_words(held.failure) if held.failure else "",
        },
    )
    if held.state != WorkState.FAILED:
        answer.headers["Refresh"] = str(_AGAIN)
    return answer


@require_safe
@for_the_desk
def release(request: HttpRequest, name: str) -> HttpResponse:
    """Show one release with everything that a vote needs."""
    return release_page(request, get_object_or_404(Release, name=name), ReturnForm())


def release_page(
    request: HttpRequest, held: Release, returning: ReturnForm
) -> HttpResponse:
    """Present a release; 422 when what was typed can't be taken."""
    looked = desk.looked_at(held)
    user = person(request)
    busy = work_under_way()
    releaser = Role.RELEASER in roles_of(user)
    open_now = releaser and (busy is None or busy.release_id != held.pk)
    return render(
        request,
        "staff/releases/release.html",
        {
            "release": held,
            "looked": looked,
            "content": looked.content,
            "state": state_words(held),
            "next": next_step(looked),
            "checks": [CheckWords.of(check) for check in looked.checks],
            "returning": returning,
            "work": work_shown(busy) if busy and busy.release_id == held.pk else None,
            "mine": held.author_id == user.pk,
            "may_release": releaser,
            "may_vote": open_now and desk.may_vote(looked, user),
            "may_publish": open_now and after(held.state, Move.PUBLISH) is not None,
            "may_return": open_now and after(held.state, Move.RETURN) is not None,
            "may_rebuild": open_now and after(held.state, Move.RESET) is not None,
            "may_roll_back": releaser
            and held.state == ReleaseState.PUBLISHED
            and looked.content is not None
            and not looked.is_current,
        },
        status=422 if returning.errors else 200,
    )


@require_safe
@for_the_desk
def changes(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """List what a release changes in one table, row by row."""
    held = get_object_or_404(Release, name=name)
    about = desk.table_called(table)
    if about is None:
        raise Http404
    asked = request.GET.get("change", "")
    change = asked if asked in (ADDED, REMOVED, REVISED) else ""
    first = desk.changes_of(held, about, change=change, offset=0, limit=0)
    if first is None:
        raise Http404
    page = _numbered(first.total, request.GET.get("page"))
    part = desk.changes_of(
        held, about, change=change, offset=max(page.start_index() - 1, 0), limit=_PAGE
    )
    return render(
        request,
        "staff/releases/changes.html",
        {
            "release": held,
            "table": about,
            "change": change,
            "rows": part.rows if part else [],
            "total": first.total,
            "page": page,
        },
    )


@require_safe
@for_the_desk
def picture(request: HttpRequest, name: str, sha256: str) -> HttpResponse:
    """Show a picture of a figure that a release holds, as it would go out."""
    found = desk.picture_of(get_object_or_404(Release, name=name), sha256)
    if found is None:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type="image/png")


def _numbered(total: int, asked: str | None) -> Page[int]:
    """Return the page asked for of so many rows, which are fetched elsewhere."""
    return Paginator(range(total), _PAGE).get_page(asked)


def work_shown(held: ReleaseWork | None) -> dict[str, object] | None:
    """Return how a page shows what a worker does; None when it does nothing."""
    if held is None:
        return None
    return {
        "row": held,
        "what": work_words(held.kind),
        "step": step_words(held.step),
        "publishes": held.kind == WorkKind.PUBLISH,
        "draws": held.kind == WorkKind.DRAW,
    }
