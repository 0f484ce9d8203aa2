"""Tables that a portal gives out in parts, over loopback, through the real jobs."""

import hashlib
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from accountability.archive.store import open_bytes
from accountability.extraction.runs import start_run
from accountability.models import Job, Retrieval, Run, Snapshot, SourceDocument
from accountability.records.reference import load_reference
from accountability.sources import registry
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import MatterColumns, MatterTable
from accountability.sources.formats.paging import (
    ArcGisPages,
    Part,
    SocrataPages,
)
from accountability.sources.formats.portals import arcgis_rows, socrata_rows
from tests.integration.worker import drain, empty_broker
from tests.sources.loopback import Answer, Scripted, scripted

LAYER = "https://services.example/arcgis/rest/services/Complaints/FeatureServer/0"
ARCGIS, SOCRATA = "Complaints, ArcGIS", "Complaints, Socrata"


class City(OpenData):
    """A city whose two portals give two rows at a time: all that a source declares."""

    id = "us_la_nopd"  # whose crosswalk and department there are
    body = "nopd-pib"
    jurisdiction = "US-LA"
    home = "https://services.example/"
    hosts = ("services.example", "data.example")
    version = "1"
    department = "new-orleans"
    department_name = "New Orleans Police Department"
    tables = (
        MatterTable(
            title=ARCGIS,
            address=arcgis_rows(LAYER, ("number", "received")),
            pages=ArcGisPages(size=2),
            columns=MatterColumns(number="number", received="received"),
        ),
        MatterTable(
            title=SOCRATA,
            address=socrata_rows("data.example", "abcd-1234", ("case_no", "opened")),
            pages=SocrataPages(size=2),
            columns=MatterColumns(number="case_no", received="opened"),
        ),
    )


def question(title: str, row: int) -> str:
    """Return the path and query by which the part that begins at ``row`` is asked."""
    (table,) = [table for table in City.tables if table.title == title]
    assert table.pages
    url = urlsplit(table.pages._from(table.address, row))
    return f"{url.path}?{url.query}"


def features(*numbers: int, more: bool) -> Answer:
    rows = [
        {"attributes": {"number": f"A-{n}", "received": "2024-05-0" + str(n)}}
        for n in numbers
    ]
    said = {"features": rows, **({"exceededTransferLimit": True} if more else {})}
    return Answer(200, json.dumps(said).encode())


def lines(*numbers: int) -> Answer:
    rows = [f'"S-{n}","2024-05-0{n}T00:00:00.000"' for n in numbers]
    text = "\r\n".join(['"case_no","opened"', *rows])
    return Answer(200, f"{text}\r\n".encode(), (("Content-Type", "text/csv"),))


def answers() -> dict[str, Answer]:
    return {
        question(ARCGIS, 0): features(1, 2, more=True),
        question(ARCGIS, 2): features(3, 4, more=True),
        question(ARCGIS, 4): features(5, more=False),
        question(SOCRATA, 0): lines(1, 2),
        # Fewer than asked for, and not the end.
        question(SOCRATA, 2): lines(3),
        question(SOCRATA, 3): lines(4, 5),
        question(SOCRATA, 5): lines(),
    }


@pytest.fixture
def portal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    load_reference()
    empty_broker()
    monkeypatch.setattr(registry, "all_sources", lambda: {City.id: City()})
    with scripted(answers()) as server:
        settings.SOURCE_BASES = {City.id: f"http://{server.host}/"}
        yield server


def crawl() -> Run:
    run = start_run(City.id, "test")
    drain()
    run.refresh_from_db()
    assert run.finished_at
    return run


def numbers_in(title: str) -> list[str]:
    newest = Snapshot.objects.filter(document__title=title).order_by("-number")[0]
    return [
        reading.payload["complaint"]["number_raw"]
        for reading in newest.readings.order_by("position")
    ]


@pytest.mark.django_db(transaction=True)
def test_rows_of_all_parts_are_one_reading_and_each_part_is_kept(
    portal: Scripted,
) -> None:
    crawl()
    assert set(Job.objects.values_list("state", "failure")) == {("done", "")}
    for title, letter in ((ARCGIS, "A"), (SOCRATA, "S")):
        assert numbers_in(title) == [f"{letter}-{n}" for n in range(1, 6)]
        document = SourceDocument.objects.get(title=title)
        snapshot = document.snapshots.get()
        start = question(title, 0).partition("?")[0]
        asked = {path for path in answers() if path.startswith(start)}
        kept = Retrieval.objects.filter(document=document, snapshot=None)
        assert {part.url.partition(portal.host)[2] for part in kept} == asked
        assert all(part.warc for part in kept)
        for path in asked:
            part = portal.answers[path].body
            assert open_bytes(hashlib.sha256(part).hexdigest()) == part
        assert open_bytes(snapshot.sha256)
        assert "ffset" not in document.url

    # The same once more is nothing new; one row more is one new version.
    crawl()
    assert Snapshot.objects.count() == 2
    portal.answers[question(ARCGIS, 4)] = features(5, 6, more=False)
    crawl()
    assert numbers_in(ARCGIS)[-1] == "A-6"
    assert Snapshot.objects.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(404), "http_status"),
        (features(1, 2, more=True), "layout_changed"),
        (features(more=True), "truncated"),
        (Answer(200, b'{"error":{"code":400,"message":"no"}}'), "wrong_type"),
        (Answer(200, b'{"features":[{"attr'), "truncated"),
    ],
)
def test_a_part_that_can_t_be_had_makes_no_version(
    portal: Scripted, answer: Answer, failure: str
) -> None:
    crawl()
    portal.answers[question(ARCGIS, 2)] = answer
    portal.answers[question(ARCGIS, 4)] = features(5, 6, more=False)
    run = crawl()
    dead = run.jobs.exclude(failure="")
    assert set(dead.values_list("failure", flat=True)) == {failure}
    assert numbers_in(ARCGIS) == [f"A-{n}" for n in range(1, 6)]
    assert Snapshot.objects.count() == 2


@given(
    st.lists(st.integers(0, 10**6), max_size=60),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_however_a_portal_cuts_a_table_it_is_the_same(
    rows: list[int], size: int, most: int
) -> None:
    """A model portal that gives at most ``most`` rows of what is asked."""

    def csv_part(url: str, start: int) -> Part:
        shown = rows[start : start + min(size, most)]
        return Part(url, "\n".join(["n,m", *(f"{n},x" for n in shown), ""]).encode())

    def json_part(url: str, start: int) -> Part:
        end = start + min(size, most)
        said = {"features": [{"attributes": {"n": n}} for n in rows[start:end]]}
        if end < len(rows):
            said["exceededTransferLimit"] = True  # type: ignore[assignment]
        return Part(url, json.dumps(said).encode())

    table = "https://x.example/rows?$select=n,m&where=1%3D1"
    for pages, answer in (
        (SocrataPages(size), csv_part),
        (ArcGisPages(size), json_part),
    ):
        url: str | None = pages.first(table)
        parts = []
        while url is not None:
            assert pages.table(url) == table
            parts.append(answer(url, pages._beginning(url)))
            url = pages.next(parts[-1])
        whole = Part("", pages.together(parts))
        assert pages.rows_in(whole) == len(rows)
        if isinstance(pages, SocrataPages):
            printed = ["n,m", *(f"{n},x" for n in rows), ""]
            assert whole.content == "\n".join(printed).encode()
