"""Tokens for programs: which there are, a new one, an end to one."""

from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.models import ApiToken, User
from accountability.staff.accounts import tokens
from accountability.staff.accounts.forms import TokenForm
from accountability.staff.requests import person, posted
from accountability.vocab.tokens import TokenScope


@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """Show one's own tokens."""
    user = _may(request)
    rows = [(row, TokenScope.of(row.scope)) for row in tokens.tokens_of(user)]
    return render(request, "staff/tokens/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a token, after the password or a factor was asked for again.

    It is shown in the answer to the POST and nowhere else, ever.
    """
    user = _may(request)
    if is_reauthentication_required(request, app="tokens"):
        # Not kept for afterwards as allauth does: it would be carried out as nobody.
        ways = get_adapter().get_reauthentication_methods(user)
        back = urlencode({REDIRECT_FIELD_NAME: request.path})
        return redirect(f"{ways[0]['url']}?{back}")
    form = TokenForm(posted(request), initial={"days": settings.TOKEN_DAYS})
    made = None
    if request.method == "POST" and form.is_valid():
        made = tokens.make_token(
            user,
            form.cleaned_data["label"],
            TokenScope.of(form.cleaned_data["scope"]),
            days=form.cleaned_data["days"],
        )
    return render(
        request,
        "staff/tokens/new.html",
        {"form": form, "made": made},
        status=422 if form.errors else 200,
    )


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own tokens."""
    try:
        tokens.revoke_token(pk, by=_may(request))
    except ApiToken.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The token is revoked: it opens nothing any more."))
    return redirect("tokens")


def _may(request: HttpRequest) -> User:
    user = person(request)
    if not tokens.may_have_tokens(user):
        raise PermissionDenied
    return user
