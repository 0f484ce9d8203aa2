"""What is to be done about a case, and by when. No clock here erases anything.

Reminders of the law's limits are set by the machine from what was told, so that nobody
has to think of them; they follow when the told date or a decision changes. By which
day stands sealed: it would tell the day of the conduct.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from accountability.access.context import acting
from accountability.audit.acting import note
from accountability.cases.content import (
    CaseText,
    OpenCase,
    OpenTask,
    TaskText,
    Unprinted,
    names_of,
)
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for, own_organisations
from accountability.cases.guidance import guidance_for
from accountability.cases.keys import keystore, opened
from accountability.cases.opening import open_allegations
from accountability.cases.policies import Deed
from accountability.cases.saving import stir
from accountability.cases.sealing import open_from, seal_into
from accountability.models import Case, CaseTask, Role, User
from accountability.vault.envelope import CaseKey
from accountability.vault.errors import VaultError
from accountability.vocab import CaseStatus
from accountability.vocab.audit import AuditAction

#: Open tasks that one look at what is due decrypts at most.
_LOOKED_AT = 500


@dataclass(frozen=True, repr=False)
class DueTask(Unprinted):
    """An open task as the home page shows it. ``left`` is in days, None for no day."""

    case: Case
    task: OpenTask
    left: int | None


@dataclass(frozen=True, repr=False)
class Worklist(Unprinted):
    """What is due, the nearest first.

    ``more`` says that there were too many to look at; ``unreadable`` counts cases
    whose tasks could not be opened.
    """

    tasks: list[DueTask]
    more: bool
    unreadable: int


def add_task(
    case_id: UUID, what: str, *, due: date | None = None, for_whom: int | None = None
) -> CaseTask:
    """Write down what is to be done; CaseNotFoundError if they can't see it."""
    case = case_for(Deed.WORK, case_id, lock=True)
    person = None
    if for_whom is not None:
        person = who_sees(case).filter(pk=for_whom).first()
        if person is None:
            raise CaseNotFoundError
    key = opened(case.pk, AuditAction.CASE_NOTE)
    row = CaseTask(id=uuid4(), case=case, made_by=acting().person, assigned_to=person)
    seal_into(key, row, TaskText.of(what, due), at=row.pk)
    row.save(force_insert=True)
    stir(case)
    return row


def set_done(case_id: UUID, task_id: UUID, *, done: bool) -> CaseTask:
    """Tick a task off, or take that back. A limit's reminder too."""
    case = case_for(Deed.WORK, case_id, lock=True)
    row = case.tasks.filter(pk=task_id).first()
    if row is None:
        raise CaseNotFoundError
    note(AuditAction.CASE_NOTE, object_type="case", object_id=str(case.pk))
    row.done_at = timezone.now() if done else None
    row.done_by = acting().person if done else None
    row.save()
    stir(case)
    return row


def who_sees(case: Case) -> QuerySet[User]:
    """Return the people who see a case that is with its team."""
    return User.objects.filter(
        Q(
            memberships__organisation=case.organisation_id,
            memberships__role=Role.SUPERVISOR.value,
        )
        | Q(
            memberships__organisation=case.organisation_id,
            memberships__role=Role.CASE_WORKER.value,
            team_memberships__team=case.team_id,
        ),
        is_active=True,
    ).distinct()


def remind_of_limits(case: Case, key: CaseKey) -> None:
    """Let the reminders of a case with its team say what the law's limits say now.

    One that somebody ticked off stays so. A limit that is over before anybody could
    be reminded is shown on the case's page and no more. A draft has none: it is handed
    over or gone within a week.
    """
    if case.status == CaseStatus.DRAFT:
        return
    told = OpenCase(
        case,
        open_from(key, case, CaseText, at=case.pk),
        allegations=open_allegations(key, case),
    )
    today = timezone.localdate()
    limits = guidance_for(told, today).limits
    due = {found.clock: found.running.due for found in limits if found.running}
    kept = {row.clock: row for row in case.tasks.exclude(clock="")}
    for clock, day in due.items():
        row = kept.get(clock.value)
        if row is not None and row.done_at is not None:
            continue
        new = row is None
        if new and day < today:
            continue
        if row is None:
            made_by = acting().person
            row = CaseTask(id=uuid4(), case=case, clock=clock.value, made_by=made_by)
        seal_into(key, row, TaskText.of("", day), at=row.pk)
        row.save(force_insert=new)
    gone = [row.pk for code, row in kept.items() if code not in due and not row.done_at]
    case.tasks.filter(pk__in=gone).delete()


def open_tasks(key: CaseKey, rows: Iterable[CaseTask]) -> tuple[OpenTask, ...]:
    """Return tasks readable: open ones first, by day; then what was done."""
    found = [OpenTask(row, open_from(key, row, TaskText, at=row.pk)) for row in rows]
    return tuple(sorted(found, key=lambda task: (task.done, task.text.due or date.max)))


def due_for_me(today: date) -> Worklist:
    """Return the open tasks of the acting person, and those that are nobody's.

    Of cases that they see and that are not closed. Decrypts the tasks and nothing
    else of a case; one entry in the audit.
    """
    user = acting().user
    rows = list(
        CaseTask.objects.filter(
            Q(assigned_to=user) | Q(assigned_to=None),
            done_at=None,
            case__organisation_id__in=own_organisations(),
        )
        .exclude(case__status=CaseStatus.CLOSED.value)
        .select_related("case", "case__department", "assigned_to")
        .defer(*(f"case__{name}" for name in names_of(CaseText)))
        # What is mine comes first; then what has waited longest.
        .order_by("assigned_to", "made_at")[: _LOOKED_AT + 1]
    )
    by_case: dict[UUID, list[CaseTask]] = {}
    for row in rows[:_LOOKED_AT]:
        by_case.setdefault(row.case_id, []).append(row)
    if by_case:
        note(AuditAction.CASE_DUE, object_type="cases", object_id="")
    found: list[DueTask] = []
    unreadable = 0
    for case_id, tasks in by_case.items():
        try:
            key = keystore().open(str(case_id))
            found += [_due(task, today) for task in open_tasks(key, tasks)]
        except VaultError:
            # One case's broken key must not hide what is due in the others.
            unreadable += 1
    found.sort(key=lambda due: (due.left is None, due.left or 0))
    return Worklist(found, len(rows) > _LOOKED_AT, unreadable)


def _due(task: OpenTask, today: date) -> DueTask:
    day = task.text.due
    return DueTask(task.row.case, task, (day - today).days if day else None)
