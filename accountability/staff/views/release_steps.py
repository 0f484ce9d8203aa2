"""The steps of a release that a person takes: draft, vote, return, publish, go back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accountability.access.permissions import require
from accountability.models import Release, Role, User, WorkKind
from accountability.publication import services
from accountability.publication.refusals import PublicationRefusedError
from accountability.publication.shelf import current
from accountability.publication.work import ask
from accountability.staff.release_forms import NameForm, ReturnForm, RollbackForm
from accountability.staff.release_words import refusal_words
from accountability.staff.requests import person, posted
from accountability.staff.views.releases import release_page


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Have a worker make a draft of the record as it is now."""
    return _ask(request, WorkKind.DRAFT, _releaser(request), None)


@require_POST
def rebuild(request: HttpRequest, name: str) -> HttpResponse:
    """Have a worker make a draft again."""
    user = _releaser(request)
    return _ask(request, WorkKind.REBUILD, user, get_object_or_404(Release, name=name))


@require_POST
def vote(request: HttpRequest, name: str) -> HttpResponse:
    """Approve what the page showed."""
    user = _releaser(request)
    held = get_object_or_404(Release, name=name)
    try:
        services.approve(held, by=user, content=request.POST.get("content", ""))
    except PublicationRefusedError as refused:
        messages.error(request, refusal_words(refused.code))
    else:
        messages.success(request, _("Your approval is recorded."))
    return redirect("release", name)


@require_POST
def send_back(request: HttpRequest, name: str) -> HttpResponse:
    """End a release with a reason."""
    user = _releaser(request)
    held = get_object_or_404(Release, name=name)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return release_page(request, held, form)
    try:
        services.return_release(held, by=user, reason=form.cleaned_data["reason"])
    except PublicationRefusedError as refused:
        messages.error(request, refusal_words(refused.code))
    else:
        messages.success(request, _("The release is returned: it will not go out."))
    return redirect("release", name)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, name: str) -> HttpResponse:
    """Have a worker publish, once its name has been typed."""
    user = _releaser(request)
    held = get_object_or_404(Release, name=name)
    form = NameForm(held.name, posted(request))
    if request.method == "POST" and form.is_valid():
        return _ask(request, WorkKind.PUBLISH, user, held)
    return _confirm(request, held, form, "publish")


@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest, name: str) -> HttpResponse:
    """Make a published release current again, with a reason and its name typed."""
    user = _releaser(request)
    held = get_object_or_404(Release, name=name)
    form = RollbackForm(held.name, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.roll_back(held, by=user, reason=form.cleaned_data["reason"])
        except PublicationRefusedError as refused:
            messages.error(request, refusal_words(refused.code))
        else:
            messages.success(
                request, _("It is the current release again, within seconds.")
            )
        return redirect("release", name)
    return _confirm(request, held, form, "rollback")


def _confirm(
    request: HttpRequest, held: Release, form: NameForm, step: str
) -> HttpResponse:
    return render(
        request,
        "staff/releases/confirm.html",
        {"release": held, "form": form, "step": step, "current": current()},
        status=422 if form.errors else 200,
    )


def _ask(
    request: HttpRequest, kind: WorkKind, user: User, held: Release | None
) -> HttpResponse:
    try:
        work = ask(kind, by=user, release=held)
    except PublicationRefusedError as refused:
        messages.error(request, refusal_words(refused.code))
        return redirect("release", held.name) if held else redirect("releases")
    return redirect("release-work", work.pk)


def _releaser(request: HttpRequest) -> User:
    user = person(request)
    require(user, Role.RELEASER)
    return user
