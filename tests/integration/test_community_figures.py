"""From cases to protected figures: who counts, noise once, budget, the record."""

import csv
import json
import re
from collections import Counter
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.cases.content import PersonText
from accountability.cases.keys import new_key
from accountability.cases.people import add_person
from accountability.cases.public_view import public_view
from accountability.models import (
    Case,
    CommunityCube,
    CommunityDrawing,
    ReleaseWork,
    User,
    WorkKind,
    WorkState,
)
from accountability.publication import services
from accountability.publication.community import drawing, fitting
from accountability.publication.community.drawing import draw, due
from accountability.publication.community.eligible import (
    contribution_key,
    eligible_records,
    token_of,
)
from accountability.publication.community.fitting import fit_drawing, unfitted
from accountability.publication.community.policy import policy
from accountability.publication.community.record import community_record
from accountability.publication.disclosure import margins
from accountability.publication.disclosure.contributions import Record, admitted
from accountability.publication.disclosure.domains import standard_domain
from accountability.publication.refusals import PublicationRefusedError
from accountability.publication.shelf import releases_root
from accountability.publication.work import ask
from accountability.release.bundle import csv_path, parquet_path
from accountability.release.community.answers import answer
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import Question
from accountability.release.reader import Reader
from accountability.release.schema import COMMUNITY, COMMUNITY_FIGURES
from accountability.vocab import CaseStatus, OutcomeGroup, PersonRole
from accountability.vocab.community import Vintage
from tests.accounts import log_in
from tests.casework import SECRET_PERSON
from tests.community import ANNUAL, SMALL, Counted, write_policy
from tests.release_desk import ReleaseRoom, do_all

pytestmark = pytest.mark.django_db(transaction=True)
YEARS = Cohort(2022, 2024)


@pytest.fixture(autouse=True)
def fewer_replicates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bootstrap less: how good the margins are is the audit's to say (T9)."""
    monkeypatch.setattr(
        fitting, "standard_errors", partial(margins.standard_errors, replicates=4)
    )


@pytest.fixture
def room() -> ReleaseRoom:
    return ReleaseRoom()


@pytest.fixture
def counted(room: ReleaseRoom) -> Counted:
    return Counted()


@pytest.fixture
def small(settings: Any, tmp_path: Path) -> Path:
    return write_policy(settings, tmp_path, SMALL)


def client(user: User) -> Client:
    return log_in(Client(), user)


def drawn_and_fitted(room: ReleaseRoom) -> list[ReleaseWork]:
    """Have a worker draw what is due."""
    ask(WorkKind.DRAW, by=room.author)
    return do_all()


def records(counted: Counted) -> Counter[tuple[str, ...]]:
    """Return the codes of every case that counts."""
    domain = standard_domain(["delta", "oak-bay", "saanich", "vancouver", "victoria"])
    with acting_as(SYSTEM, Purpose.STATISTICS):
        found = eligible_records(counted.house.organisation, YEARS, domain)
    return Counter(record.codes for record in found)


# Who counts.


def test_only_consented_cases_of_the_cohort_count(counted: Counted) -> None:
    [kept, refused, merged, drafted, staged] = counted.cases(5, year=2023)
    counted.cases(3, year=2021)
    counted.answer(refused, given=False)
    with acting_as(counted.house.worker, Purpose.REQUEST):
        Case.objects.filter(pk=drafted.pk).update(status=CaseStatus.DRAFT.value)
        Case.objects.filter(pk=merged.pk).update(
            status=CaseStatus.MERGED.value, merged_into=kept
        )
    assert records(counted).total() == 2
    counted.answer(kept, given=False)
    assert records(counted).total() == 1
    counted.answer(kept, given=True)
    assert records(counted).total() == 2
    assert staged.pk


def test_a_department_that_is_not_in_the_register_counts_as_unknown(
    counted: Counted,
) -> None:
    counted.cases(1, department=None)
    [codes] = records(counted)
    assert codes[0] == "unknown"


def test_another_organisation_is_not_counted(counted: Counted) -> None:
    counted.cases(2)
    other = Counted(type(counted.house)("other"), seed=8)
    other.cases(4)
    assert records(counted).total() == 2
    assert records(other).total() == 4


def test_of_one_person_three_cases_count_whatever_she_is_called(
    counted: Counted,
) -> None:
    cases = counted.cases(12)
    alone = cases[:5]
    people = [SECRET_PERSON] * 3 + [PersonText(name="Goldie", contact="604 555 0199")]
    for case in cases:
        new_key(case.pk)
    with acting_as(counted.house.worker, Purpose.REQUEST):
        for case, person in zip(cases[5:9], people, strict=True):
            add_person(case.pk, PersonRole.AFFECTED, person)
        for case in cases[9:]:
            # The same outreach worker tells it; it happened to somebody else each time.
            add_person(case.pk, PersonRole.COMPLAINANT, SECRET_PERSON)
            add_person(
                case.pk, PersonRole.AFFECTED, PersonText(name=f"Synthetic {case.pk}")
            )
    domain = standard_domain(["delta"])
    organisation = counted.house.organisation
    with acting_as(SYSTEM, Purpose.STATISTICS):
        found = eligible_records(organisation, YEARS, domain)
    kept = admitted(found, cohort=YEARS, key=contribution_key(organisation))
    by_case = {record.case: record.complainant for record in found}
    assert all(by_case[case.pk.bytes] is None for case in alone)
    assert len({by_case[case.pk.bytes] for case in cases[5:9]}) == 1
    assert len({by_case[case.pk.bytes] for case in cases[9:]}) == 3
    assert len(found) == 12
    assert len(kept) == 11


#: Marks as cases have them: some people share a phone number, some have several.
_MARKS = st.lists(
    st.tuples(
        st.sampled_from(["affected", "complainant"]),
        st.sampled_from(["contact", "name"]),
        st.sampled_from([b"a", b"b", b"c", b"d"]),
    ),
    max_size=4,
)


@given(
    marks=st.lists(_MARKS, min_size=1, max_size=14), left_out=st.integers(min_value=0)
)
def test_one_case_more_or_less_moves_at_most_one_other(
    marks: list[list[tuple[str, str, bytes]]], left_out: int
) -> None:
    """Sensitivity: what a case can change is itself, and one that the cap trades."""
    whole = [
        Record(bytes([number]), ("x",), token_of(held) if held else None)
        for number, held in enumerate(marks)
    ]
    gone = whole[left_out % len(whole)]
    rest = [record for record in whole if record is not gone]
    key = b"0" * 32
    with_it, without = (
        {record.case for record in admitted(some, cohort=YEARS, key=key)}
        for some in (whole, rest)
    )
    others = (with_it ^ without) - {gone.case}
    of_the_same = [r for r in rest if r.complainant == gone.complainant]
    crowded = gone.complainant is not None and len(of_the_same) >= 3
    assert len(others) <= (1 if crowded else 0)


# Drawn once.


def test_from_cases_to_a_published_table(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    counted.cases(300, year=2023)
    [work] = drawn_and_fitted(room)
    assert (work.state, work.failure) == (WorkState.DONE, "")
    release = room.published()
    reader = Reader(releases_root() / release.name)
    record = reader.community
    assert record is not None
    assert [entry.cube.cohort for entry in record.entries] == [YEARS]
    with csv_path(reader.bundle, COMMUNITY_FIGURES).open() as stream:
        rows = list(csv.DictReader(stream))
    total = next(
        row
        for row in rows
        if row["cohort"] == "2022-2024"
        and all(row[name] == "all" for name in ("department", "outcome", "reporting"))
        and row["allegation_class"] == "all"
    )
    # The noise of the total is that of epsilon 0.24 at the most: 60 is beyond 1e-6.
    assert abs(int(total["n"]) - 300) < 60
    hidden = [row for row in rows if row["display"] == "not_shown"]
    assert hidden
    assert all(row["n"] == row["moe90"] == "" for row in hidden)
    assert "community" in json.loads(
        (reader.bundle / "public" / "methodology.json").read_text()
    )
    checks = {c["name"]: c for c in release.audits.get().checks}
    assert checks["community_sums"]["number"] > 5_000
    assert all(check["passed"] for check in checks.values())


def test_the_database_holds_no_true_count(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    """What is stored is what was drawn: it is not what was counted."""
    counted.cases(200, year=2023)
    drawn_and_fitted(room)
    row = CommunityDrawing.objects.get()
    told = json.loads(bytes(row.measurements))
    truth = records(counted)
    by_department = Counter[str]()
    for codes, number in truth.items():
        by_department[codes[0]] += number
    [measured] = [
        table for table in told["tables"] if table["dimensions"] == ["department"]
    ]
    codes = told["dimensions"][0]["codes"]
    exact = [by_department[code] for code in codes]
    assert measured["values"] != exact
    assert row.epsilon == sum(
        (table["epsilon"] for table in told["tables"]), start=0
    ) or float(row.epsilon) == pytest.approx(sum(t["epsilon"] for t in told["tables"]))


def test_a_vintage_is_drawn_once_and_never_again(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    counted.cases(50)
    [scheduled] = due(policy())  # type: ignore[arg-type]
    first = draw(scheduled, by=room.author)
    counted.cases(50)
    again = draw(scheduled, by=room.author)
    assert (first.pk, bytes(first.measurements)) == (
        again.pk,
        bytes(again.measurements),
    )
    assert due(policy()) == []  # type: ignore[arg-type]
    fit_drawing(first)
    with pytest.raises(PublicationRefusedError, match="no vintage is due"):
        ask(WorkKind.DRAW, by=room.author)


def test_preliminary_then_final_then_nothing(
    counted: Counted, room: ReleaseRoom, settings: Any, tmp_path: Path
) -> None:
    write_policy(settings, tmp_path, ANNUAL)
    decided = policy()
    assert decided is not None
    assert [(d.cohort.label, d.vintage) for d in due(decided, on=date(2024, 6, 1))] == [
        ("2023", Vintage.PRELIMINARY)
    ]
    # The final vintage's day has come: the preliminary one is not drawn any more.
    assert [
        (d.cohort.label, d.vintage) for d in due(decided, on=date(2026, 11, 1))
    ] == [("2024", Vintage.PRELIMINARY), ("2023", Vintage.FINAL)]
    assert due(decided, on=date(2024, 1, 1)) == []


def insert(counted: Counted, room: ReleaseRoom, **facts: Any) -> CommunityDrawing:
    """Put a row into the ledger by hand."""
    row = {
        "first_year": 2023,
        "last_year": 2023,
        "vintage": "preliminary",
        "epsilon": "0.50",
        "scheduled": date(2024, 4, 2),
        "plan_kind": "annual",
        "plan": {},
        "plan_sha256": "",
        "code_sha256": "",
        "measurements": b"{}",
        "measurements_sha256": "",
        "organisation": counted.house.organisation,
        "drawn_by": room.author,
    }
    with transaction.atomic():
        return CommunityDrawing.objects.create(**{**row, **facts})


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"vintage": "third", "epsilon": "0.10"}, "community_drawing_vintage_code"),
        ({"vintage": "final", "epsilon": "0.10"}, "community_drawing_once"),
        ({"last_year": 2024, "epsilon": "0.10"}, "has one of these years"),
        ({"first_year": 2020, "last_year": 2030}, "has one of these years"),
        ({"first_year": 2019, "last_year": 2019, "epsilon": "2.01"}, "is spent"),
        ({"first_year": 2019, "last_year": 2019, "epsilon": "0"}, "drawing_epsilon"),
        ({"first_year": 2019, "last_year": 2018}, "drawing_years"),
    ],
)
def test_the_database_refuses_a_third_vintage_and_shared_years(
    counted: Counted, room: ReleaseRoom, facts: dict[str, Any], constraint: str
) -> None:
    insert(counted, room)
    insert(counted, room, vintage="final")
    with pytest.raises(IntegrityError, match=constraint):
        insert(counted, room, **facts)
    assert CommunityDrawing.objects.count() == 2


def test_the_database_refuses_to_spend_more_than_the_lifetime_budget(
    counted: Counted, room: ReleaseRoom
) -> None:
    insert(counted, room)
    with pytest.raises(IntegrityError, match="budget of this cohort is spent"):
        insert(counted, room, vintage="final", epsilon="1.51")
    insert(counted, room, vintage="final", epsilon="1.50")
    insert(counted, room, first_year=2024, last_year=2024, vintage="final", epsilon="2")
    with pytest.raises(IntegrityError, match="preliminary follows"):
        insert(counted, room, first_year=2024, last_year=2024, epsilon="0.00001")


@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_nothing_drawn_is_changed_or_taken_back(
    counted: Counted, room: ReleaseRoom, small: Path, verb: str
) -> None:
    counted.cases(20)
    drawn_and_fitted(room)
    for table, column in (
        ("communitydrawing", "epsilon"),
        ("communitycube", "made_at"),
    ):
        statement = verb.format(f"accountability_{table}", column, column)
        with (
            pytest.raises(ProgrammingError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# What does not move.


def test_cases_that_come_and_go_move_nothing_public(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    cases = counted.cases(120)
    drawn_and_fitted(room)
    first = room.published()
    counted.cases(25)
    for case in cases[:5]:
        counted.answer(case, given=False)
    with acting_as(counted.house.worker, Purpose.REQUEST):
        Case.objects.filter(pk=cases[7].pk).update(outcome="unfounded")
    with pytest.raises(PublicationRefusedError, match="the same as in release"):
        room.draft()
    room.record.statistic(room.annual, 49, department="vancouver", key="other")
    second = room.published()
    root = releases_root()
    for table in COMMUNITY:
        for path in (csv_path, parquet_path):
            assert (
                path(root / first.name, table).read_bytes()
                == path(root / second.name, table).read_bytes()
            )
    assert Reader(root / second.name).info.community == (
        Reader(root / first.name).info.community
    )


def test_another_organisation_has_a_budget_of_its_own(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    counted.cases(60)
    drawn_and_fitted(room)
    other = Counted(type(counted.house)("other"), seed=8)
    insert(
        counted,
        room,
        organisation=other.house.organisation,
        first_year=2022,
        last_year=2024,
        vintage="final",
        epsilon="1.50",
    )
    checks = {c["name"]: c for c in room.draft().audits.get().checks}
    assert checks["community_budget"]["passed"]


def test_the_command_holds_a_release_to_its_cubes_and_the_ledger(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    counted.cases(80)
    drawn_and_fitted(room)
    release = room.published()
    said = StringIO()
    call_command("audit_disclosure", release=release.name, stdout=said)
    lines = said.getvalue().splitlines()
    assert [line[:2] for line in lines] == ["T1", "T2", "T3", "T7", "--"]
    assert all(" ok " in line for line in lines)
    place = csv_path(releases_root() / release.name, COMMUNITY_FIGURES)
    text = place.read_text()
    place.chmod(0o644)
    place.write_text(
        re.sub(r",shown,(\d+),", lambda m: f",shown,{int(m[1]) + 1},", text)
    )
    with pytest.raises(CommandError, match="community_sums"):
        call_command("audit_disclosure", release=release.name, stdout=StringIO())
    with pytest.raises(CommandError, match="no release"):
        call_command("audit_disclosure", release="2001-01-01.1", stdout=StringIO())


def test_a_record_that_moved_fails_the_gate(
    counted: Counted, room: ReleaseRoom, small: Path, monkeypatch: Any
) -> None:
    counted.cases(120)
    drawn_and_fitted(room)
    room.published()
    record = community_record()
    assert record is not None
    told = json.loads(record.to_bytes())
    told["cohorts"][0]["values"][0] += 1
    from accountability.publication import drafting
    from accountability.release.community.record import CommunityRecord

    changed = CommunityRecord.from_bytes(
        (json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n").encode()
    )
    monkeypatch.setattr(drafting, "community_record", lambda: changed)
    draft = room.draft()
    failed = {c["name"] for c in draft.audits.get().checks if not c["passed"]}
    assert failed == {"community_unmoved"}
    # A record that was never paid for, and one that is gone.
    told["cohorts"][0]["measurements_sha256"] = "0" * 64
    unpaid = CommunityRecord.from_bytes(
        (json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n").encode()
    )
    monkeypatch.setattr(drafting, "community_record", lambda: unpaid)
    draft = services.rebuild_draft(draft, by=room.author)
    failed = {c["name"] for c in draft.audits.latest().checks if not c["passed"]}
    assert failed == {"community_unmoved", "community_budget"}
    monkeypatch.setattr(drafting, "community_record", lambda: None)
    draft = services.rebuild_draft(draft, by=room.author)
    failed = {c["name"] for c in draft.audits.latest().checks if not c["passed"]}
    assert failed == {"community_unmoved"}


# Refusals.


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"plan": "annual"}, "annual plan is for 1000"),
        ({"cohorts": [{"cohort": "2024", "final": "2024-12-31"}]}, "before its end"),
        (
            {
                "cohorts": [
                    {"cohort": "2023-2024", "final": "2025-04-01"},
                    {"cohort": "2024", "final": "2025-04-01"},
                ]
            },
            "share a year",
        ),
        ({"groups": ["x"]}, "groups"),
        ({"expected": 0}, "expected"),
    ],
)
def test_a_policy_that_is_not_sound_is_refused_by_name(
    settings: Any, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    write_policy(settings, tmp_path, {**SMALL, **change})
    with pytest.raises(PublicationRefusedError, match=words) as refused:
        policy()
    assert refused.value.code == "policy_unreadable"


def test_code_without_a_kept_long_audit_draws_nothing(
    counted: Counted, room: ReleaseRoom, small: Path, settings: Any, monkeypatch: Any
) -> None:
    settings.DEMO = False
    monkeypatch.setattr(drawing, "may_be_used", lambda plan: False)
    counted.cases(20)
    with pytest.raises(PublicationRefusedError, match="audit_disclosure --long"):
        ask(WorkKind.DRAW, by=room.author)
    assert not CommunityDrawing.objects.exists()
    monkeypatch.setattr(drawing, "may_be_used", lambda plan: True)
    drawn_and_fitted(room)
    assert CommunityCube.objects.count() == 1
    assert unfitted() == []
    record = community_record()
    assert record is not None
    assert not record.synthetic


def test_who_is_no_releaser_draws_nothing(
    counted: Counted, room: ReleaseRoom, small: Path
) -> None:
    with pytest.raises(PublicationRefusedError, match="releasers"):
        ask(WorkKind.DRAW, by=counted.house.worker)
    [scheduled] = due(policy())  # type: ignore[arg-type]
    with pytest.raises(PublicationRefusedError, match="releasers"):
        draw(scheduled, by=counted.house.worker)


# At the desk.


def test_a_releaser_draws_at_the_desk_and_sees_what_will_show(
    counted: Counted, room: ReleaseRoom, small: Path, staff_pages: None
) -> None:
    counted.cases(90)
    page = client(room.author)
    looked = page.get("/releases/community/").content.decode()
    assert "due: not drawn yet" in looked
    assert "Nothing was drawn yet." in looked
    refused = page.post("/releases/community/draw/")
    assert refused.status_code == 422
    assert "Tick the box to go on." in refused.content.decode()
    assert not ReleaseWork.objects.exists()
    asked = page.post("/releases/community/draw/", {"known": "on"})
    [work] = do_all()
    assert asked.headers["Location"] == f"/releases/work/{work.pk}/"
    assert page.get(asked.headers["Location"]).headers["Location"] == (
        "/releases/community/"
    )
    looked = page.get("/releases/community/").content.decode()
    assert "What will show of 2022-2024" in looked
    assert "Draw what is due" not in looked
    release = room.draft()
    shown = page.get(f"/releases/{release.name}/").content.decode()
    assert "What will show of 2022-2024" in shown
    assert "Every community figure is paid for" in shown


def test_a_policy_that_can_not_be_used_is_said_at_the_desk(
    room: ReleaseRoom, settings: Any, tmp_path: Path, staff_pages: None
) -> None:
    write_policy(settings, tmp_path, {**SMALL, "plan": "annual"})
    looked = client(room.author).get("/releases/community/").content.decode()
    assert "can’t be used as it stands" in looked
    assert "annual plan is for 1000" in looked
    settings.COMMUNITY_POLICY_FILE = None
    looked = client(room.author).get("/releases/community/").content.decode()
    assert "There is no written policy" in looked


# What the staff of a case are told.


def test_a_case_shows_the_cells_that_were_published_and_no_live_count(
    counted: Counted, room: ReleaseRoom, small: Path, staff_pages: None
) -> None:
    counted.cases(150)
    drawn_and_fitted(room)
    release = room.published()
    case = counted.house.case(
        received_month=date(2023, 2, 1), outcome=OutcomeGroup.UNFOUNDED
    )
    with acting_as(counted.house.worker, Purpose.REQUEST):
        _, view = public_view(case.pk, on=date(2026, 1, 1))
    record = Reader(releases_root() / release.name).community
    assert record is not None
    by_codes = {cell.codes: cell.figure for cell in view.cells}
    for codes, figure in by_codes.items():
        where = {name: [code] for name, code in codes}
        assert figure == answer(record.edition, Question.of(where, [YEARS]))
    assert (("outcome", "unfounded"),) in by_codes
    page = client(counted.house.worker).get(f"/cases/{case.pk}/public/")
    assert f"The last release, {release.name}" in page.content.decode()
    # More cases come: the page says what it said.
    counted.cases(40, outcome="unfounded")
    with acting_as(counted.house.worker, Purpose.REQUEST):
        _, again = public_view(case.pk, on=date(2026, 1, 1))
    assert again.cells == view.cells
    # A year that nothing is published of.
    other = counted.house.case(received_month=date(2026, 5, 1))
    with acting_as(counted.house.worker, Purpose.REQUEST):
        _, none = public_view(other.pk, on=date(2026, 6, 1))
    assert (none.entry, none.cells) == (None, ())
