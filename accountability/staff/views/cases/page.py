"""One case: everything in it, and what may be done with it."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accountability.cases import services
from accountability.cases.attachments.services import attachments_of
from accountability.cases.consent import record_consent, standing
from accountability.cases.content import OpenAllegation, OpenCase, OpenPerson
from accountability.cases.errors import (
    CaseChangedError,
    NotKeptError,
    ReasonMissingError,
)
from accountability.cases.finding import case_for, deeds_for
from accountability.cases.guidance import guidance_for
from accountability.cases.links import matters_offered
from accountability.cases.matching import likely_duplicates
from accountability.cases.merging import mergeable, merged_into
from accountability.cases.moves import moves_of
from accountability.cases.policies import MOVES, NEEDS_NO_REASON, PLAIN_MOVES, Deed
from accountability.cases.tags import tags_of, tags_offered
from accountability.cases.timeline import timeline
from accountability.cases.worklist import who_sees
from accountability.models import AuditEvent, Case, User
from accountability.staff.case_forms import (
    ConsentForm,
    NoteForm,
    TriageForm,
    UploadForm,
)
from accountability.staff.relation_forms import LinkForm, TagForm, TaskForm
from accountability.staff.views.cases.refusals import case_page, not_kept
from accountability.staff.words import language, term_label
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    Harm,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
)
from accountability.vocab.audit import AuditAction, Outcome


@require_safe
@case_page
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a case. The address of one that is merged leads to where it went."""
    row = case_for(Deed.SEE, pk)
    if row.merged_into_id and "alone" not in request.GET:
        words = _("Case %(number)s is merged into this one.")
        messages.info(request, words % {"number": row.number})
        return redirect("case", row.merged_into_id)
    return show_case(request, pk)


@require_POST
@case_page
def add_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a note; an empty one comes back with its error."""
    case_for(Deed.WRITE_NOTE, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_case(request, pk, note_form=form, status=422)
    services.write_note(pk, form.cleaned_data["text"])
    messages.success(request, _("The note is saved."))
    return redirect("case", pk)


@require_POST
@case_page
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record an answer about consent."""
    case_for(Deed.RECORD_CONSENT, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return show_case(request, pk, consent_form=form, status=422)
    record_consent(
        pk,
        ConsentPurpose.of(form.cleaned_data["purpose"]),
        given=form.cleaned_data["given"],
        language=language(),
        text=form.text,
        expires_on=form.cleaned_data["expires_on"],
    )
    messages.success(request, _("The answer is saved and counts from now on."))
    kept = (
        form.cleaned_data["purpose"] != ConsentPurpose.KEEP
        or (form.cleaned_data["given"])
    )
    if not kept:
        words = _(
            "They do not want it kept: ask for its erasure at the foot of the page."
        )
        messages.warning(request, words)
    return redirect("case", pk)


@require_POST
@case_page
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand over, file, close or reopen."""
    case_for(Deed.SEE, pk)
    to = request.POST.get("to", "")
    revision = request.POST.get("revision", "")
    if to not in CaseStatus.codes() or not revision.isdecimal():
        return HttpResponse(status=400)
    try:
        moved = services.move_case(
            pk,
            CaseStatus.of(to),
            revision=int(revision),
            reason=request.POST.get("reason", ""),
        )
    except ReasonMissingError:
        messages.error(request, _("Say why: the case’s history keeps the reason."))
        return redirect("case", pk)
    except NotKeptError:
        messages.error(request, not_kept())
        return redirect("case", pk)
    except CaseChangedError:
        messages.error(
            request, _("Somebody changed the case meanwhile: look, then do it again.")
        )
        return redirect("case", pk)
    status = term_label(CaseStatus.of(moved.status))
    messages.success(request, _("The case is now: %(status)s.") % {"status": status})
    seen = Case.objects.filter(pk=pk).exists()
    return redirect("case", pk) if seen else redirect("cases")


@require_POST
@case_page
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set or lift a legal hold."""
    services.hold_case(pk, held=request.POST.get("held") == "yes")
    messages.success(request, _("Saved."))
    return redirect("case", pk)


def show_case(
    request: HttpRequest, pk: UUID, *, status: int = 200, **sent: Form
) -> HttpResponse:
    """Show a case; ``sent`` are forms that came back with what is wrong in them."""
    opened = services.read_case(pk)
    row = opened.row
    deeds = deeds_for(row)
    stands = CaseStatus.of(row.status)
    kind, outcome = row.allegation_class, row.outcome
    guidance = guidance_for(opened, timezone.localdate())
    moved, files = moves_of(opened), attachments_of(opened)
    offered = tags_offered() if Deed.TAG in deeds else []
    forms = {
        "note_form": NoteForm(),
        "consent_form": ConsentForm(),
        "upload_form": UploadForm(),
        "triage_form": TriageForm(initial={"allegation_class": kind}),
        "task_form": TaskForm(who_sees(row)),
        "tag_form": TagForm(),
        "link_form": LinkForm(),
        **sent,
    }
    return render(
        request,
        "staff/cases/case.html",
        {
            "opened": opened,
            "case": row,
            "status": stands,
            "allegation_class": AllegationClass.of(kind) if kind else None,
            "outcome": OutcomeGroup.of(outcome) if outcome else None,
            "deeds": {deed.value for deed in deeds},
            "moves": [
                (to, (start, to) in NEEDS_NO_REASON)
                for start, to in PLAIN_MOVES
                if start is stands and MOVES[start, to] in deeds
            ],
            "may_merge": Deed.MERGE in deeds and mergeable(row),
            "merged": merged_into(row),
            "people": [p for p in opened.people if p.role is not PersonRole.RESPONDENT],
            "officers": _officers(opened),
            "told": _coded(opened),
            "guidance": guidance,
            "timeline": timeline(opened, guidance, moved, files),
            "today": timezone.localdate(),
            "consents": standing(opened.consents),
            "attachments": files,
            "tags": tags_of([row], offered).get(row.pk, []),
            "tags_offered": offered,
            "matters": matters_offered(row) if Deed.LINK in deeds else [],
            "same_name": likely_duplicates(pk),
            "opened_by": _opened_by(row.pk) if Deed.HOLD in deeds else None,
            **forms,
        },
        status=status,
    )


def _officers(
    opened: OpenCase,
) -> list[tuple[OpenPerson | None, list[OpenAllegation]]]:
    """Return each respondent with what they are said to have done; None: nobody yet."""
    found: list[tuple[OpenPerson | None, list[OpenAllegation]]] = []
    for person in opened.people:
        if person.role is PersonRole.RESPONDENT:
            said = [
                act
                for act in opened.allegations
                if act.row.respondent_id == person.row.pk
            ]
            found.append((person, said))
    left = [act for act in opened.allegations if act.row.respondent_id is None]
    return [*found, (None, left)] if left else found


def _coded(opened: OpenCase) -> dict[str, object]:
    """Return the coded answers as terms."""
    row, harm = opened.row, opened.text.harm
    return {
        "reported_to": ReportedTo.of(row.reported_to) if row.reported_to else None,
        "because": [NotReportedBecause.of(code) for code in row.not_reported_because],
        "response": PoliceResponse.of(row.police_response)
        if row.police_response
        else None,
        "harm": Harm.of(harm) if harm else None,
    }


def _opened_by(case_id: UUID) -> list[tuple[str, AuditEvent]]:
    """Return who opened or asked for the case, newest first, for its supervisor."""
    events = list(
        AuditEvent.objects.filter(
            object_id=str(case_id),
            action__in=[
                AuditAction.CASE_VIEW,
                AuditAction.CASE_EXPORT,
                AuditAction.CASE_ACCESS,
                AuditAction.CASE_HISTORY,
            ],
            outcome__in=[Outcome.ALLOWED, Outcome.DENIED],
        ).order_by("-seq")[:20]
    )
    names = dict(
        User.objects.filter(pk__in=[e.actor_id for e in events]).values_list(
            "pk", "username"
        )
    )
    return [(names.get(e.actor_id or 0, "–"), e) for e in events]
