"""The staff API: what a case is there, who saves second, what is refused and how."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.cases.content import CaseText
from accountability.cases.drafts import draft_of, save_draft
from accountability.cases.erasure import ask_for_erasure, decide_erasure
from accountability.cases.errors import PartMissingError
from accountability.models import AuditEvent, Case, ErasureReason
from accountability.vocab import CaseStatus
from accountability.vocab.tokens import TokenScope
from tests.accounts import log_in
from tests.casework import PLANTED, SECRET_WORDS, House, department
from tests.staff_api import API, PROBLEM, Program, token_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]


@pytest.fixture
def house() -> House:
    return House()


def whole(house: House, **more: Any) -> dict[str, Any]:
    return {
        "team": house.day.pk,
        "received_month": "2026-05",
        "reported_to": "nobody",
        "not_reported_because": ["stigma"],
        "narrative": "Told by the Quayside-Motel.\nTwice.",
        "occurred": "spring 2023",
        "place": "corner of Wyvern",
        "wishes": "an apology",
        "harm": "none_known",
        "reporting": "",
        "officers": [
            {
                "description": "short hair",
                "acts": [
                    {"told": "laughed", "allegation_class": "discourtesy"},
                    {"told": "took no report", "subtype": "inadequate_investigation"},
                ],
            },
            {"description": "not known", "acts": [{"told": "never called"}]},
        ],
        "people": [{"role": "affected", "name": "Marigold", "contact": "by day"}],
        "consents": [{"purpose": "keep", "given": True, "witness": "Ana"}],
        **more,
    }


def last_seq() -> int:
    return AuditEvent.objects.order_by("-seq")[0].seq


def test_a_case_told_by_a_program_is_the_case_told_on_the_page(house: House) -> None:
    saanich = department()
    program = Program.of(house.worker)
    answer = program.enter(whole(house, department="saanich"))
    assert answer.status_code == 201, answer.content
    page = log_in(Client(), house.worker)
    typed = {
        "team": house.day.pk,
        "received_month": "2026-05",
        "department": saanich.pk,
        "reported_to": "nobody",
        "not_reported_because": ["stigma"],
        "narrative": "Told by the Quayside-Motel.\nTwice.",
        "occurred": "spring 2023",
        "place": "corner of Wyvern",
        "wishes": "an apology",
        "harm": "none_known",
        "officer-0-description": "short hair",
        "officer-0-act-0-told": "laughed",
        "officer-0-act-0-kind": "discourtesy",
        "officer-0-act-1-told": "took no report",
        "officer-0-act-1-kind": "inadequate_investigation",
        "officer-1-description": "not known",
        "officer-1-act-0-told": "never called",
        "affected_name": "Marigold",
        "affected_contact": "by day",
        "consent_keep": "yes",
        "witness": "Ana",
    }
    stored = page.post(reverse("case-new"), typed)
    assert stored.status_code == 302, stored.content
    other = UUID(stored["Location"].rstrip("/").split("/")[-1])
    one, two = answer.json(), program.get(f"cases/{other}/").json()
    own = {"id", "number", "url", "touched_at", "recorded_at"}

    def without_ids(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: without_ids(v) for k, v in value.items() if k not in own}
        if isinstance(value, list):
            return sorted(map(without_ids, value), key=json.dumps)
        return value

    assert without_ids(one) == without_ids(two)
    assert one["officers"]
    assert one["allegation_class"] == "discourtesy"


def test_the_same_key_enters_one_case(house: House) -> None:
    program, key = Program.of(house.worker), str(uuid4())
    first = program.enter(whole(house), key)
    again = program.enter(whole(house), key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = program.enter(whole(house, narrative="something else"), key)
    assert other.status_code == 409
    assert program.enter(whole(house)).status_code == 201
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.count() == 2
    # A colleague's key is another key, though it be the same.
    assert Program.of(house.intake).enter(whole(house), key).status_code == 201


def test_two_at_the_same_moment_enter_one_case(house: House) -> None:
    token, key = token_of(house.worker), str(uuid4())

    def enter(_: int) -> int:
        try:
            return int(Program(token).enter(whole(house), key).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(enter, range(4))) == [200, 200, 200, 201]
    with acting_as(house.worker, Purpose.REQUEST):
        assert Case.objects.count() == 1


def test_a_key_of_a_case_that_was_handed_over_enters_no_second(house: House) -> None:
    program, key = Program.of(house.intake), str(uuid4())
    made = program.enter(whole(house), key).json()
    moved = program.post(
        f"cases/{made['id']}/moves/", {"to": "open", "revision": made["revision"]}
    )
    assert moved.status_code == 200
    assert moved.json()["status"] == "open"
    assert program.get(f"cases/{made['id']}/").status_code == 404
    assert program.enter(whole(house), key).status_code == 409
    with acting_as(house.supervisor, Purpose.REQUEST):
        assert Case.objects.count() == 1
        assert services.read_case(made["id"]).text.narrative.startswith("Told by")


def test_a_key_of_an_erased_case_enters_no_second(house: House) -> None:
    program, key = Program.of(house.worker), str(uuid4())
    made = program.enter(whole(house), key).json()["id"]
    with acting_as(house.worker, Purpose.REQUEST):
        ask_for_erasure(UUID(made), ErasureReason.DANGER)
    with acting_as(house.supervisor, Purpose.REQUEST):
        decide_erasure(UUID(made), agreed=True)
    assert program.enter(whole(house), key).status_code == 410
    assert program.get(f"cases/{made}/").status_code == 410


def test_an_attempt_that_broke_down_does_not_spoil_its_key(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, key = Program.of(house.worker), str(uuid4())
    program.client.raise_request_exception = False

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    last = last_seq()
    with monkeypatch.context() as patch:
        patch.setattr("accountability.cases.entering.add_person", break_down)
        broken = program.enter(whole(house), key)
    assert broken.status_code == 500
    assert broken["Content-Type"] == PROBLEM
    with acting_as(house.worker, Purpose.REQUEST):
        assert not Case.objects.exists()
    entries = AuditEvent.objects.filter(seq__gt=last, action="case.enter")
    assert [e.outcome for e in entries.order_by("seq")] == ["allowed", "rolled_back"]
    assert program.enter(whole(house), key).status_code == 201


def test_two_changes_of_one_revision_keep_both(house: House) -> None:
    case = house.case()
    one, two = Program.of(house.worker), Program.of(house.supervisor)
    first = one.patch(
        f"cases/{case.pk}/", {"revision": case.revision, "place": "Elm Street"}
    )
    assert first.status_code == 200
    late = {"revision": case.revision, "wishes": "something else", "narrative": ""}
    second = two.patch(f"cases/{case.pk}/", late)
    assert second.status_code == 409
    present = second.json()["revision"]
    assert present == first.json()["revision"]
    found = one.get(f"cases/{case.pk}/").json()
    assert found["place"] == "Elm Street"
    assert found["wishes"] == SECRET_WORDS.wishes
    assert found["narrative"] == SECRET_WORDS.narrative
    again = two.patch(f"cases/{case.pk}/", {"revision": present, "wishes": "peace"})
    assert again.json()["wishes"] == "peace"
    assert again.json()["place"] == "Elm Street"


def test_a_change_leaves_what_it_does_not_name(house: House) -> None:
    program = Program.of(house.worker)
    before = program.enter(whole(house)).json()
    officer, other = sorted(before["officers"], key=lambda o: -len(o["acts"]))
    change = {
        "revision": before["revision"],
        "outcome": "substantiated",
        "officers": [
            {
                "id": officer["id"],
                "acts": [
                    {"id": officer["acts"][0]["id"], "removed": True},
                    {"told": "came back"},
                ],
            }
        ],
        "people": [{"id": before["people"][0]["id"], "role": "affected", "name": "M."}],
    }
    after = program.patch(f"cases/{before['id']}/", change).json()
    same = set(before) - {"revision", "touched_at", "outcome", "officers", "people"}
    assert {n: after[n] for n in same} == {n: before[n] for n in same}
    kept = {o["id"]: o for o in after["officers"]}
    assert kept[other["id"]] == other
    assert kept[officer["id"]]["description"] == "short hair"
    assert [act["told"] for act in kept[officer["id"]]["acts"]] == [
        officer["acts"][1]["told"],
        "came back",
    ]
    assert [p["name"] for p in after["people"]] == ["M."]


def test_a_change_that_is_refused_half_way_stores_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, program, last = house.case(), Program.of(house.worker), last_seq()

    def refuse(*_: object, **__: object) -> None:
        raise PartMissingError("people.0.id")

    monkeypatch.setattr("accountability.cases.entering.add_person", refuse)
    change = {
        "revision": case.revision,
        "place": "Elm Street",
        "people": [{"role": "witness", "name": "Ana"}],
    }
    assert program.patch(f"cases/{case.pk}/", change).status_code == 422
    found = program.get(f"cases/{case.pk}/").json()
    assert (found["revision"], found["place"]) == (case.revision, SECRET_WORDS.place)
    changes = AuditEvent.objects.filter(seq__gt=last, action="case.change")
    assert [e.outcome for e in changes.order_by("seq")] == ["allowed", "rolled_back"]


def test_a_program_does_not_throw_away_what_somebody_types(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        save_draft(case.pk, {"narrative": ["half told"]}, tab="one", sequence=1)
    change = {"revision": case.revision, "place": "Elm Street"}
    assert (
        Program.of(house.worker).patch(f"cases/{case.pk}/", change).status_code == 200
    )
    with acting_as(house.worker, Purpose.REQUEST):
        kept = draft_of(case.pk)
        assert kept is not None
        assert kept.typed == {"narrative": ["half told"]}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"received_month": "2026-5"}, "received_month"),
        ({"received_month": "2099-01"}, "received_month"),
        ({"team": 10**15}, "team"),
        ({"department": "nowhere"}, "department"),
        ({"outcome": "unfair"}, "outcome"),
        ({"narrative": None}, "narrative"),
        ({"narrative": "a\x00b"}, "narrative"),
        ({"place": "x" * 10_001}, "place"),
        ({"officers": [{}] * 51}, "officers"),
        ({"officers": [{"acts": [{"told": 3}]}]}, "officers.0.acts.0.told"),
        ({"officers": [{"id": str(uuid4())}]}, "officers.0.id"),
        ({"people": [{"role": "respondent", "name": "x"}]}, "people.0.role"),
        ({"consents": [{"purpose": "share", "given": True}]}, "partner"),
        ({"consents": [{"purpose": "keep", "given": "yes"}]}, "consents.0.given"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(
    house: House, more: dict[str, Any], field: str
) -> None:
    answer = Program.of(house.worker).enter(whole(house, **more))
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == PROBLEM
    assert list(answer.json()["errors"]) == [field]
    assert not [word for word in PLANTED if word in answer.content.decode()]
    with acting_as(house.worker, Purpose.REQUEST):
        assert not Case.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b" ", b"{", b'{"text": "\\ud800"}', b'{"text": "\xff"}', b"[" * 100_000],
)
def test_what_is_not_json_is_a_bad_request(house: House, body: bytes) -> None:
    case = house.case()
    answer = Program.of(house.worker).post(f"cases/{case.pk}/notes/", body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM


def test_other_bodies_are_refused(house: House) -> None:
    case, program = house.case(), Program.of(house.worker)
    notes = f"{API}/cases/{case.pk}/notes/"
    token = {"Authorization": f"Bearer {program.token}"}
    form = program.client.post(notes, {"text": "a"}, headers=token)
    assert form.status_code == 415
    large = program.post(notes, {"text": "a" * 2_000_001})
    assert large.status_code == 413
    bare = program.post("cases/", whole(house))
    assert bare.status_code == 400
    assert bare.json()["parameter"] == "Idempotency-Key"
    unknown = {"people": [{"id": str(uuid4()), "role": "witness", "name": "x"}]}
    change = {"revision": case.revision, **unknown}
    answer = program.patch(f"cases/{case.pk}/", change)
    assert answer.json()["errors"] == {"people.0.id": "There is none like it here."}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("colour=red", "colour"),
        ("status=lost", "status"),
        ("status=open&status=draft", "status"),
        ("since=2026", "since"),
        ("department=nowhere", "department"),
        ("class=", "class"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=abc", "cursor"),
        ("number=%25", "number"),
    ],
)
def test_a_wrong_parameter_is_named(house: House, query: str, parameter: str) -> None:
    answer = Program.of(house.worker).get(f"cases/?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter


@pytest.mark.parametrize("address", ["me/", "vocabularies/", "cases/{}/"])
def test_a_parameter_is_never_ignored(house: House, address: str) -> None:
    case = house.case()
    answer = Program.of(house.worker).get(f"{address.format(case.pk)}?a=1")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "a")


def test_pages_follow_each_other_without_a_gap_and_decrypt_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [house.case(person=False) for _ in range(7)]
    house.case(team=house.night, by=house.other_worker)
    with acting_as(house.worker, Purpose.REQUEST):
        # The same moment twice: the id decides.
        Case.objects.filter(pk__in=[c.pk for c in made[:3]]).update(
            touched_at=made[0].touched_at
        )

    def never(*_: object) -> None:
        raise AssertionError("a list opens no key")

    monkeypatch.setattr("accountability.cases.keys.keystore", never)
    program, last = Program.of(house.worker), last_seq()
    address, found = "cases/?limit=2&status=open", []
    while address:
        answer = program.get(address)
        assert answer.status_code == 200
        found += [row["id"] for row in answer.json()["results"]]
        address = answer.json()["next"]
    assert sorted(found) == sorted(str(case.pk) for case in made)
    entries = AuditEvent.objects.filter(seq__gt=last)
    assert {e.action for e in entries.exclude(object_type="token")} == {"case.list"}


def test_filters_narrow_the_list(house: House) -> None:
    saanich = department()
    old = house.case(received_month=date(2026, 1, 1))
    new = house.case(status=CaseStatus.DRAFT, department_id=saanich.pk)
    program = Program.of(house.worker)

    def ids(query: str) -> set[str]:
        return {row["id"] for row in program.get(f"cases/?{query}").json()["results"]}

    assert ids("") == {str(old.pk), str(new.pk)}
    assert ids("status=draft") == ids("department=saanich") == {str(new.pk)}
    assert ids("since=2026-02") == {str(new.pk)}
    assert ids(f"number={old.number}") == ids(f"number={old.number[:6].lower()}")
    assert ids(f"number={old.number}") == {str(old.pk)}
    assert ids("class=deceit") == set()


def test_reading_a_case_is_one_entry(house: House) -> None:
    case, program = house.case(), Program.of(house.worker)
    last = last_seq()
    assert (
        program.get(f"cases/{case.pk}/").json()["narrative"] == SECRET_WORDS.narrative
    )
    entry = AuditEvent.objects.get(seq__gt=last)
    assert (entry.action, entry.outcome) == ("case.view", "allowed")
    assert entry.actor_id == house.worker.pk
    assert entry.object_id == str(case.pk)
    assert entry.purpose == "request"


def test_notes_answers_and_moves_arrive_at_the_case(house: House) -> None:
    case, program = house.case(), Program.of(house.worker)
    at = f"cases/{case.pk}"
    assert program.post(f"{at}/notes/", {"text": "called back"}).status_code == 201
    given = {"purpose": "quote", "given": True, "expires_on": "2030-01-01"}
    assert program.post(f"{at}/consents/", given).status_code == 201
    share = program.post(f"{at}/consents/", {"purpose": "share", "given": True})
    assert share.json()["errors"].keys() == {"partner"}
    bare = {"to": "closed", "revision": case.revision}
    assert program.post(f"{at}/moves/", bare).json()["errors"].keys() == {"reason"}
    stale = {**bare, "revision": 0, "reason": "done"}
    assert program.post(f"{at}/moves/", stale).json()["revision"] == case.revision
    nowhere = {**bare, "to": "draft", "reason": "done"}
    assert program.post(f"{at}/moves/", nowhere).status_code == 409
    assert program.post(f"{at}/moves/", {**bare, "reason": "done"}).status_code == 200
    found = program.get(f"{at}/").json()
    assert [note["text"] for note in found["notes"]] == ["called back"]
    stands = {c["purpose"]: c for c in found["consents"]}
    assert stands["quote"]["stands"]
    assert stands["quote"]["expires_on"] == "2030-01-01"
    assert not stands["share"]["stands"]
    assert (found["status"], found["moves"][0]["reason"]) == ("closed", "done")
    assert program.patch(f"{at}/", {"revision": 1}).status_code == 403


def test_me_and_the_vocabularies_say_what_a_program_needs(house: House) -> None:
    department()
    me = Program.of(house.worker, TokenScope.READ).get("me/").json()
    assert me["roles"] == [{"organisation": "harbour", "role": "case_worker"}]
    assert [team["id"] for team in me["teams"]] == [house.day.pk]
    assert me["token"]["scope"] == "read"
    words = Program.of(house.worker).get("vocabularies/").json()
    assert {"code", "english", "french"} <= words["terms"]["harm"][0].keys()
    assert [d["slug"] for d in words["departments"]] == ["saanich"]


def test_no_problem_and_no_log_line_repeats_what_was_told(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    program = Program.of(house.worker)
    program.client.raise_request_exception = False
    word = "CanaryZwitscher"
    case = house.case(text=CaseText(narrative=word))
    at = f"cases/{case.pk}"
    answers = [
        program.enter({word: 1, "narrative": [word]}),
        program.enter(whole(house, received_month=word, harm=word, team=word)),
        program.patch(f"{at}/", {"revision": 0, "narrative": word}),
        program.patch(f"{at}/", {"revision": case.revision, "department": word}),
        program.post(f"{at}/notes/", f'{{"text": "{word}'.encode()),
        program.post(f"{at}/consents/", {"purpose": word, "given": True}),
        program.post(f"{at}/moves/", {"to": word, "revision": 1, "reason": word}),
        program.post(f"cases/{uuid4()}/notes/", {"text": word}),
    ]

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("accountability.staff.api.cases.case_of", break_down)
    answers.append(program.get(f"{at}/"))
    assert [a.status_code for a in answers] == [
        *(422, 422, 409, 422, 400, 422, 422, 404, 500)
    ]
    # The name of an unknown field is said, if it looks like a name; no value ever is.
    assert word in answers[0].json()["errors"]
    for answer in answers[1:]:
        assert answer["Content-Type"] == PROBLEM
        assert word not in answer.content.decode()
    assert "broken on purpose" in caplog.text
    assert word not in caplog.text
    assert program.token not in caplog.text
    odd = program.enter({"not a name: Marigold": 1})
    assert "Marigold" not in odd.content.decode()
