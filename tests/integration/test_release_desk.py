"""The release desk: who sees and does what, and what a draft's page tells."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accountability.models import (
    AuditEvent,
    CurrentChange,
    Release,
    ReleaseState,
    ReleaseWork,
    User,
    WorkKind,
    WorkState,
)
from accountability.publication import services
from accountability.publication.refusals import PublicationRefusedError
from accountability.publication.shelf import draft_bundle
from accountability.publication.work import ask
from accountability.release.bundle import current_release, damaged_files, releases
from tests.accounts import log_in
from tests.release_desk import ReleaseRoom, do_all

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]


@pytest.fixture
def room() -> ReleaseRoom:
    return ReleaseRoom()


def client(user: User) -> Client:
    return log_in(Client(), user)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def deeds() -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(action__startswith="release.").order_by("seq")
    return list(found.values_list("action", "object_id"))


def test_the_whole_way_from_a_button_to_the_public(
    room: ReleaseRoom, settings: Any
) -> None:
    author = client(room.author)
    last = AuditEvent.objects.order_by("-seq").values_list("seq", flat=True).first()
    assert "There is no release yet" in text(author.get("/releases/"))
    asked = author.post("/releases/draft/")
    work = ReleaseWork.objects.get()
    assert asked["Location"] == f"/releases/work/{work.pk}/"
    waiting = author.get(asked["Location"])
    assert waiting["Refresh"] == "3"
    assert "Waiting for a worker" in text(waiting)
    assert not Release.objects.exists()
    do_all()
    release = Release.objects.get()
    assert release.state == ReleaseState.AUDITED
    done = author.get(asked["Location"])
    assert done["Location"] == f"/releases/{release.name}/"
    page = f"/releases/{release.name}/"
    assert "It waits for two approvals" in text(author.get(page))
    assert "Approve</button>" not in text(author.get(page))
    for voter in (room.first, room.second):
        seen = client(voter).get(page)
        assert "Approve</button>" in text(seen)
        client(voter).post(f"{page}approve/", {"content": release.content_sha256})
    publishing = author.post(f"{page}publish/", {"name": release.name})
    assert publishing.status_code == 302
    do_all()
    root = Path(settings.RELEASES_DIR)
    assert current_release(root) == release.name
    assert list(damaged_files(root / release.name)) == []
    assert not draft_bundle(release).exists()
    assert "The public reads" in text(author.get("/releases/"))
    events = AuditEvent.objects.filter(seq__gt=last or 0, action__startswith="release.")
    assert list(events.order_by("seq").values_list("action", "outcome")) == [
        ("release.ask", "allowed"),
        ("release.draft", "allowed"),
        ("release.vote", "allowed"),
        ("release.vote", "allowed"),
        ("release.ask", "allowed"),
        ("release.publish", "allowed"),
    ]


def test_a_draft_shows_what_is_new_and_where_it_was_read(room: ReleaseRoom) -> None:
    room.published()
    room.record.allegation(room.annual, room.record.complaint())
    room.record.statistic(room.annual, 51, key="revised", period="2022/23")
    release = room.draft()
    page = text(client(room.first).get(f"/releases/{release.name}/"))
    assert "compared with" in page
    assert "Allegations: 1" in page
    assert "Neglect of Duty" in page
    assert '<a href="/documents/annual/">annual</a>' in page
    rows = client(room.first).get(f"/releases/{release.name}/changes/allegations/")
    assert "1 change" in text(rows)
    none = client(room.first).get(
        f"/releases/{release.name}/changes/allegations/?change=removed"
    )
    assert "None." in text(none)
    odd = client(room.first).get(f"/releases/{release.name}/changes/vocabularies/")
    assert odd.status_code == 404


def test_what_is_gone_is_named_from_the_release_before(room: ReleaseRoom) -> None:
    room.record.allegation(room.annual, room.record.complaint())
    room.published()
    later = room.record.snapshot(room.annual.document, 2)
    from accountability.models import Allegation

    Allegation.objects.update(absent_since=later)
    release = room.draft()
    gone = client(room.first).get(
        f"/releases/{release.name}/changes/allegations/?change=removed"
    )
    assert "1 change" in text(gone)
    assert "Neglect of Duty" in text(gone)


def test_words_that_no_crosswalk_covers_and_bad_totals_stand_on_the_page(
    room: ReleaseRoom,
) -> None:
    room.record.allegation(
        room.annual,
        room.record.complaint(),
        allegation_class="unassigned",
        class_raw="RULE 9: OTHER",
    )
    room.record.statistic(room.annual, 9, key="odd", flags="sum_mismatch")
    release = room.draft()
    assert release.state == ReleaseState.AUDITED
    page = text(client(room.first).get(f"/releases/{release.name}/"))
    assert "RULE 9: OTHER" in page
    assert "Printed so by their source" in page
    assert "rows not mapped: 1" in page
    assert "figures marked: 1" in page


def test_a_draft_whose_audit_fails_gets_no_vote(room: ReleaseRoom) -> None:
    room.record.allegation(
        room.annual,
        room.record.complaint(),
        allegation_class="unassigned",
        class_raw="",
    )
    release = room.draft()
    assert release.state == ReleaseState.DRAFT
    page = text(client(room.first).get(f"/releases/{release.name}/"))
    assert "Its audit failed" in page
    assert "failed</strong>" in page
    assert "allegations.class" in page
    answer = client(room.first).post(
        f"/releases/{release.name}/approve/",
        {"content": release.content_sha256},
        follow=True,
    )
    assert "not in a state" in text(answer)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_reviewers_look_and_do_not_decide(room: ReleaseRoom) -> None:
    release = room.draft()
    rosa = User.objects.create(username="rosa")
    rosa.groups.add(Group.objects.get_or_create(name="reviewer")[0])
    page = client(rosa).get(f"/releases/{release.name}/")
    assert page.status_code == 200
    assert '<button class="primary">Approve' not in text(page)
    for step in ("approve", "return", "again", "publish", "go-back"):
        answer = client(rosa).post(f"/releases/{release.name}/{step}/")
        assert answer.status_code == 403, step
    assert client(rosa).post("/releases/draft/").status_code == 403
    release.refresh_from_db()
    assert release.state == ReleaseState.AUDITED


def test_publishing_asks_for_the_name(room: ReleaseRoom) -> None:
    release = room.approved()
    author = client(room.author)
    wrong = author.post(f"/releases/{release.name}/publish/", {"name": "2020-01-01.1"})
    assert wrong.status_code == 422
    assert "That is not its name" in text(wrong)
    assert not ReleaseWork.objects.exists()


def test_a_vote_is_refused_for_what_was_made_again_since(room: ReleaseRoom) -> None:
    release = room.draft()
    seen = release.content_sha256
    room.record.statistic(room.annual, 51, key="other")
    services.rebuild_draft(release, by=room.author)
    answer = client(room.first).post(
        f"/releases/{release.name}/approve/", {"content": seen}, follow=True
    )
    assert "look once more" in text(answer)
    assert not release.approvals.exists()


def test_a_vote_after_the_record_changed_makes_it_a_draft_again(
    room: ReleaseRoom,
) -> None:
    release = room.draft()
    services.approve(release, by=room.first)
    room.record.statistic(room.annual, 51, key="other")
    answer = client(room.second).post(
        f"/releases/{release.name}/approve/",
        {"content": release.content_sha256},
        follow=True,
    )
    assert "Its votes are void" in text(answer)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    assert not release.approvals.filter(voided_at=None).exists()
    assert "make it again" in text(answer)


def test_returning_needs_a_reason_and_forgets_the_draft(room: ReleaseRoom) -> None:
    release = room.draft()
    first = client(room.first)
    address = f"/releases/{release.name}/return/"
    assert first.post(address, {"reason": " "}).status_code == 422
    assert draft_bundle(release).is_dir()
    page = first.post(address, {"reason": "a wrong page"}, follow=True)
    assert "a wrong page" in text(page)
    assert not draft_bundle(release).exists()
    assert "Return</button>" not in text(page)


def test_going_back_moves_the_pointer_and_nothing_else(
    room: ReleaseRoom, settings: Any
) -> None:
    root = Path(settings.RELEASES_DIR)
    old = room.published()
    room.record.statistic(room.annual, 51, key="other")
    new = room.published()
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")}
    author = client(room.author)
    address = f"/releases/{old.name}/go-back/"
    assert author.get(address).status_code == 200
    assert author.post(address, {"name": old.name}).status_code == 422
    page = author.post(
        address, {"name": old.name, "reason": "the new one is wrong"}, follow=True
    )
    assert current_release(root) == old.name
    assert "the new one is wrong" in text(page)
    assert releases(root) == [old.name, new.name]
    assert before == {path: path.stat().st_mtime_ns for path in root.rglob("*.parquet")}
    assert deeds()[-1] == ("release.rollback", old.name)
    # A worker that comes late with the newer one's publication moves nothing back.
    services.publish(new, by=room.author)
    assert current_release(root) == old.name
    draft = room.draft()  # what is current now is what a draft is compared with
    assert CurrentChange.objects.count() == 3
    assert "compared with " + old.name in text(author.get(f"/releases/{draft.name}/"))


def test_a_damaged_release_does_not_become_current(
    room: ReleaseRoom, settings: Any
) -> None:
    root = Path(settings.RELEASES_DIR)
    old = room.published()
    room.record.statistic(room.annual, 51, key="other")
    new = room.published()
    table = root / old.name / "public" / "statistics.csv"
    table.chmod(0o644)
    table.write_text("changed")
    page = client(room.author).post(
        f"/releases/{old.name}/go-back/",
        {"name": old.name, "reason": "back"},
        follow=True,
    )
    assert "not what its manifest says" in text(page)
    assert current_release(root) == new.name
    assert CurrentChange.objects.count() == 2


def test_one_thing_at_a_time(room: ReleaseRoom) -> None:
    author = client(room.author)
    author.post("/releases/draft/")
    again = author.post("/releases/draft/", follow=True)
    assert "A worker is busy" in text(again)
    assert "See how far it is" in text(again)
    assert ReleaseWork.objects.count() == 1


def test_work_that_fails_says_why_and_leaves_nothing(room: ReleaseRoom) -> None:
    release = room.published()
    author = client(room.author)
    address = author.post("/releases/draft/")["Location"]
    do_all()
    failed = author.get(address)
    assert "Refresh" not in failed
    assert "The record is the same" in text(failed)
    assert list(Release.objects.all()) == [release]
    assert "did not end well" in text(author.get("/releases/"))


def test_rows_that_break_the_schema_are_named_on_the_page(room: ReleaseRoom) -> None:
    room.record.statistic(room.annual, 9, key="odd", flags="no_such_flag")
    author = client(room.author)
    address = author.post("/releases/draft/")["Location"]
    do_all()
    page = text(author.get(address))
    assert "statistics.flags" in page, page[-1500:]
    assert not Release.objects.exists()


def test_who_lost_the_role_meanwhile_publishes_nothing(
    room: ReleaseRoom, settings: Any
) -> None:
    release = room.approved()
    ask(WorkKind.PUBLISH, by=room.author, release=release)
    room.author.groups.clear()
    (work,) = do_all()
    assert (work.state, work.failure) == (WorkState.FAILED, "not_a_releaser")
    assert releases(Path(settings.RELEASES_DIR)) == []


def test_only_a_releaser_has_a_worker_do_something(room: ReleaseRoom) -> None:
    outsider = User.objects.create(username="outsider", is_superuser=True)
    with pytest.raises(
        PublicationRefusedError, check=lambda e: e.code == "not_a_releaser"
    ):
        ask(WorkKind.DRAFT, by=outsider)
    assert not ReleaseWork.objects.exists()


def test_publishing_is_not_asked_for_before_its_votes(room: ReleaseRoom) -> None:
    release = room.draft()
    with pytest.raises(
        PublicationRefusedError, check=lambda e: e.code == "wrong_state"
    ):
        ask(WorkKind.PUBLISH, by=room.author, release=release)
    page = client(room.author).get(f"/releases/{release.name}/")
    assert "Publish…" not in text(page)


def test_a_releasers_home_names_what_is_on_its_way(room: ReleaseRoom) -> None:
    first = client(room.first)
    assert "A draft of the record as it is now" in text(first.get("/"))
    release = room.draft()
    home = text(first.get("/"))
    assert f'<a href="/releases/{release.name}/">{release.name}</a>' in home
    assert "Passed its audit" in home
