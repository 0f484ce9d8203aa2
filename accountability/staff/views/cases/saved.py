"""Filters of the list that somebody keeps."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accountability.cases import filters
from accountability.staff.list_filter import ListFilter
from accountability.staff.views.cases.refusals import case_page


@require_POST
@case_page
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter that the list was narrowed by; its words are no part of it."""
    # In the address when a forgotten one is wanted back.
    sent = request.POST.get("query") or request.GET.get("query", "")
    asked = ListFilter(QueryDict(sent))
    query = asked.codes
    if not query:
        messages.error(request, _("Choose something to narrow the list by, then save."))
        return redirect("cases")
    try:
        filters.save_filter(query)
    except filters.TooManyFiltersError:
        words = _("You keep %(most)s filters: forget one first.")
        messages.error(request, words % {"most": filters.MOST})
    else:
        messages.success(request, _("The filter is kept, above the list."))
    return redirect(f"{reverse('cases')}?{query}")


@require_POST
@case_page
def forget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget one."""
    gone = filters.forget_filter(pk)
    undo = f"{reverse('case-filter-save')}?{urlencode({'query': gone.query})}"
    messages.success(request, _("The filter is forgotten."), extra_tags=undo)
    return redirect("cases")
