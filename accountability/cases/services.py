"""Entering, reading and changing a case. Each is one transaction of whoever acts.

``acting_as`` must be open: the database shows and takes rows for that person only.
"""

import secrets
from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone

from accountability.access.context import acting, handing_over
from accountability.audit.acting import note
from accountability.cases.content import (
    CaseFacts,
    CaseText,
    ConsentText,
    OpenCase,
    OpenConsent,
    OpenNote,
    OpenPerson,
    PersonText,
)
from accountability.cases.errors import (
    CaseChangedError,
    CaseRefusedError,
    NotKeptError,
    ReasonMissingError,
    WrongStateError,
)
from accountability.cases.finding import case_for, role_in
from accountability.cases.keys import failure_noted, new_key, opened, place
from accountability.cases.links import open_links
from accountability.cases.opening import open_allegations
from accountability.cases.policies import (
    MOVES,
    NEEDS_NO_REASON,
    PLAIN_MOVES,
    Deed,
    permitted,
)
from accountability.cases.saving import stir, touch
from accountability.cases.sealing import open_from, seal_into
from accountability.cases.worklist import open_tasks, remind_of_limits
from accountability.models import Case, CaseImport, CaseMove, CaseNote, Team
from accountability.vault.envelope import CaseKey
from accountability.vocab import AllegationClass, CaseStatus, ConsentPurpose
from accountability.vocab.audit import AuditAction

#: Without letters that are taken for digits (Crockford); 32 ** 8 numbers.
_NUMBER_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def enter_case(
    team: Team,
    facts: CaseFacts,
    text: CaseText,
    *,
    staged_for: CaseImport | None = None,
    case_id: UUID | None = None,
) -> Case:
    """Store a new draft of the acting person for ``team``.

    ``staged_for`` is the import that it is a part of: nobody sees it before all of
    that is there. ``case_id`` is for whoever may ask twice (``cases.programs``): a key
    that an attempt left over is used.

    Raises CaseRefusedError for a team that they enter nothing for.
    """
    user = acting().person
    role = role_in(team.organisation_id)
    if not permitted(Deed.ENTER, role, CaseStatus.DRAFT):
        raise CaseRefusedError(Deed.ENTER)
    case = Case(
        id=case_id or uuid4(),
        number=_new_number(),
        organisation_id=team.organisation_id,
        team=team,
        status=CaseStatus.DRAFT.value,
        created_by=user,
        imported_by=staged_for,
        staged=staged_for is not None,
    )
    _set_facts(case, facts)
    key = new_key(case.id, left_over=case_id is not None)
    seal_into(key, case, text, at=case.id)
    note(AuditAction.CASE_ENTER, object_type="case", object_id=str(case.id))
    case.save(force_insert=True)
    return case


def read_case(
    case_id: UUID, *, action: AuditAction = AuditAction.CASE_VIEW
) -> OpenCase:
    """Return a case with everything in it, decrypted; one entry in the audit.

    Raises CaseNotFoundError, CaseErasedError, CaseRefusedError, or SealBrokenError
    when a stored value is not the one that was sealed.
    """
    case = case_for(Deed.SEE, case_id)
    key = opened(case.id, action)
    return OpenCase(
        row=case,
        text=open_from(key, case, CaseText, at=case.id),
        people=tuple(
            OpenPerson(row, open_from(key, row, PersonText, at=row.pk))
            for row in case.people.all()
        ),
        notes=tuple(
            OpenNote(
                row.pk, row.author.get_username(), row.written_at, _note_text(key, row)
            )
            for row in case.notes.select_related("author")
        ),
        consents=tuple(
            OpenConsent(row, open_from(key, row, ConsentText, at=row.reference))
            for row in case.consents.select_related("recorded_by")
        ),
        allegations=open_allegations(key, case),
        tasks=open_tasks(
            key, case.tasks.select_related("assigned_to", "made_by", "done_by")
        ),
        links=open_links(key, case),
    )


def change_case(
    case_id: UUID, *, revision: int, facts: CaseFacts, text: CaseText
) -> Case:
    """Store what a person changed, if nobody else has meanwhile.

    Raises CaseChangedError with the present revision when somebody has: nothing is
    stored, and the page shows both.
    """
    case = case_for(Deed.CHANGE, case_id, lock=True)
    if case.revision != revision:
        raise CaseChangedError(case.revision)
    key = opened(case.id, AuditAction.CASE_CHANGE)
    _set_facts(case, facts)
    seal_into(key, case, text, at=case.id)
    touch(case)
    remind_of_limits(case, key)
    return case


def move_case(
    case_id: UUID,
    to: CaseStatus,
    *,
    revision: int,
    reason: str = "",
    month: date | None = None,
) -> Case:
    """Move a case along the table of moves; the reason is sealed.

    ``month`` is any day of the one in which it was closed, for a case that was closed
    before it was brought in.

    Raises WrongStateError where no such move is there,
    ReasonMissingError where the move needs one, CaseChangedError when somebody saved
    meanwhile, NotKeptError for a draft that the person did not agree to have kept.
    """
    case = case_for(Deed.SEE, case_id, lock=True)
    start = CaseStatus.of(case.status)
    if (start, to) not in PLAIN_MOVES:
        raise WrongStateError(f"{start.value} -> {to.value}")
    case_for(MOVES[start, to], case_id)
    if case.revision != revision:
        raise CaseChangedError(case.revision)
    if not reason.strip() and (start, to) not in NEEDS_NO_REASON:
        raise ReasonMissingError
    if start is CaseStatus.DRAFT and _refused_to_be_kept(case):
        raise NotKeptError
    change_status(case, to, reason, month=month)
    return case


def change_status(
    case: Case, to: CaseStatus, reason: str, *, month: date | None = None
) -> None:
    """Set a locked case's status and add the move with its reason."""
    start = CaseStatus.of(case.status)
    note(
        AuditAction.CASE_MOVE,
        object_type="case",
        object_id=str(case.id),
        details={"from": start.value, "to": to.value},
    )
    key = opened(case.id, AuditAction.CASE_MOVE)
    move = CaseMove(
        id=uuid4(),
        case=case,
        start=start.value,
        to=to.value,
        moved_by=acting().person,
    )
    if reason.strip():
        where = place(move._meta.db_table, "reason", move.id)
        move.reason = key.seal(where, reason.strip().encode())
    case.status = to.value
    closed = to is CaseStatus.CLOSED
    case.closed_month = _month(month or timezone.localdate()) if closed else None
    with handing_over(case.id):
        move.save(force_insert=True)
        touch(case)
        remind_of_limits(case, key)


def class_case(case_id: UUID, under: AllegationClass | None) -> Case:
    """Say under which class a case is counted: once, whatever it holds."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    note(AuditAction.CASE_CHANGE, object_type="case", object_id=str(case.id))
    case.allegation_class = under.value if under else ""
    touch(case)
    return case


def hold_case(case_id: UUID, *, held: bool) -> Case:
    """Set or lift the legal hold: nothing of a held case is erased, by anybody."""
    case = case_for(Deed.HOLD, case_id, lock=True)
    note(
        AuditAction.CASE_HOLD,
        object_type="case",
        object_id=str(case.id),
        details={"held": int(held)},
    )
    case.legal_hold = held
    touch(case)
    # What was merged into it is held with it.
    case.merged.exclude(legal_hold=held).update(legal_hold=held)
    return case


def write_note(case_id: UUID, text: str) -> CaseNote:
    """Add a note of the acting person."""
    case = case_for(Deed.WRITE_NOTE, case_id, lock=True)
    key = opened(case.id, AuditAction.CASE_NOTE)
    row = CaseNote(id=uuid4(), case=case, author=acting().person)
    row.text = key.seal(place(row._meta.db_table, "text", row.id), text.encode())
    row.save(force_insert=True)
    stir(case)
    return row


def _refused_to_be_kept(case: Case) -> bool:
    answers = case.consents.filter(purpose=ConsentPurpose.KEEP.value)
    latest = answers.order_by("-id").first()
    return latest is not None and not latest.given


def _set_facts(case: Case, facts: CaseFacts) -> None:
    case.received_month = _month(facts.received_month)
    case.department_id = facts.department_id
    case.allegation_class = (
        facts.allegation_class.value if facts.allegation_class else ""
    )
    case.outcome = facts.outcome.value if facts.outcome else ""
    case.reported_to = facts.reported_to.value if facts.reported_to else ""
    case.not_reported_because = [why.value for why in facts.not_reported_because]
    response = facts.police_response
    case.police_response = response.value if response else ""


def _month(day: date) -> date:
    return day.replace(day=1)


def _note_text(key: CaseKey, row: CaseNote) -> str:
    with failure_noted(row.case_id):
        return key.open(
            place(row._meta.db_table, "text", row.id), bytes(row.text)
        ).decode()


def _new_number() -> str:
    letters = "".join(secrets.choice(_NUMBER_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
