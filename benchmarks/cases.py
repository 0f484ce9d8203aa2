"""What the vault costs: on saving a case, on a list of 200,000, on a login.

Beside each stands the bare work in the same database in the same run: the INSERT of the
same row by its owner without row security, the same SELECT, one hash of
a password.
"""

import os
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.measure import BenchRow, Timing, milliseconds, show, timed
from benchmarks.stack import as_application, stack

CASES = 200_000
_RUNS = 60
_DEPARTMENTS = 60


def compare(cases: int = CASES) -> None:
    """Measure and print the rows."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, stack(Path(scratch)):
        from django.conf import settings

        for name in ("KEYSTORE_DIR", "ATTACHMENTS_DIR", "AUDIT_HEADS_DIR"):
            setattr(settings, name, Path(scratch) / name)
        people = _people()
        bare = _bare_inserts(people, 0, 0), _bare_inserts(people, 3, 4)
        with as_application():
            rows = _saving(people, *bare)
        show("Saving a case", rows)
        _fill(people, cases)
        bare_list, bare_choices = _bare_list(people), _bare_choices(people)
        with as_application():
            rows = _listing(people, bare_list, cases)
            rows += _choices(people, bare_choices)
        show(f"A list of {cases:,} cases, decrypting nothing", rows)
        show("Logging in", _accounts())


def _people() -> dict[str, Any]:
    from accountability.access.context import SYSTEM, Purpose, acting_as
    from accountability.models import (
        Membership,
        Organisation,
        Role,
        Team,
        TeamMember,
        User,
    )

    organisation = Organisation.objects.create(slug="bench", name="Bench")
    team = Team.objects.create(organisation=organisation, name="Team")
    other = Team.objects.create(organisation=organisation, name="Other")
    boss = User.objects.create_user("boss", password="a password of some length")
    worker = User.objects.create_user("worker")
    with acting_as(SYSTEM, Purpose.SETUP):
        Membership.objects.create(
            user=boss, organisation=organisation, role=Role.SUPERVISOR.value
        )
    with acting_as(boss, Purpose.REQUEST):
        Membership.objects.create(
            user=worker, organisation=organisation, role=Role.CASE_WORKER.value
        )
        TeamMember.objects.create(user=worker, team=team)
    return {"team": team, "other": other, "boss": boss, "worker": worker}


_COLUMNS = (
    "id, number, organisation_id, team_id, status, allegation_class, outcome,"
    " received_month, legal_hold, revision, created_by_id, created_at, touched_at,"
    " narrative, occurred, place, wishes, reported_to, not_reported_because,"
    " police_response, staged"
)
_SELECT = (
    "SELECT c.id, c.number, c.status, c.received_month, t.name FROM accountability_case"
    " c JOIN accountability_team t ON t.id = c.team_id WHERE c.team_id = ANY(%s)"
    " ORDER BY c.touched_at DESC, c.id LIMIT 50"
)


#: Which departments have a case of these teams.
_SELECT_CHOICES = (
    "SELECT d.id, d.name, EXISTS (SELECT FROM accountability_case c WHERE"
    " c.department_id = d.id AND c.team_id = ANY(%s)) FROM accountability_department d"
    " ORDER BY d.slug"
)


def _teams(people: dict[str, Any]) -> list[tuple[str, list[int]]]:
    """Return whose cases everybody sees."""
    team, other = people["team"].pk, people["other"].pk
    return [("worker", [team]), ("boss", [team, other])]


def _bare(on: bool) -> None:
    """Take the rules and triggers off, or put them back; as the owner."""
    from django.db import connection

    word, force = ("DISABLE", "NO FORCE") if on else ("ENABLE", "FORCE")
    with connection.cursor() as cursor:
        for table in ("case", "caseperson", "caseallegation"):
            name = f"accountability_{table}"
            cursor.execute(f"ALTER TABLE {name} {force} ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {name} {word} TRIGGER USER")


def _bare_inserts(people: dict[str, Any], persons: int, acts: int) -> Timing:
    """Time bare INSERTs of a case with its people and acts in one transaction."""
    from django.db import connection, transaction

    team, worker = people["team"], people["worker"]

    def insert() -> None:
        case = uuid4()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO accountability_case ({_COLUMNS}) VALUES (%s, %s, %s, %s,"
                " 'draft', '', '', '2026-05-01', false, 1, %s, now(), now(), %s, %s,"
                " %s, %s, '', '{}', '', false)",
                [
                    *(case, uuid4().hex[:9], team.organisation_id, team.pk),
                    worker.pk,
                    *(b"\x01" + os.urandom(size) for size in (1030, 60, 60, 60)),
                ],
            )
            for _ in range(persons):
                cursor.execute(
                    "INSERT INTO accountability_caseperson (id, case_id, role, details)"
                    " VALUES (%s, %s, 'respondent', %s)",
                    [uuid4(), case, b"\x01" + os.urandom(60)],
                )
            for place in range(acts):
                cursor.execute(
                    "INSERT INTO accountability_caseallegation (id, case_id, position,"
                    " allegation_class, subtype, told) VALUES (%s, %s, %s, '', '', %s)",
                    [uuid4(), case, place, b"\x01" + os.urandom(60)],
                )

    _bare(on=True)
    timing = timed(insert, _RUNS)
    _bare(on=False)
    return timing


def _saving(people: dict[str, Any], bare: Timing, whole_bare: Timing) -> list[BenchRow]:
    from accountability.access.context import Purpose, acting_as
    from accountability.audit.log import record
    from accountability.cases.allegations import Kind
    from accountability.cases.content import CaseFacts, CaseText, PersonText
    from accountability.cases.drafts import save_draft
    from accountability.cases.entering import (
        EnteredAct,
        EnteredOfficer,
        EnteredPerson,
        Entry,
    )
    from accountability.cases.entering import enter as enter_entry
    from accountability.cases.keys import keystore, place
    from accountability.cases.services import change_case, enter_case, read_case
    from accountability.models import Case
    from accountability.vocab import PersonRole
    from accountability.vocab.audit import AuditAction

    facts = CaseFacts(date(2026, 5, 1))
    text = CaseText("x" * 1000, "a Friday", "somewhere", "an apology")

    def enter() -> None:
        with acting_as(people["worker"], Purpose.REQUEST):
            enter_case(people["team"], facts, text)

    def change() -> None:
        with acting_as(people["worker"], Purpose.REQUEST):
            case = Case.objects.filter(created_by=people["worker"])[0]
            now = CaseText(uuid4().hex * 30, "a Friday", "somewhere", "an apology")
            change_case(case.pk, revision=case.revision, facts=facts, text=now)

    def open_one() -> None:
        with acting_as(people["worker"], Purpose.REQUEST):
            read_case(whole.pk)

    steps = iter(range(1, 10_000))

    def type_on() -> None:
        with acting_as(people["worker"], Purpose.REQUEST):
            typed = {"narrative": [uuid4().hex * 30]}
            save_draft(whole.pk, typed, tab="bench", sequence=next(steps))

    entry = Entry(
        facts=facts,
        text=text,
        officers=tuple(
            EnteredOfficer("an officer", (EnteredAct("an act", Kind()),) * 2)
            for _ in range(2)
        ),
        people=(EnteredPerson(PersonRole.AFFECTED, PersonText("a name", "a phone")),),
    )

    def enter_whole() -> None:
        with acting_as(people["worker"], Purpose.REQUEST):
            enter_entry(people["team"], entry)

    with acting_as(people["worker"], Purpose.REQUEST):
        whole = enter_entry(people["team"], entry)
    entered = timed(enter, _RUNS)
    key = keystore().create(str(uuid4()))
    where = place("case", "narrative", uuid4())
    parts = {
        "entering a case: all of it": entered,
        "changing a case: all of it": timed(change, _RUNS),
        "opening that case: all of it decrypted": timed(open_one, _RUNS),
        "keeping a draft while somebody types": timed(type_on, _RUNS),
        "of it: making and storing a key (fsync)": timed(
            lambda: keystore().create(str(uuid4())), _RUNS
        ),
        "of it: one entry in the audit": timed(
            lambda: record(AuditAction.CASE_VIEW, actor_id=1), _RUNS
        ),
        "of it: sealing a text of 1,000 letters": timed(
            lambda: key.seal(where, b"x" * 1000), _RUNS
        ),
    }
    rows = [_row(what, timing, bare) for what, timing in parts.items()]
    told = "entering two officers with four acts and a person"
    return [*rows, _row(told, timed(enter_whole, _RUNS), whole_bare)]


def _row(
    what: str, ours: Timing, bare: Timing, goal: str = "<= 30 ms more"
) -> BenchRow:
    more = ours.median - bare.median
    return BenchRow(
        what,
        milliseconds(ours.median),
        milliseconds(bare.median),
        f"{ours.median / bare.median:.1f} times, {milliseconds(more)} more",
        goal,
    )


def _fill(people: dict[str, Any], cases: int) -> None:
    """Put the cases there, half of them the worker's.

    The worker's are spread over departments. All others are of one, so that there is a
    department with half of all cases of which the worker sees none.
    """
    from django.db import connection

    departments = _departments()
    _bare(on=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accountability_case ({_COLUMNS}, department_id)"
            " SELECT gen_random_uuid(), 'B' || lpad(n::text, 8, '0'), %s,"
            " CASE n %% 2 WHEN 0 THEN %s"
            " ELSE %s END, 'open', '', '', '2026-05-01', false, 1, %s, now(),"
            " now() - n * interval '1 minute', %s, %s, %s, %s, '', '{}', '',"
            " false, CASE n %% 2 WHEN 0 THEN (%s::bigint[])[1 + (n / 2) %% %s]"
            " ELSE %s END FROM generate_series(1, %s) n",
            [
                people["team"].organisation_id,
                people["team"].pk,
                people["other"].pk,
                people["worker"].pk,
                *(b"\x01" + os.urandom(size) for size in (1030, 60, 60, 60)),
                departments[:-1],
                len(departments) - 1,
                departments[-1],
                cases,
            ],
        )
        cursor.execute("ANALYZE accountability_case")
    _bare(on=False)


def _departments() -> list[int]:
    """Return as many departments as a province has, and one."""
    from accountability.models import Department, OversightBody

    body = OversightBody.objects.create(slug="bench", name="B", jurisdiction="CA-BC")
    made = [
        Department(
            slug=f"bench-{number:02}",
            name=f"Department {number}",
            kind="municipal",
            jurisdiction="CA-BC",
            body=body,
            source="the bench",
        )
        for number in range(_DEPARTMENTS + 1)
    ]
    return [one.pk for one in Department.objects.bulk_create(made)]


def _bare_list(people: dict[str, Any]) -> dict[str, Timing]:
    from django.db import connection

    def read(ids: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SELECT, [ids])
            cursor.fetchall()

    _bare(on=True)
    timings = {who: timed(partial(read, ids), 15) for who, ids in _teams(people)}
    _bare(on=False)
    return timings


def _bare_choices(people: dict[str, Any]) -> dict[str, Timing]:
    from django.db import connection

    def read(ids: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SELECT_CHOICES, [ids])
            cursor.fetchall()

    _bare(on=True)
    timings = {who: timed(partial(read, ids), 15) for who, ids in _teams(people)}
    _bare(on=False)
    return timings


def _choices(people: dict[str, Any], bare: dict[str, Timing]) -> list[BenchRow]:
    from accountability.access.context import Purpose, acting_as
    from accountability.cases.words import departments_by_sight

    def offered(who: str) -> None:
        with acting_as(people[who], Purpose.REQUEST):
            departments_by_sight()

    return [
        _row(
            f"{who}: the departments to narrow it by",
            timed(partial(offered, who), 15),
            bare[who],
        )
        for who in ("worker", "boss")
    ]


def _listing(
    people: dict[str, Any], bare: dict[str, Timing], cases: int
) -> list[BenchRow]:
    from accountability.access.context import Purpose, acting_as
    from accountability.cases.finding import cases_listed
    from accountability.vocab import CaseStatus

    def first_page(who: str) -> None:
        with acting_as(people[who], Purpose.REQUEST):
            list(cases_listed()[:50])

    def found(who: str) -> None:
        with acting_as(people[who], Purpose.REQUEST):
            list(cases_listed(number=f"B{cases // 2:08}")[:50])

    def narrowed(who: str) -> None:
        with acting_as(people[who], Purpose.REQUEST):
            wanted = cases_listed(
                status=CaseStatus.OPEN, received_from=date(2026, 5, 1)
            )
            list(wanted[:50])

    rows = []
    for who in ("worker", "boss"):
        for what, step in (
            ("first page", first_page),
            ("narrowed by status and month", narrowed),
            ("found by number", found),
        ):
            timing = timed(partial(step, who), 15)
            rows.append(_row(f"{who}: {what}", timing, bare[who]))
    return rows


def _accounts() -> list[BenchRow]:
    from django.contrib.auth import authenticate
    from django.contrib.auth.hashers import make_password
    from django.test import RequestFactory

    request = RequestFactory().post("/")
    known = timed(
        lambda: authenticate(request, username="boss", password="not the password"), 40
    )
    unknown = timed(
        lambda: authenticate(request, username="nobody", password="not it"), 40
    )
    one_hash = timed(lambda: make_password("not the password"), 20)
    ratio = known.median / unknown.median
    return [
        BenchRow(
            "a wrong password: a name that is known, beside one that is not",
            milliseconds(known.median),
            milliseconds(unknown.median),
            f"{ratio:.2f}",
            "0.90 to 1.10",
        ),
        _row("a wrong password, beside one hash", known, one_hash, "about one hash"),
    ]
