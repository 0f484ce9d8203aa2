"""Tags of a case, its links to the official record, and its other telling."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accountability.cases import links, merging, services, tags
from accountability.cases.errors import CaseChangedError, WrongStateError
from accountability.cases.finding import case_for, cases_listed
from accountability.cases.matching import likely_duplicates
from accountability.cases.policies import Deed
from accountability.models import Case
from accountability.staff.relation_forms import LinkForm, MergeForm, TagForm
from accountability.staff.requests import posted
from accountability.staff.views.cases.page import show_case
from accountability.staff.views.cases.refusals import case_page


@require_POST
@case_page
def add_tag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the case a tag."""
    case_for(Deed.TAG, pk)
    form = TagForm(request.POST)
    if not form.is_valid():
        return show_case(request, pk, status=422, tag_form=form)
    tags.tag_case(pk, form.cleaned_data["name"])
    return redirect(f"{reverse('case', args=[pk])}#tags")


@require_POST
@case_page
def remove_tag(request: HttpRequest, pk: UUID, tag_id: UUID) -> HttpResponse:
    """Take a tag off."""
    tags.untag_case(pk, tag_id)
    return redirect(f"{reverse('case', args=[pk])}#tags")


@require_POST
@case_page
def add_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Link the case to an official matter."""
    case_for(Deed.LINK, pk)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            links.link_matter(pk, form.cleaned_data["number"])
        except links.MatterNotFoundError:
            form.add_error(
                "number",
                _("The official record that we have holds no file of this number."),
            )
        else:
            messages.success(request, _("Linked. Nobody outside sees the link."))
            return redirect(f"{reverse('case', args=[pk])}#official")
    return show_case(request, pk, status=422, link_form=form)


@require_POST
@case_page
def remove_link(request: HttpRequest, pk: UUID, link_id: UUID) -> HttpResponse:
    """Take a link out."""
    links.unlink_matter(pk, link_id)
    messages.success(request, _("The link is gone."))
    return redirect(f"{reverse('case', args=[pk])}#official")


@require_http_methods(["GET", "POST"])
@case_page
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show two cases beside each other; then merge one into the other."""
    case = case_for(Deed.MERGE, pk)
    if not merging.mergeable(case):
        raise WrongStateError(case.status)
    number = request.GET.get("number", "").strip().upper()
    other = _other(case, number) if number else None
    shown = {"case": case, "number": number, "likely": _likely(case), "other": other}
    if other is None:
        if request.method == "POST" or number:
            shown["not_found"] = True
        status = 422 if "not_found" in shown else 200
        return render(request, "staff/cases/merge.html", shown, status=status)
    form = MergeForm(case.number, other.number, posted(request))
    if request.method == "POST" and form.is_valid():
        outcome = _merge(request, case, other, form)
        if isinstance(outcome, HttpResponse):
            return outcome
        form = outcome
    opened = [services.read_case(one.pk) for one in (case, other)]
    initial = {"revision": case.revision, "other_revision": other.revision}
    if not form.is_bound:
        form = MergeForm(case.number, other.number, initial=initial)
    shown |= {"form": form, "opened": opened}
    status = 422 if form.errors else 200
    return render(request, "staff/cases/merge.html", shown, status=status)


@require_POST
@case_page
def unmerge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a merge back."""
    case = merging.unmerge_case(pk)
    words = _("Case %(number)s stands by itself again.")
    messages.success(request, words % {"number": case.number})
    return redirect("case", pk)


def _merge(
    request: HttpRequest, case: Case, other: Case, form: MergeForm
) -> HttpResponse | MergeForm:
    """Merge; or return the form as it was sent, to look again and send once more."""
    given = form.cleaned_data
    gone, kept, field = case, other, "revision"
    if given["goes_on"] == "this":
        gone, kept, field = other, case, "other_revision"
    try:
        merging.merge_case(
            gone.pk, kept.pk, revision=given[field], reason=given["reason"]
        )
    except CaseChangedError as changed:
        sent = request.POST.copy()
        sent[field] = str(changed.revision)
        again = MergeForm(case.number, other.number, sent)
        again.add_error(None, _("Somebody changed the case meanwhile: look again."))
        return again
    words = _("Case %(gone)s is merged into %(kept)s. Nothing of it is lost.")
    messages.success(
        request,
        words % {"gone": gone.number, "kept": kept.number},
        extra_tags=reverse("case-unmerge", args=[gone.pk]),
    )
    return redirect("case", kept.pk)


def _other(case: Case, number: str) -> Case | None:
    found = cases_listed(number=number).filter(number=number, team=case.team_id)
    other = found.exclude(pk=case.pk).first()
    return other if other and merging.mergeable(other) else None


def _likely(case: Case) -> list[Case]:
    return [found for found in likely_duplicates(case.pk) if merging.mergeable(found)]
