"""How each source is, reading one now, and who is told when one needs somebody."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accountability.access.permissions import may, require
from accountability.extraction.runs import crawled_sources, start_run
from accountability.health import recipients
from accountability.health.alarms import send_try
from accountability.models import Role
from accountability.staff.alarm_forms import NOT_ADDED, AlarmAddressForm
from accountability.staff.source_words import look_is_old, sources_in_words
from accountability.staff.views.decisions import signed_in


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Show every source that is fetched, the worst first."""
    return _page(request, AlarmAddressForm())


@require_POST
def read_now(request: HttpRequest, source_id: str) -> HttpResponse:
    """Start a run of a source, or show the one that is under way."""
    require(signed_in(request), Role.REVIEWER)
    if source_id not in {source.id for source in crawled_sources()}:
        raise Http404
    run = start_run(source_id, "asked for")
    messages.success(request, _("A run is under way: a worker does it."))
    return redirect("run", pk=run.pk)


@require_POST
def add_alarm_address(request: HttpRequest) -> HttpResponse:
    """Put an address on the list of those that alarms go to."""
    require(signed_in(request), Role.ADMINISTRATOR)
    form = AlarmAddressForm(request.POST)
    if form.is_valid():
        try:
            recipients.add_address(form.cleaned_data["address"])
        except recipients.AddressRefusedError as refused:
            form.add_error("address", str(NOT_ADDED[refused.code]))
        else:
            messages.success(request, _("It is on the list."))
            return redirect("sources")
    return _page(request, form, status=422)


@require_POST
def remove_alarm_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an address off the list."""
    require(signed_in(request), Role.ADMINISTRATOR)
    if not recipients.remove_address(pk):
        raise Http404
    messages.success(request, _("It is off the list."))
    return redirect("sources")


@require_POST
def try_alarm(request: HttpRequest) -> HttpResponse:
    """Send a mail that shows whether alarms arrive."""
    require(signed_in(request), Role.ADMINISTRATOR)
    if send_try():
        messages.success(request, _("The test mail left. See that it arrives."))
    else:
        messages.error(
            request, _("The test mail did not leave. The log of the machine says why.")
        )
    return redirect("sources")


def _page(
    request: HttpRequest, form: AlarmAddressForm, *, status: int = 200
) -> HttpResponse:
    sources = sources_in_words()
    shown: dict[str, object] = {
        "sources": sources,
        "look_is_old": look_is_old(sources),
        "may_review": may(request.user, Role.REVIEWER),
    }
    if may(request.user, Role.ADMINISTRATOR):
        shown |= {
            "keeps_alarms": True,
            "alarm_form": form,
            "listed": recipients.listed(),
            "by_setting": settings.ALARM_TO,
            "told": recipients.told_addresses(),
            "mail_leaves": recipients.mail_leaves(),
            "changes": recipients.changes_of_the_list(),
        }
    return render(request, "staff/sources.html", shown, status=status)
