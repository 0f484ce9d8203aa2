"""Builders that are killed: nothing half is seen, and the next one ends the work."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from accountability.models import (
    CurrentChange,
    Release,
    ReleaseAudit,
    ReleaseState,
    ReleaseWork,
    WorkKind,
    WorkState,
)
from accountability.publication import shelf
from accountability.publication.drafting import AUDITING, COMPARING
from accountability.publication.leases import MAX_ATTEMPTS
from accountability.publication.refusals import PublicationRefusedError
from accountability.publication.shelf import draft_bundle
from accountability.publication.work import ask, perform, tend
from accountability.release.bundle import (
    damaged_files,
)
from accountability.release.shelf import ReleaseShelf
from tests.application_role import owner_connection
from tests.integration.killed_builder import (
    build_and_die,
    lease_runs_out,
    what_the_public_sees,
)
from tests.integration.worker import (
    empty_broker,
    kill_worker,
    running_worker,
    start_worker,
    wait_until,
)
from tests.release_desk import ReleaseRoom

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room() -> ReleaseRoom:
    empty_broker()
    return ReleaseRoom()


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.RELEASES_DIR)


@pytest.mark.parametrize("step", [COMPARING, "statistics", "changes", AUDITING])
def test_a_draft_cut_short_is_not_there_and_is_made_anew(
    room: ReleaseRoom, root: Path, step: str
) -> None:
    work = ask(WorkKind.DRAFT, by=room.author)
    build_and_die(work, step)
    assert not Release.objects.exists()
    assert not ReleaseAudit.objects.exists()
    perform(work.pk)  # it is still held
    assert not Release.objects.exists()
    lease_runs_out()
    perform(work.pk)
    work.refresh_from_db()
    assert (work.state, work.attempts) == (WorkState.DONE, 2)
    release = Release.objects.get()
    assert release.state == ReleaseState.AUDITED
    assert list(damaged_files(draft_bundle(release))) == []
    assert what_the_public_sees(root) == ([], None)


@pytest.mark.parametrize("step", ["allegations", "changes", AUDITING])
def test_a_publication_cut_short_shows_nothing_and_is_done_again(
    room: ReleaseRoom, root: Path, step: str
) -> None:
    release = room.approved()
    work = ask(WorkKind.PUBLISH, by=room.author, release=release)
    build_and_die(work, step)
    assert what_the_public_sees(root) == ([], None)
    release.refresh_from_db()
    assert release.state == ReleaseState.APPROVED
    lease_runs_out()
    perform(work.pk)
    assert what_the_public_sees(root) == ([release.name], release.name)
    assert list(damaged_files(root / release.name)) == []
    assert sorted(path.name for path in root.iterdir()) == [release.name, "CURRENT"]
    assert CurrentChange.objects.count() == 1


@pytest.mark.parametrize("step", ["recorded", "placed", "done"])
def test_a_publication_that_is_recorded_is_finished_and_recorded_once(
    room: ReleaseRoom, root: Path, step: str
) -> None:
    first = room.published()
    room.record.statistic(room.annual, 51, key="other")
    release = room.approved()
    work = ask(WorkKind.PUBLISH, by=room.author, release=release)
    build_and_die(work, step)
    seen = what_the_public_sees(root)
    assert seen[1] in {first.name, release.name}
    release.refresh_from_db()
    published_at = release.published_at
    assert release.state == ReleaseState.PUBLISHED
    tend()  # as beat does every few seconds
    assert what_the_public_sees(root) == ([first.name, release.name], release.name)
    assert ReleaseShelf(root).current().info.release == release.name
    lease_runs_out()
    perform(work.pk)
    work.refresh_from_db()
    release.refresh_from_db()
    assert work.state == WorkState.DONE
    assert release.published_at == published_at
    assert CurrentChange.objects.count() == 2
    assert list(damaged_files(root / release.name)) == []


def test_a_draft_that_was_made_before_its_maker_could_say_so_is_made_once(
    room: ReleaseRoom,
) -> None:
    work = ask(WorkKind.DRAFT, by=room.author)
    build_and_die(work, "done")
    release = Release.objects.get()
    lease_runs_out()
    perform(work.pk)
    work.refresh_from_db()
    assert (work.state, work.release) == (WorkState.DONE, release)
    assert list(Release.objects.all()) == [release]
    assert ReleaseAudit.objects.count() == 1


@pytest.mark.parametrize("step", ["statistics", AUDITING])
def test_a_draft_made_again_and_cut_short_keeps_its_votes_and_files(
    room: ReleaseRoom, step: str
) -> None:
    release = room.approved()
    before = list(damaged_files(draft_bundle(release)))
    room.record.statistic(room.annual, 51, key="other")
    work = ask(WorkKind.REBUILD, by=room.author, release=release)
    build_and_die(work, step)
    release.refresh_from_db()
    assert release.state == ReleaseState.APPROVED
    assert release.approvals.filter(voided_at=None).count() == 2
    assert list(damaged_files(draft_bundle(release))) == before == []
    lease_runs_out()
    perform(work.pk)
    release.refresh_from_db()
    assert release.state == ReleaseState.AUDITED
    assert not release.approvals.filter(voided_at=None).exists()
    assert draft_bundle(release).is_dir()


def test_work_that_takes_every_worker_down_is_given_up(room: ReleaseRoom) -> None:
    work = ask(WorkKind.DRAFT, by=room.author)
    for _ in range(MAX_ATTEMPTS):
        build_and_die(work, "documents")
        lease_runs_out()
    perform(work.pk)
    work.refresh_from_db()
    assert (work.state, work.failure) == (WorkState.FAILED, "worker_lost")
    assert not Release.objects.exists()
    ask(WorkKind.DRAFT, by=room.author)  # the desk is not blocked by it


def test_a_worker_killed_while_it_waits_for_the_record_leaves_it_to_the_next(
    room: ReleaseRoom, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    worker = start_worker(log, concurrency=1)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE accountability_statistic IN ACCESS EXCLUSIVE MODE"
            )
            work = _asked_beside(room)
            wait_until(lambda: _is_running(work), "the worker took it", log)
            kill_worker(worker)
    finally:
        kill_worker(worker)
    assert not Release.objects.exists()
    lease_runs_out()
    with running_worker(log, concurrency=1):
        tend()
        wait_until(
            lambda: ReleaseWork.objects.get(pk=work).state == WorkState.DONE,
            "the draft was made",
            log,
        )
    assert Release.objects.get().state == ReleaseState.AUDITED
    written = log.read_text()
    assert "Traceback" not in written
    assert "Saanich" not in written


def test_a_builder_gives_its_turn_back_when_it_is_killed(room: ReleaseRoom) -> None:
    work = ask(WorkKind.DRAFT, by=room.author)
    build_and_die(work, "documents")
    assert room.draft().state == ReleaseState.AUDITED


def test_while_one_builds_another_is_sent_away_and_its_try_is_not_used_up(
    room: ReleaseRoom,
) -> None:
    work = ask(WorkKind.DRAFT, by=room.author)
    with owner_connection() as builder, builder.transaction():
        builder.execute("SELECT pg_advisory_xact_lock(%s)", [shelf._WORKING])
        with pytest.raises(PublicationRefusedError, match="just now"):
            room.draft()
        perform(work.pk)
    work.refresh_from_db()
    assert (work.state, work.attempts, work.failure) == (WorkState.WAITING, 0, "")
    assert not Release.objects.exists()
    ReleaseWork.objects.update(not_before=None)
    assert tend() == 1
    perform(work.pk)
    assert Release.objects.get().state == ReleaseState.AUDITED


def test_two_builders_at_once_make_one_release(room: ReleaseRoom) -> None:
    from threading import Thread

    work = ask(WorkKind.DRAFT, by=room.author)

    def build() -> None:
        try:
            perform(work.pk)
        finally:
            connection.close()

    threads = [Thread(target=build) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Release.objects.count() == 1


def _asked_beside(room: ReleaseRoom) -> Any:
    """Ask from a connection of its own: this one holds a lock, uncommitted."""
    found: list[Any] = []

    from threading import Thread

    def asked() -> None:
        try:
            found.append(ask(WorkKind.DRAFT, by=room.author).pk)
        finally:
            connection.close()

    thread = Thread(target=asked)
    thread.start()
    thread.join()
    return found[0]


def _is_running(work: Any) -> bool:
    held = ReleaseWork.objects.get(pk=work)
    return held.state == WorkState.RUNNING and held.step == COMPARING
