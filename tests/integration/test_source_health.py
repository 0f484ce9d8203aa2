"""A source goes down, comes back looking otherwise, and is mended: who is told what."""

import hashlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accountability import tasks
from accountability.extraction.runs import start_due_runs
from accountability.models import (
    Allegation,
    Run,
    SourceHealth,
    User,
)
from accountability.publication import services as publication
from accountability.records.reference import load_reference
from accountability.review import queue
from accountability.review.services import accept_batch
from accountability.sources import registry
from accountability.sources.us_la_nopd import NewOrleansPolice
from fixtures.commission_site.manifest import Entry, Version
from fixtures.commission_site.server import SiteServer
from tests.accounts import log_in
from tests.factories import make_reviewer
from tests.integration.worker import drain, empty_broker
from tests.release_desk import releaser

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
SOURCE = "us_la_nopd"
DESK_MAIL = "desk@example.org"
(TABLE,) = NewOrleansPolice.tables
HEADING = TABLE.columns.class_name
RENAMED = "Rule Said To Be Broken"


class Mended(NewOrleansPolice):
    """The same declaration with one line changed, and its version raised."""

    version = f"{NewOrleansPolice.version}.mended"
    tables = (
        replace(
            TABLE,
            columns=replace(TABLE.columns, class_name=RENAMED),
            shapes={},
        ),
    )


def table(rows: int, heading: str = HEADING) -> str:
    """Return so many allegations under the publisher's headings."""
    names = TABLE.columns.headings()
    cells = {
        TABLE.columns.received: "2021/3/{day}",
        TABLE.columns.class_name: "RULE 4: PERF OF DUTY",
        TABLE.columns.subtype: "PARAGRAPH 04 - NEGLECT OF DUTY",
        TABLE.columns.disposition: "Sustained",
    }
    lines = [",".join(heading if name == HEADING else name for name in names)]
    lines += [
        ",".join(
            f"2021-{row:04}-P"
            if name == TABLE.columns.number
            else str(row)
            if name == TABLE.columns.row_id
            else cells.get(name, "").format(day=1 + row % 28)
            for name in names
        )
        for row in range(1, rows + 1)
    ]
    return "\n".join(lines) + "\n"


class Publisher:
    """The site that stands in for the city's: up or down, with one table."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.server: SiteServer | None = None

    def up(self, text: str) -> None:
        self.down()
        self.server = SiteServer(self.directory, port=self.port)
        (path,) = [name for name in self.server.entries if name.endswith(".csv")]
        content = text.encode()
        (self.directory / "files" / "table.csv").write_bytes(content)
        version = Version(
            1,
            "files/table.csv",
            hashlib.sha256(content).hexdigest(),
            date(2026, 11, 1) + timedelta(days=len(content) % 20),
        )
        self.server.entries[path] = Entry(
            path, "Table", "dataset", "text/csv; charset=UTF-8", (version,)
        )
        self.server.start()

    def down(self) -> None:
        if self.server:
            self.server.stop()
            self.server = None


@pytest.fixture
def publisher(tmp_path: Path, settings: Settings) -> Iterator[Publisher]:
    load_reference()
    empty_broker()
    site = Publisher(tmp_path / "site")
    settings.SOURCE_BASES = {SOURCE: f"http://127.0.0.1:{site.port}/"}
    settings.ALARM_TO = [DESK_MAIL]
    yield site
    site.down()


def days_pass(days: float) -> None:
    """Let what happened so far be longer ago."""
    ago = timedelta(days=days)
    for run in Run.objects.all():
        run.started_at -= ago
        run.finished_at = run.finished_at and run.finished_at - ago
        run.save()


def read_what_is_due() -> None:
    """Do what beat and a worker do, passing over waits between tries."""
    start_due_runs()
    drain(later=True)
    tasks.look_at_sources()


def state() -> str:
    return SourceHealth.objects.get().state


def on_record() -> list[tuple[str, str, str]]:
    return list(
        Allegation.objects.order_by("key").values_list(
            "key", "class_raw", "allegation_class"
        )
    )


def published_facts(people: list[User]) -> dict[str, bytes]:
    """Publish a release; return the bytes of every table of facts in it."""
    author, *voters = people
    release = publication.draft_release(by=author)
    for voter in voters:
        release = publication.approve(release, by=voter)
    public = publication.publish(release, by=author) / "public"
    tables = ("allegations", "findings", "discipline", "complaints", "statistics")
    return {name: (public / f"{name}.csv").read_bytes() for name in tables}


def accept_everything(rosa: User) -> int:
    return sum(
        accept_batch(queue.in_group(item.snapshot, group), by=rosa).number
        for item in queue.waiting()
        for group in item.groups
    )


def test_down_then_changed_then_mended(
    publisher: Publisher, mailoutbox: list[EmailMessage]
) -> None:
    rosa = make_reviewer("rosa")
    home = log_in(Client(), rosa)
    people = [releaser(name) for name in ("author", "first", "second")]

    publisher.up(table(12))
    read_what_is_due()
    assert (state(), accept_everything(rosa), mailoutbox) == ("fine", 12, [])
    before = on_record()
    published = published_facts(people)
    assert "watched is well" in home.get("/").content.decode()

    # Down: nobody hears of the first minutes, one mail goes out when it was given up.
    publisher.down()
    days_pass(8)
    start_due_runs()
    drain()
    tasks.look_at_sources()
    assert (state(), mailoutbox) == ("fine", [])  # it is tried again
    read_what_is_due()
    assert state() == "failing"
    (alarm,) = mailoutbox
    assert alarm.subject == f"Needs somebody: {SOURCE}"
    assert alarm.to == [DESK_MAIL]
    assert "unreachable" in alarm.body
    for _ in range(3):
        tasks.look_at_sources()
    assert len(mailoutbox) == 1
    page = home.get("/").content.decode()
    assert "Can’t be fetched" in page
    assert "The site can&#x27;t be reached" in page

    # Back after a day, which is sooner than its cadence, with another heading.
    publisher.up(table(14, RENAMED))
    assert start_due_runs() == []
    days_pass(1)
    read_what_is_due()
    assert state() == "changed_layout"
    assert len(mailoutbox) == 2
    assert "layout_changed" in str(mailoutbox[1].body)
    assert on_record() == before
    assert not queue.waiting()
    assert published_facts(people) == published  # but for a version not read yet
    row = SourceHealth.objects.get()
    assert (row.dead, row.unread, row.told) == (1, 1, "changed_layout")
    page = home.get(reverse("sources")).content.decode()
    assert "Layout changed" in page
    assert "the figures from before stand" in page

    # The mend is one line; what is archived is read again, the rest is new.
    known = {SOURCE: Mended()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "all_sources", lambda: known)
        for module in ("records.services", "extraction.runs", "staff.source_words"):
            patch.setattr(f"accountability.{module}.all_sources", lambda: known)
        read_what_is_due()
        assert state() == "fine"
        assert accept_everything(rosa) == 2
        after = {key: code for key, _words, code in on_record()}
        assert len(after) == 14
        assert {key: code for key, _words, code in before}.items() <= after.items()
    assert [mail.subject for mail in mailoutbox[2:]] == [f"Well again: {SOURCE}"]
    for mail in mailoutbox:
        assert "2021-" not in mail.body
        assert "RULE" not in mail.body
