"""People, invitations and sessions."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
)

from accountability.access.permissions import may, roles_of
from accountability.models import Invitation, Role, User
from accountability.staff.accounts import invitations, people
from accountability.staff.accounts.events import tell
from accountability.staff.accounts.forms import (
    AcceptForm,
    InviteForm,
    MemberForm,
    OrganisationForm,
    TeamForm,
    label_of,
)
from accountability.staff.requests import person, posted
from accountability.vocab.audit import AuditAction


@require_http_methods(["GET", "POST"])
def people_list(request: HttpRequest) -> HttpResponse:
    """Show whom this person looks after; a POST makes an invitation.

    The link is shown in the answer to the POST and nowhere else, ever.
    """
    user = _looks_after(request)
    form = InviteForm(people.invitable(user), posted(request))
    link = ""
    if request.method == "POST" and form.is_valid():
        role, organisation, team = form.chosen
        offer = invitations.invite(role, by=user, organisation=organisation, team=team)
        link = request.build_absolute_uri(reverse("invitation", args=[offer.token]))
    return render(
        request,
        "staff/people/list.html",
        {
            "accounts": [
                (
                    account,
                    sorted(label_of((role, None, None)) for role in roles_of(account)),
                )
                for account in people.looked_after_by(user)
            ],
            "form": form,
            "link": link,
            "organisation_form": OrganisationForm(),
            "team_form": TeamForm(people.organisations_of(user)),
            "members": people.memberships_supervised_by(user),
            "is_administrator": may(user, Role.ADMINISTRATOR),
            "open_invitations": [
                (i, label_of((Role(i.role), i.organisation, i.team)))
                for i in invitations.open_invitations(user)
            ],
        },
    )


@require_POST
def open_organisation(request: HttpRequest) -> HttpResponse:
    """Make an organisation."""
    user = _looks_after(request)
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return render(
            request, "staff/people/organisation.html", {"form": form}, status=422
        )
    people.open_organisation(**form.cleaned_data, by=user)
    messages.success(request, _("The organisation is there: invite its supervisor."))
    return redirect("people")


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    user = _looks_after(request)
    invitations.revoke(get_object_or_404(Invitation, pk=pk), by=user)
    messages.success(request, _("The invitation is taken back."))
    return redirect("people")


@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then close an account."""
    user = _looks_after(request)
    account = get_object_or_404(people.looked_after_by(user), pk=pk)
    if request.method == "POST":
        people.close_account(account, by=user)
        messages.success(request, _("The account is closed."))
        return redirect("people")
    return render(request, "staff/people/close.html", {"account": account})


@require_POST
def open_team(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    user = _looks_after(request)
    form = TeamForm(people.organisations_of(user), request.POST)
    if not form.is_valid():
        return render(request, "staff/people/team.html", {"form": form}, status=422)
    people.open_team(**form.cleaned_data, by=user)
    messages.success(request, _("The team is there: invite somebody to it."))
    return redirect("people")


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in which teams a member works, or take them out of the organisation."""
    user = _looks_after(request)
    found = get_object_or_404(people.memberships_supervised_by(user), pk=pk)
    teams = found.organisation.teams.all()
    present = teams.filter(members__user=found.user)
    form = MemberForm(teams, posted(request), initial={"teams": present})
    if request.method == "POST" and request.POST.get("wish") == "leave":
        people.leave(found, by=user)
        messages.success(request, _("Taken out of the organisation."))
        return redirect("people")
    if request.method == "POST" and form.is_valid():
        people.place_in_teams(found, form.cleaned_data["teams"], by=user)
        messages.success(request, _("Saved."))
        return redirect("people")
    return render(
        request,
        "staff/people/member.html",
        {"membership": found, "form": form},
        status=422 if form.errors else 200,
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a name and a password."""
    if request.user.is_authenticated:
        return redirect("home")
    try:
        found = invitations.invitation_for(token)
    except invitations.InvitationUnusableError:
        return render(request, "staff/people/unusable.html", status=410)
    form = AcceptForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(
                token,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
            )
        except invitations.InvitationUnusableError:
            return render(request, "staff/people/unusable.html", status=410)
        messages.success(request, _("Your account is there: log in."))
        return redirect("account_login")
    return render(
        request,
        "staff/people/accept.html",
        {
            "form": form,
            "role": label_of((Role(found.role), found.organisation, found.team)),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    session = get_object_or_404(UserSession, pk=pk, user=person(request))
    session.end()
    tell(AuditAction.SESSION_ENDED, actor=person(request))
    messages.success(request, _("The session is ended."))
    return redirect("usersessions_list")


def _looks_after(request: HttpRequest) -> User:
    user = person(request)
    roles = roles_of(user)
    if not roles & {Role.ADMINISTRATOR, Role.SUPERVISOR}:
        raise PermissionDenied
    return user
