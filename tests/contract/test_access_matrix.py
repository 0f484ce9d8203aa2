"""Role x endpoint x object: what everybody gets for everything (S6).

Every address of the staff plane has a row here; a new one without a row fails. The
objects are real cases; what a person may not see must answer as if it were not there.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.policies import Deed
from accountability.models import (
    AuditEvent,
    Case,
    OversightBody,
    Tombstone,
)
from tests.casework import PLANTED
from tests.contract.world import OF_THE_HOUSE, SEES, World
from tests.handed_in import UGLY, handed_in
from tests.staff_addresses import OPEN, staff_addresses

_ALL = {"intake", "worker", "other_worker", "supervisor", "supervisor_elsewhere"}
_WORKERS = _ALL - {"intake"}
_SUPERVISORS = {"supervisor", "supervisor_elsewhere"}


@dataclass(frozen=True)
class Row:
    """Who may use an address of a case that they see, and what then is answered."""

    roles: set[str]
    get: int
    post: int
    when_closed: bool = True


CASES = {
    "case": Row(_ALL, 200, 405),
    "case-edit": Row(_ALL, 200, 422, when_closed=False),
    "case-move": Row(_ALL, 405, 400),
    "case-hold": Row(_SUPERVISORS, 405, 302),
    "case-note": Row(_ALL, 405, 422, when_closed=False),
    "case-consent": Row(_ALL, 405, 422),
    "case-person-add": Row(_ALL, 200, 422, when_closed=False),
    "case-draft": Row(_ALL, 405, 400, when_closed=False),
    "case-draft-discard": Row(_ALL, 405, 302, when_closed=False),
    "case-triage": Row(_ALL, 405, 302, when_closed=False),
    "case-history": Row(_WORKERS, 200, 405),
    "attachment-add": Row(_ALL, 405, 302, when_closed=False),
    "case-exports": Row(_WORKERS, 200, 302),
    "case-erasure": Row(_WORKERS, 200, 422),
    "case-task-add": Row(_ALL, 405, 422, when_closed=False),
    "case-tag-add": Row(_ALL, 405, 422),
    "case-link-add": Row(_WORKERS, 405, 422),
    "case-merge": Row(_WORKERS, 200, 422, when_closed=False),
    "case-public": Row(_ALL, 200, 405),
}
#: Something that hangs on a case: (roles, GET, POST). It is the day's case's.
PARTS = {
    "case-person": Row(_ALL, 200, 422),
    "case-person-remove": Row(_ALL, 200, 405),
    "case-allegation": Row(_ALL, 200, 302),
    "case-finding": Row(_ALL, 405, 422),
    "case-measure": Row(_ALL, 405, 422),
    "case-conclusion-remove": Row(_ALL, 405, 302),
    "case-version": Row(_WORKERS, 200, 405),
    "attachment": Row(_ALL, 404, 405),  # it was not cleaned yet
    "attachment-original": Row(_WORKERS, 200, 200),
    "case-task": Row(_ALL, 405, 302),
    "case-tag": Row(_ALL, 405, 302),
    "case-link": Row(_WORKERS, 405, 302),
    "case-unmerge": Row(_WORKERS, 405, 302),
    "export": Row({"worker"}, 200, 405),  # the asker's alone
    "export-file": Row({"worker"}, 200, 405),
}
#: An import of the worker's, whose columns are to be named: its supervisor sees and
#: ends it, and goes on with it no more than anybody else.
_ASKER = {"worker"}
SEES_IMPORT = {"worker", "supervisor"}
IMPORTS = {
    "import": Row(SEES_IMPORT, 302, 405),
    "import-columns": Row(_ASKER, 200, 422),
    "import-problems": Row(SEES_IMPORT, 200, 405),
    "import-enter": Row(_ASKER, 405, 409),
    "import-take-back": Row(SEES_IMPORT, 200, 409),
    "import-cancel": Row(SEES_IMPORT, 200, 302),
}
EVERYBODY = set(SEES)
#: An official file that a reviewer handed in, whose columns are to be named: everybody
#: sees where it is, only a reviewer goes on with it. Cancelling is the last in order.
HANDED_IN = {
    "handed-in-file": Row(EVERYBODY, 200, 405),
    "handed-in-problems": Row(EVERYBODY, 200, 405),
    "handed-in-columns": Row({"reviewer"}, 200, 422),
    "handed-in-words": Row({"reviewer"}, 302, 302),
    "handed-in-import": Row({"reviewer"}, 405, 302),
    "handed-in-again": Row({"reviewer"}, 405, 302),
    "handed-in-cancel": Row({"reviewer"}, 200, 302),
}
#: Everything else: who gets in, the GET and the POST answers for them.
PAGES = {
    "home": Row(EVERYBODY, 200, 405),
    "keys": Row(EVERYBODY, 200, 405),
    "healthz": Row(EVERYBODY, 503, 405),  # no worker lives in these tests
    "sources": Row(EVERYBODY, 200, 405),
    "source-read": Row({"reviewer"}, 405, 404),
    "alarm-address-add": Row({"administrator"}, 405, 422),
    "alarm-address-remove": Row({"administrator"}, 405, 404),
    "alarm-try": Row({"administrator"}, 405, 302),
    "cases": Row(EVERYBODY, 200, 302),
    "cases-file": Row(_SUPERVISORS, 200, 405),
    "case-filter-save": Row(EVERYBODY, 405, 302),
    "case-filter-forget": Row(EVERYBODY, 405, 404),
    "case-new": Row(_ALL, 200, 422),
    "case-draft-new": Row(_ALL, 405, 400),
    "imports": Row(_WORKERS, 200, 405),
    "import-new": Row(_WORKERS, 200, 422),
    "people": Row({*_SUPERVISORS, "administrator"}, 200, 200),
    "organisation-open": Row({*_SUPERVISORS, "administrator"}, 405, 422),
    "person-close": Row(set(), 200, 200),
    "team-open": Row({*_SUPERVISORS, "administrator"}, 405, 422),
    "member": Row(set(), 200, 200),
    "invitation-revoke": Row(set(), 405, 404),
    "audit": Row({"auditor"}, 200, 405),
    "audit-file": Row({"auditor"}, 200, 405),
    "releases": Row({"releaser", "reviewer"}, 200, 405),
    "release-draft": Row({"releaser"}, 405, 302),
    "community-figures": Row({"releaser", "reviewer"}, 200, 405),
    # Nothing is due: it leads back.
    "community-draw": Row({"releaser"}, 302, 302),
    # No release is there: who may not look is refused before it is looked for.
    "release-work": Row({"releaser", "reviewer"}, 404, 405),
    "release": Row({"releaser", "reviewer"}, 404, 405),
    "release-changes": Row({"releaser", "reviewer"}, 404, 405),
    "release-picture": Row({"releaser", "reviewer"}, 404, 405),
    **dict.fromkeys(
        ("release-rebuild", "release-vote", "release-return"),
        Row({"releaser"}, 405, 404),
    ),
    **dict.fromkeys(
        ("release-publish", "release-rollback"), Row({"releaser"}, 404, 404)
    ),
    "review-queue": Row(EVERYBODY, 200, 405),
    "review-readings": Row(EVERYBODY, 200, 405),
    "ledger": Row(EVERYBODY, 200, 405),
    "handed-in": Row(EVERYBODY, 200, 405),
    "handed-in-new": Row({"reviewer"}, 200, 422),
    "runs": Row(EVERYBODY, 200, 405),
    "documents": Row(EVERYBODY, 200, 405),
    "mfa_index": Row(EVERYBODY, 200, 405),
    "usersessions_list": Row(EVERYBODY, 200, 302),
    "tokens": Row(_ALL, 200, 405),
    # Whoever has not just shown who they are is asked for it.
    "token-new": Row(_ALL, 302, 302),
    "token-revoke": Row(_ALL, 405, 404),
}
#: Objects of other tables that are not there, or steps of allauth's own that ask for
#: the password again: tried for roles in their own tests.
ELSEWHERE = {
    *("by-hand", "by-hand-begin", "by-hand-page", "by-hand-discard"),
    *("review-first", "review-reading", "review-accept", "review-correct"),
    *("review-reject", "review-reopen", "review-page-picture", "review-close-up"),
    *("review-crop", "review-crop-take-back", "review-crop-picture"),
    *("review-batch", "review-batch-reopen", "run", "job-retry", "document"),
    *("ledger-change", "ledger-confirm", "ledger-dismiss", "ledger-reopen"),
    *("original", "set_language", "session-end", "invitation", "quick-exit"),
    *("account_login", "account_logout", "account_change_password"),
    *("account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    *("mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *("mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_login_webauthn"),
}
#: Acts on the case itself, so that the object would not be the same for the next.
_CHANGES_THE_OBJECT = {
    ("case-person-remove", "post"),
    ("case-conclusion-remove", "post"),
    ("case-tag", "post"),
    ("case-link", "post"),
    ("case-unmerge", "post"),
}


# The mark has the database made when this module runs alone; the world is later.
@pytest.mark.django_db(transaction=True)
def test_every_address_has_its_row() -> None:
    names = {item.name for item in staff_addresses()}
    rows = [
        *(set(CASES), set(PARTS), set(IMPORTS), set(HANDED_IN), set(PAGES)),
        ELSEWHERE,
    ]
    assert names == set().union(*rows)
    assert sum(map(len, rows)) == len(names)


def expected(role: str, case: str, row: Row, method: str) -> int:
    """Return the status that the table says."""
    answered = row.get if method == "get" else row.post
    if answered == 405:
        return 405
    if case == "erased":
        return 410 if role in OF_THE_HOUSE else 404
    if case not in SEES[role]:
        return 404
    if role not in row.roles or (case == "closed" and not row.when_closed):
        return 403
    return answered


@pytest.mark.timeout(600)
def test_the_matrix_of_cases(world: World) -> None:
    wrong: list[str] = []
    tried = 0
    for role, case, (name, row), method in product(
        SEES, world.cases, CASES.items(), ("get", "post")
    ):
        address = reverse(name, args=[world.cases[case]])
        answer = getattr(world.clients[role], method)(address)
        status = expected(role, case, row, method)
        if name == "case-merge" and case == "draft" and status in (200, 422):
            status = 409  # a draft is merged with nothing
        if answer.status_code != status:
            wrong.append(
                f"{role} {method} {name} {case}: {answer.status_code} {status}"
            )
        if status in {403, 404, 405, 410}:
            body = answer.content.decode()
            wrong += [f"{role} {name}: {w}" for w in PLANTED if w in body]
        tried += 1
    assert not wrong, "\n".join(wrong)
    assert tried > 1000


def test_the_matrix_of_what_hangs_on_a_case(world: World) -> None:
    wrong: list[str] = []
    for role, (name, row), method in product(SEES, PARTS.items(), ("get", "post")):
        address = reverse(name, args=world.parts[name])
        if (name, method) in _CHANGES_THE_OBJECT:
            continue
        answer = getattr(world.clients[role], method)(address)
        answer.close()
        status = expected(role, "day", row, method)
        if name.startswith("export") and status == 403:
            status = 404  # another's export is not there
        if answer.status_code != status:
            wrong.append(f"{role} {method} {name}: {answer.status_code} {status}")
    assert not wrong, "\n".join(wrong)
    for role in set(SEES) - {"worker", "supervisor"}:
        for name, _method in _CHANGES_THE_OBJECT:
            gone = reverse(name, args=world.parts[name])
            assert world.clients[role].post(gone).status_code == 404


def test_the_matrix_of_an_import(world: World) -> None:
    wrong: list[str] = []
    for (name, row), role, method in product(IMPORTS.items(), SEES, ("get", "post")):
        if (name, method) == ("import-cancel", "post") and role in row.roles:
            continue  # the last of all
        answer = getattr(world.clients[role], method)(reverse(name, args=[world.past]))
        status = row.get if method == "get" else row.post
        if status != 405 and role not in SEES_IMPORT:
            status = 404
        elif status != 405 and role not in row.roles:
            status = 403
        elif (role, name, method) == ("supervisor", "import", "get"):
            status = 200  # the columns are not theirs to name
        if answer.status_code != status:
            wrong.append(f"{role} {method} {name}: {answer.status_code} {status}")
        if role not in SEES_IMPORT:
            wrong += [f"{role} {name}" for w in PLANTED if w in answer.content.decode()]
    assert not wrong, "\n".join(wrong)
    last = world.clients["supervisor"].post(reverse("import-cancel", args=[world.past]))
    assert last.status_code == 302


def test_the_matrix_of_a_file_handed_in(world: World) -> None:
    OversightBody.objects.get_or_create(
        slug="opcc-bc", defaults={"name": "OPCC", "jurisdiction": "CA-BC"}
    )
    file_id = handed_in(UGLY, world.users["reviewer"])
    wrong: list[str] = []
    for (name, row), role, method in product(HANDED_IN.items(), SEES, ("get", "post")):
        address = reverse(name, args=[file_id])
        answer = getattr(world.clients[role], method)(address)
        status = row.get if method == "get" else row.post
        if status != 405 and role not in row.roles:
            status = 403
        elif (role, name, method) == ("reviewer", "handed-in-file", "get"):
            status = 302  # to the columns
        if answer.status_code != status:
            wrong.append(f"{role} {method} {name}: {answer.status_code} {status}")
    assert not wrong, "\n".join(wrong)


def test_the_matrix_of_pages(world: World) -> None:
    wrong: list[str] = []
    for role, (name, row), method in product(SEES, PAGES.items(), ("get", "post")):
        arguments: dict[str, list[Any]] = {
            "person-close": [999_999],
            "member": [999_999],
            "invitation-revoke": [UUID(int=7)],
            "case-filter-forget": [UUID(int=7)],
            "token-revoke": [UUID(int=7)],
            "source-read": ["no_such_source"],
            "alarm-address-remove": [999_999],
            "release-work": [UUID(int=7)],
            "release-changes": ["2026-11-22.1", "statistics"],
            "release-picture": ["2026-11-22.1", "0" * 64],
            **{
                f"release{step}": ["2026-11-22.1"]
                for step in (
                    *("", "-rebuild", "-vote", "-return", "-publish", "-rollback"),
                )
            },
        }
        address = reverse(name, args=arguments.get(name, []))
        answer = getattr(world.clients[role], method)(address)
        answered = row.get if method == "get" else row.post
        status = answered if role in row.roles or answered == 405 else 403
        of_people = name in {"person-close", "member", "invitation-revoke"}
        if of_people and role in {"administrator", *_SUPERVISORS}:
            status = 405 if answered == 405 else 404
        if name == "cases-file" and role not in row.roles and method == "get":
            status = 404
        if name == "usersessions_list" and method == "post":
            continue  # ends the other sessions of the role
        if answer.status_code != status:
            wrong.append(f"{role} {method} {name}: {answer.status_code} {status}")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_gets_the_login_for_everything(world: World) -> None:
    stranger = Client()
    addresses = {reverse(n, args=[pk]) for n in CASES for pk in world.cases.values()}
    addresses |= {reverse(n, args=a) for n, a in world.parts.items()}
    addresses |= {reverse(n, args=[world.past]) for n in IMPORTS}
    addresses |= {i.address for i in staff_addresses()} - OPEN
    wrong: list[str] = []
    for address, method in product(sorted(addresses), ("get", "post")):
        answer = getattr(stranger, method)(address)
        to = answer.get("Location", "")
        if answer.status_code != 302 or not to.startswith("/account/login/?next="):
            wrong.append(f"{method} {address}: {answer.status_code} {to}")
    assert not wrong, "\n".join(wrong)


def test_a_refused_request_for_a_case_is_one_entry(world: World) -> None:
    for role, case in (
        ("other_worker", "day"),
        ("reviewer", "far"),
        ("intake", "none"),
    ):
        last = AuditEvent.objects.order_by("-seq")[0].seq
        world.clients[role].get(reverse("case", args=[world.cases[case]]))
        entry = AuditEvent.objects.get(seq__gt=last, object_type="case")
        assert (entry.action, entry.outcome) == ("case.access", "denied")
        assert entry.actor_id == world.users[role].pk
        assert entry.object_id == str(world.cases[case])
        assert entry.details == {"deed": Deed.SEE.value}


def test_the_world_is_as_described(world: World) -> None:
    for role, user in world.users.items():
        with acting_as(user, Purpose.REQUEST):
            seen = set(Case.objects.values_list("pk", flat=True))
            assert {n for n, pk in world.cases.items() if pk in seen} == SEES[role]
            buried = Tombstone.objects.filter(pk=world.cases["erased"]).exists()
            assert buried == (role in OF_THE_HOUSE)
    with acting_as(world.users["worker"], Purpose.REQUEST):
        assert services.read_case(world.cases["day"]).people
