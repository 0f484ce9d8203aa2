"""From the records in PostgreSQL to a signed bundle."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError

from accountability.models import (
    Approval,
    Department,
    Finding,
    OversightBody,
    Release,
    ReleaseState,
    Snapshot,
    Statistic,
    User,
)
from accountability.publication import services
from accountability.publication.bundle_writer import BundleRefusedError
from accountability.publication.services import PublicationRefusedError
from accountability.publication.shelf import draft_bundle
from accountability.release.answers import Row
from accountability.release.bundle import (
    NoRelease,
    ReleaseInfo,
    csv_path,
    current_release,
    damaged_files,
    parquet_path,
)
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import (
    ALLEGATIONS,
    CHANGES,
    COMPLAINTS,
    DENOMINATORS,
    DISCIPLINE,
    DOCUMENTS,
    FINDINGS,
    REJECTIONS,
    STATISTICS,
    TABLES,
    Table,
)
from tests.official_records import CANARIES, EARLIER, LATER, OfficialRecord

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record() -> OfficialRecord:
    return OfficialRecord()


@pytest.fixture
def annual(record: OfficialRecord) -> Snapshot:
    return record.snapshot(record.document())


def releaser(name: str, **facts: Any) -> User:
    user = User.objects.create(username=name, **facts)
    user.groups.add(Group.objects.get_or_create(name="releaser")[0])
    return user


@pytest.fixture
def people() -> tuple[User, User, User]:
    return releaser("author"), releaser("first"), releaser("second")


def publish(people: tuple[User, User, User]) -> Reader:
    author, first, second = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    services.approve(release, by=second)
    return Reader(services.publish(release, by=author))


def drafted(people: tuple[User, User, User]) -> Reader:
    """Read the draft: its tables are those that are published."""
    return Reader(draft_bundle(services.draft_release(by=people[0])))


def rows(reader: Reader, table: Table) -> list[Row]:
    return reader.page(Query(table)).rows


def tables(bundle: Path) -> dict[str, bytes]:
    """Return every table's files, byte for byte."""
    places = [
        path(bundle, table) for table in TABLES for path in (csv_path, parquet_path)
    ]
    return {place.name: place.read_bytes() for place in places}


def refused(code: str) -> Any:
    return pytest.raises(PublicationRefusedError, check=lambda e: e.code == code)


def test_an_approved_release_is_written_named_and_whole(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    record.statistic(annual, 48)
    record.allegation(annual, record.complaint())
    release = services.draft_release(by=people[0])
    draft = tables(draft_bundle(release))
    for voter in people[1:]:
        services.approve(release, by=voter)
    reader = Reader(services.publish(release, by=people[0]))
    assert tables(reader.bundle) == draft
    release.refresh_from_db()
    assert release.state == ReleaseState.PUBLISHED
    assert reader.info.published_at == release.published_at
    assert current_release(reader.bundle.parent) == release.name
    assert list(damaged_files(reader.bundle)) == []
    assert reader.info.approvals == 2
    assert not reader.info.synthetic_approvals


def test_a_figure_is_published_with_its_place_unit_and_period(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    record.statistic(annual, 48)
    record.statistic(annual, None, department=None, key="all")
    everywhere, saanich = rows(drafted(people), STATISTICS)
    assert everywhere["department"] == "all"
    assert everywhere["jurisdiction"] == "CA-BC"
    assert (everywhere["value"], everywhere["status"]) == (None, "not_reported")
    assert saanich["value"] == 48
    assert saanich["unit"] == "complaint"
    assert saanich["period_start"] == date(2021, 4, 1)
    assert saanich["document"] == "annual"
    assert saanich["sha256"] == annual.sha256
    assert saanich["retrieved_at"] == LATER
    assert (saanich["page"], saanich["box_bottom"]) == (3, 4.5)
    assert saanich["xpath"] is None


def test_the_newest_version_of_a_document_is_quoted_and_the_older_one_listed(
    record: OfficialRecord, people: tuple[User, User, User]
) -> None:
    document = record.document()
    first = record.snapshot(document, 1, EARLIER)
    second = record.snapshot(document, 2)
    record.statistic(first, 48)
    record.statistic(second, 51)
    reader = drafted(people)
    old, new = sorted(rows(reader, STATISTICS), key=lambda row: row["retrieved_at"])
    assert (old["value"], old["current"]) == (48, False)
    assert (new["value"], new["current"], new["disputed"]) == (51, True, False)
    figure = reader.figure(new["figure"])
    assert [row["value"] for row in figure.current] == [51]
    assert [row["value"] for row in figure.others] == [48]


def test_a_figure_unchanged_in_the_newer_version_is_still_quoted(
    record: OfficialRecord, people: tuple[User, User, User]
) -> None:
    document = record.document()
    first = record.snapshot(document, 1, EARLIER)
    second = record.snapshot(document, 2)
    record.statistic(first, 48, last_seen=second)
    (row,) = rows(drafted(people), STATISTICS)
    assert row["current"]
    assert row["sha256"] == first.sha256


def test_a_figure_that_the_newer_version_dropped_is_listed_not_quoted(
    record: OfficialRecord, people: tuple[User, User, User]
) -> None:
    document = record.document()
    first = record.snapshot(document, 1, EARLIER)
    second = record.snapshot(document, 2)
    record.statistic(first, 48, absent_since=second)
    (row,) = rows(drafted(people), STATISTICS)
    assert not row["current"]


def press(record: OfficialRecord, slug: str) -> Snapshot:
    return record.snapshot(record.document(slug, authority="press", kind="press"))


def test_press_accounts_that_disagree_stand_side_by_side(
    record: OfficialRecord, people: tuple[User, User, User]
) -> None:
    for slug, value in (("one", 408), ("two", 486)):
        record.statistic(press(record, slug), value)
    found = rows(drafted(people), STATISTICS)
    assert {row["value"] for row in found} == {408, 486}
    assert {row["document"] for row in found} == {"one", "two"}
    assert all(row["current"] and row["disputed"] for row in found)
    assert len({row["figure"] for row in found}) == 1


def test_the_body_itself_stands_for_the_press_that_agrees_and_before_one_that_does_not(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    record.statistic(annual, 408)
    record.statistic(press(record, "agrees"), 408)
    record.statistic(press(record, "differs"), 486)
    reader = drafted(people)
    figure = reader.figure(rows(reader, STATISTICS)[0]["figure"])
    assert [row["document"] for row in figure.current] == ["annual", "differs"]
    assert all(row["disputed"] for row in figure.current)
    assert [row["document"] for row in figure.others] == ["agrees"]


def test_round_words_and_blanks_do_not_dispute_a_printed_number(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    record.statistic(
        press(record, "round"), 800, value_raw="almost 800", status="rounded"
    )
    record.statistic(press(record, "blank"), None)
    record.statistic(annual, 796)
    found = {row["document"]: row for row in rows(drafted(people), STATISTICS)}
    assert found["annual"]["current"]
    assert not found["annual"]["disputed"]
    assert not found["round"]["current"]
    assert not found["blank"]["current"]


def test_an_allegation_is_published_with_the_measures_that_took_effect(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    matter = record.complaint(listed=7, listed_of=11, period="2017/18")
    record.allegation(
        annual,
        matter,
        measures=(
            ("recommended", "dismissal", None),
            ("imposed", "written_reprimand", None),
            ("imposed", "suspension", 20.5),
            ("imposed", "training", None),
        ),
        flags="partial_list",
    )
    (row,) = rows(drafted(people), ALLEGATIONS)
    assert row["department"] == "saanich"
    assert row["year"] == 2018
    assert row["received_month"] == date(2018, 3, 1)
    assert row["days_to_conclusion"] == 10
    assert row["outcome"] == "substantiated"
    assert row["measures"] == "written_reprimand suspension training"
    assert row["measures_raw"] == "Written_Reprimand; Suspension; Training"
    assert row["gravest_measure"] == "suspension"
    assert row["suspension_days"] == 20.5
    assert row["discipline_stage"] == "imposed"
    assert row["employment_status"] == "resigned"
    assert (row["listed"], row["listed_of"]) == (7, 11)
    assert row["flags"] == "partial_list"
    assert row["page"] is None
    assert row["row"] is not None


def test_each_finding_and_each_measure_has_a_row_of_its_own(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    matter = record.complaint(listed=2, listed_of=3)
    disciplined = record.allegation(
        annual,
        matter,
        measures=(("recommended", "dismissal", None), ("imposed", "suspension", 20.5)),
    )
    Finding.objects.create(
        allegation=disciplined,
        stage="recommended",
        disposition="unsubstantiated",
        disposition_raw="Unsubstantiated",
        decided_by="A Person",
        decided_on=date(2018, 3, 14),
    )
    record.allegation(annual, matter, key="2").findings.all().delete()
    reader = drafted(people)
    found = {(row["stage"], row["outcome"]) for row in rows(reader, FINDINGS)}
    assert found == {("final", "substantiated"), ("recommended", "not_substantiated")}
    measures = rows(reader, DISCIPLINE)
    assert [(row["stage"], row["measure"], row["days"]) for row in measures] == [
        ("recommended", "dismissal", None),
        ("imposed", "suspension", 20.5),
    ]
    (complaint,) = rows(reader, COMPLAINTS)
    assert (complaint["allegations"], complaint["substantiated"]) == (2, 1)
    assert (complaint["listed"], complaint["listed_of"]) == (2, 3)
    shown = {row["allegation"]: row for row in rows(reader, ALLEGATIONS)}
    for row in (*rows(reader, FINDINGS), *measures):
        of = shown[row["allegation"]]
        for name in ("complaint", "department", "year", "document", "sha256", "row"):
            assert row[name] == of[name]
    assert "A Person" not in str([rows(reader, table) for table in TABLES])


def test_what_is_not_known_of_an_allegation_stays_not_known(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    matter = record.complaint(
        received=None, concluded=None, period="2017/18", period_start=date(2017, 4, 1)
    )
    record.allegation(annual, matter, respondent=None).findings.all().delete()
    (row,) = rows(drafted(people), ALLEGATIONS)
    assert row["year"] == 2017
    assert row["stage"] is None
    assert (row["disposition"], row["outcome"]) == ("unknown", "unknown")
    for name in (
        "received_month",
        "days_to_conclusion",
        "gravest_measure",
        "suspension_days",
        "discipline_stage",
    ):
        assert row[name] is None
    assert row["employment_status"] == "unknown"


def test_dates_in_an_impossible_order_give_no_duration(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    record.allegation(annual, record.complaint(concluded=date(2018, 3, 1)))
    (row,) = rows(drafted(people), ALLEGATIONS)
    assert row["days_to_conclusion"] is None


def test_a_revised_allegation_keeps_its_id_and_the_change_is_listed(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    matter = record.complaint()
    first = record.allegation(annual, matter)
    gone = record.allegation(annual, matter, key="2")
    before = {row["allegation"] for row in rows(publish(people), ALLEGATIONS)}
    later = record.snapshot(annual.document, 2)
    newer = record.allegation(
        later, record.complaint("other"), key="1", disposition="unsubstantiated"
    )
    first.superseded_by = newer
    first.save()
    newer.complaint, newer.key = matter, first.key
    newer.save()
    gone.absent_since = later
    gone.save()
    reader = publish(people)
    (row,) = rows(reader, ALLEGATIONS)
    assert row["allegation"] in before
    assert row["disposition"] == "unsubstantiated"
    changes = {
        (change["change"], change["column"], change["before"], change["after"])
        for change in rows(reader, CHANGES)
        if change["table"] == "allegations"
    }
    assert ("removed", "", "", "") in changes
    assert (
        "revised",
        "disposition",
        "substantiated",
        "unsubstantiated",
    ) in changes


def test_every_version_of_a_document_says_what_was_read_from_it(
    record: OfficialRecord, people: tuple[User, User, User]
) -> None:
    document = record.document()
    first = record.snapshot(document, 1, EARLIER)
    second = record.snapshot(document, 2)
    record.reading(first, state="unchanged")
    record.reading(
        second, "rejection", state="rejected", reason="shifted_cells", field="value"
    )
    record.reading(second, state="proposed")
    record.reading(
        second,
        state="rejected",
        payload={"narrative": CANARIES["rejection_payload"]},
        reason="",
    )
    reader = drafted(people)
    old, new = rows(reader, DOCUMENTS)
    assert (old["version"], old["current"]) == (1, False)
    assert (old["records_read"], old["records_accepted"]) == (1, 1)
    assert (new["version"], new["current"]) == (2, True)
    assert (new["records_read"], new["records_accepted"]) == (3, 0)
    assert new["records_rejected"] == 2
    assert old["retrieved_at"] == EARLIER.replace(microsecond=0)
    reasons = {(row["reason"], row["field"]) for row in rows(reader, REJECTIONS)}
    assert reasons == {("shifted_cells", "value"), ("rejected_in_review", "")}


def test_no_byte_of_the_bundle_holds_what_is_not_public(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    record.statistic(annual, 48)
    record.allegation(
        annual, record.complaint(), measures=(("imposed", "advice", None),)
    )
    record.reading(
        annual, state="rejected", payload={"narrative": CANARIES["rejection_payload"]}
    )
    reader = publish(people)
    plain = [
        path.read_bytes() for path in sorted(reader.bundle.rglob("*")) if path.is_file()
    ]
    # Parquet is compressed: its rows are read back as well.
    plain += [str(rows(reader, table)).encode() for table in TABLES]
    text = b"\n".join(plain)
    assert b"Neglect of Duty" in text
    assert b"109752" in text
    assert [name for name, word in CANARIES.items() if word.encode() in text] == []
    assert b"2018-03-05" not in text
    assert b"2018-03-15" not in text


def test_denominators_and_departments_go_out(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    reader = drafted(people)
    assert [row["department"] for row in reader.departments()] == [
        "saanich",
        "vancouver",
    ]
    (row,) = rows(reader, DENOMINATORS)
    assert (row["measure"], row["value"]) == ("population", 109752)


def test_services_of_a_jurisdiction_with_nothing_on_record_stay_out(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    """ "No figures" would be said of them, where nobody has looked yet."""
    leca = OversightBody.objects.create(slug="leca", name="LECA", jurisdiction="CA-ON")
    Department.objects.create(
        slug="toronto",
        name="Toronto Police Service",
        kind="municipal",
        jurisdiction="CA-ON",
        body=leca,
        source="https://siu.on.ca/en/directors_reports.php",
    )
    named = {row["department"] for row in drafted(people).departments()}
    assert named == {"saanich", "vancouver"}


def test_the_author_cannot_vote_and_nobody_votes_twice(
    annual: Snapshot, people: tuple[User, User, User], settings: Any
) -> None:
    author, first, _ = people
    release = services.draft_release(by=author)
    with refused("own_release"):
        services.approve(release, by=author)
    assert services.approve(release, by=first).state == ReleaseState.APPROVED_ONCE
    with refused("voted_already"):
        services.approve(release, by=first)
    with refused("wrong_state"):
        services.publish(release, by=author)
    assert not (Path(settings.RELEASES_DIR) / release.name).exists()


def test_only_releasers_take_part(annual: Snapshot) -> None:
    outsider = User.objects.create(username="outsider", is_superuser=True)
    with refused("not_a_releaser"):
        services.draft_release(by=outsider)
    with refused("not_a_releaser"):
        services.draft_release(by=releaser("left", is_active=False))


def test_a_change_of_the_records_voids_the_votes(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    author, first, second = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    services.approve(release, by=second)
    record.statistic(annual, 48)
    with refused("content_changed"):
        services.publish(release, by=author)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    with refused("wrong_state"):
        services.publish(release, by=author)
    with refused("wrong_state"):  # it is looked at again before it is voted on
        services.approve(release, by=first)
    assert services.rebuild_draft(release, by=author).state == ReleaseState.AUDITED
    assert services.approve(release, by=first).state == ReleaseState.APPROVED_ONCE
    services.approve(release, by=second)
    services.publish(release, by=author)


def test_a_vote_on_changed_records_is_void_and_resets_the_release(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    author, first, second = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    record.statistic(annual, 48)
    with refused("content_changed"):
        services.approve(release, by=second)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    assert not Approval.objects.filter(voided_at=None).exists()


def test_a_voter_whose_vote_became_void_votes_again_on_the_same_content(
    annual: Snapshot, people: tuple[User, User, User]
) -> None:
    author, first, _ = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    release = services.rebuild_draft(release, by=author)
    assert services.approve(release, by=first).state == ReleaseState.APPROVED_ONCE


def test_a_vote_is_for_the_content_that_was_looked_at(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    author, first, _ = people
    release = services.draft_release(by=author)
    seen = release.content_sha256
    record.statistic(annual, 48)
    release = services.rebuild_draft(release, by=author)
    with refused("other_content"):
        services.approve(release, by=first, content=seen)
    services.approve(release, by=first, content=release.content_sha256)


def test_seeing_a_document_again_voids_no_vote(
    annual: Snapshot, people: tuple[User, User, User]
) -> None:
    author, first, _ = people
    release = services.draft_release(by=author)
    Snapshot.objects.update(last_seen_at=LATER.replace(year=2027))
    assert services.approve(release, by=first).state == ReleaseState.APPROVED_ONCE


def test_the_same_records_are_not_released_twice(
    record: OfficialRecord, annual: Snapshot, people: tuple[User, User, User]
) -> None:
    publish(people)
    with refused("nothing_new"):
        services.draft_release(by=people[0])
    record.statistic(annual, 48)
    second = publish(people)
    assert second.info.previous == Release.objects.order_by("pk")[0].name


def test_reconstructions_are_refused_outside_demo_mode_and_named(
    record: OfficialRecord, people: tuple[User, User, User], settings: Any
) -> None:
    rebuilt = record.document("rebuilt", kind="reconstruction", publisher_url="")
    record.snapshot(rebuilt)
    author, first, second = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    services.approve(release, by=second)
    settings.DEMO = False
    with refused("reconstruction") as error:
        services.publish(release, by=author)
    assert "rebuilt" in str(error.value)
    with refused("reconstruction"):
        services.draft_release(by=author)
    settings.DEMO = True
    assert ReleaseInfo.of(services.publish(release, by=author)).reconstruction


def test_made_up_approvers_sign_in_the_demo_only(
    annual: Snapshot, people: tuple[User, User, User], settings: Any
) -> None:
    settings.DEMO = False
    author, first, _ = people
    made_up = releaser("made-up", synthetic=True)
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    with refused("synthetic_approver"):
        services.approve(release, by=made_up)
    settings.DEMO = True
    services.approve(release, by=made_up)
    settings.DEMO = False
    with refused("synthetic_approver"):
        services.publish(release, by=author)


def test_a_demo_release_cannot_be_published_outside_the_demo(
    annual: Snapshot, people: tuple[User, User, User], settings: Any
) -> None:
    author, first, second = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    services.approve(release, by=second)
    settings.DEMO = False
    with refused("demo_release"):
        services.publish(release, by=author)
    settings.DEMO = True
    info = ReleaseInfo.of(services.publish(release, by=author))
    assert info.demo


def test_synthetic_approvals_are_said_in_the_release(annual: Snapshot) -> None:
    made_up = tuple(releaser(f"made-up-{n}", synthetic=True) for n in range(3))
    assert publish((made_up[0], made_up[1], made_up[2])).info.synthetic_approvals


def test_publication_finishes_what_a_crash_left(
    annual: Snapshot, people: tuple[User, User, User], settings: Any
) -> None:
    author, first, second = people
    release = services.draft_release(by=author)
    services.approve(release, by=first)
    services.approve(release, by=second)
    root = Path(settings.RELEASES_DIR)
    (root / release.name / "public").mkdir(parents=True)
    (root / release.name / "public" / "half.csv").write_text("half")
    bundle = services.publish(release, by=author)
    assert list(damaged_files(bundle)) == []
    (root / "CURRENT").unlink()
    with pytest.raises(NoRelease):
        current_release(root)
    services.publish(release, by=author)
    assert current_release(root) == release.name


def test_rows_that_break_the_schema_are_not_published(
    record: OfficialRecord,
    annual: Snapshot,
    people: tuple[User, User, User],
    settings: Any,
) -> None:
    record.statistic(annual, 48, flags="no_such_flag")
    with pytest.raises(BundleRefusedError, match=r"statistics\.flags"):
        services.draft_release(by=people[0])
    assert not Release.objects.exists()
    assert list(Path(settings.RELEASES_DIR).iterdir()) == []
    assert list(Path(settings.DRAFTS_DIR).rglob("*.csv")) == []


def test_a_returned_release_is_ended_with_its_reason(
    annual: Snapshot, people: tuple[User, User, User]
) -> None:
    author, first, _ = people
    release = services.draft_release(by=author)
    with refused("no_reason"):
        services.return_release(release, by=first, reason=" ")
    returned = services.return_release(release, by=first, reason="a wrong page")
    assert (returned.state, returned.reason) == (ReleaseState.RETURNED, "a wrong page")
    with refused("wrong_state"):
        services.approve(release, by=first)


def test_the_command_takes_every_step(
    record: OfficialRecord,
    annual: Snapshot,
    people: tuple[User, User, User],
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record.statistic(annual, 48)
    call_command("publish", "draft", by="author")
    name = capsys.readouterr().out.strip()
    call_command("publish", "approve", name, by="first")
    with pytest.raises(CommandError, match="voted_already"):
        call_command("publish", "approve", name, by="first")
    call_command("publish", "approve", name, by="second")
    call_command("publish", "release", name, by="author")
    assert current_release(Path(settings.RELEASES_DIR)) == name
    record.statistic(annual, 51, key="other")
    call_command("publish", "draft", by="author")
    later = capsys.readouterr().out.split()[-1]
    record.statistic(annual, 52, key="third")
    with pytest.raises(CommandError, match="content_changed"):
        call_command("publish", "approve", later, by="first")
    call_command("publish", "again", later, by="author")
    for voter in ("first", "second"):
        call_command("publish", "approve", later, by=voter)
    call_command("publish", "release", later, by="author")
    assert current_release(Path(settings.RELEASES_DIR)) == later
    with pytest.raises(CommandError, match="no_reason"):
        call_command("publish", "rollback", name, by="first")
    call_command("publish", "rollback", name, by="first", reason="misread")
    assert current_release(Path(settings.RELEASES_DIR)) == name
    with pytest.raises(CommandError, match="no user"):
        call_command("publish", "draft", by="nobody")
    with pytest.raises(CommandError, match="no release"):
        call_command("publish", "approve", "2020-01-01.1", by="first")
    assert Statistic.objects.count() == 3
