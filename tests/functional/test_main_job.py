"""The product's main job, through its real parts, on the real figures.

A commission's site over HTTP, the broker, a worker, review, two approvals, a release,
and the public plane in its own process. Every figure asked for here is one that a
public body printed or the press retold (fixtures/commission_site, us_la_nopd).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accountability.management.demonstration import publish_first_editions
from accountability.models import ExtractedRecord, ReadingState, Release, Snapshot
from fixtures.commission_site.server import SiteServer
from tests.integration.worker import empty_broker, running_worker
from tests.public_plane import running_public_plane

pytestmark = pytest.mark.django_db

DISPOSITIONS = {
    "Unfounded": 1658,
    "Pending": 1612,
    "Sustained": 1146,
    "Exonerated": 778,
    "Other": 749,
    "Not Sustained": 746,
    "NFIM": 450,
    "Withdrawn - Mediation": 235,
    "Negotiated Settlement": 115,
    "Resigned under investigation": 41,
}


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
    collected_static: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[httpx.Client]:
    """Do all that ``make demo`` does, and give a client of its public plane."""
    data_dir = tmp_path_factory.mktemp("demo")
    log = data_dir / "worker.log"
    with (
        django_db_blocker.unblock(),
        SiteServer(data_dir / "commission-site") as site,
        override_settings(
            DATA_DIR=data_dir,
            ARCHIVE_DIR=data_dir / "archive",
            RELEASES_DIR=data_dir / "releases",
            SOURCE_BASES=dict.fromkeys(
                ("ca_bc_opcc", "us_la_nopd"), f"{site.address}/"
            ),
        ),
    ):
        empty_broker()
        call_command("load_reference", verbosity=0)
        try:
            with running_worker(log):
                publish_first_editions(lambda words: None)
            with (
                running_public_plane(data_dir, collected_static) as plane,
                httpx.Client(base_url=plane.url, timeout=60) as client,
            ):
                yield client
        finally:
            call_command("flush", verbosity=0, interactive=False)


def rows(client: httpx.Client, table: str, **asked: str) -> list[dict[str, Any]]:
    """Return every row of an answer, page by page."""
    found: list[dict[str, Any]] = []
    url: str | None = f"/api/v1/{table}/"
    params: dict[str, str] | None = asked
    while url:
        answer = client.get(url, params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["results"]
        url, params = answer.json()["next"], None
    return found


def figure(client: httpx.Client, **asked: str) -> dict[str, Any]:
    """Return the one current figure for the whole of a metric, not a part of it."""
    found = [
        row
        for row in rows(client, "statistics", current="true", **asked)
        if not row["category"]
    ]
    assert len(found) == 1, found
    return found[0]


def test_saanich_48_with_its_unit_period_and_source(published: httpx.Client) -> None:
    row = figure(
        published,
        department="saanich",
        metric="registered_complaints",
        period="2021/22",
    )
    assert row["value"] == 48
    assert (row["unit"], row["status"]) == ("complaint", "reported")
    assert (row["period_start"], row["period_end"]) == ("2021-04-01", "2022-03-31")
    provenance = row["provenance"]
    assert len(provenance["sha256"]) == 64
    assert provenance["page"] >= 1
    assert len(provenance["box"]) == 4
    assert provenance["retrieved_at"].endswith("Z")
    page = published.get(httpx.URL(provenance["url"]).raw_path.decode())
    assert page.status_code == 200
    assert provenance["sha256"] in page.text
    assert "This is a reconstruction" in page.text


def test_vancouver_393(published: httpx.Client) -> None:
    row = figure(
        published,
        department="vancouver",
        metric="registered_complaints",
        period="2021/22",
    )
    assert row["value"] == 393


def test_new_westminster_38_files_with_its_seven_parts(
    published: httpx.Client,
) -> None:
    found = {
        (row["metric"], row["category"]): row["value"]
        for row in rows(
            published, "statistics", department="new-westminster", period="2018/19"
        )
        if row["status"] == "reported"
    }
    whole = found.pop(("files_opened", ""))
    registered = found.pop(("registered_complaints", ""))
    assert whole == 38
    assert registered == 17
    assert found == {
        ("registered_complaints", "Admissible"): 6,
        ("registered_complaints", "Inadmissible"): 11,
        ("ordered_investigations", "requested by the department"): 1,
        ("ordered_investigations", "initiated by the Commissioner"): 2,
        ("mandatory_external_investigations", ""): 1,
        ("questions_or_concerns", ""): 4,
        ("internal_discipline_files", ""): 2,
        ("monitor_files", ""): 11,
    }
    assert sum(found.values()) == whole


def test_oak_bay_zero_is_a_reported_value(published: httpx.Client) -> None:
    found = rows(
        published,
        "statistics",
        department="oak-bay",
        metric="registered_complaints",
        category="Admissible",
        period="2019/20",
    )
    assert [(row["value"], row["status"]) for row in found] == [(0, "reported")]


def test_reportable_injuries_gives_both_with_their_sources(
    published: httpx.Client,
) -> None:
    found = [
        row
        for row in rows(
            published, "statistics", metric="reportable_injuries", period="2015/16"
        )
        if not row["category"]
    ]
    assert {row["value"] for row in found} == {408, 486}
    assert all(row["current"] and row["disputed"] for row in found)
    assert len({row["provenance"]["document"] for row in found}) == 2


def test_every_new_orleans_row_is_accounted_for(published: httpx.Client) -> None:
    allegations = rows(published, "allegations", department="new-orleans", limit="1000")
    assert len(allegations) == 7530
    # As a spreadsheet numbers them: the headings are row 1.
    assert {row["provenance"]["row"] for row in allegations} == set(range(2, 7532))
    counted: dict[str, int] = {}
    for row in allegations:
        counted[row["disposition_raw"]] = counted.get(row["disposition_raw"], 0) + 1
    assert counted == DISPOSITIONS
    unassigned = [row for row in allegations if row["outcome"] == "unassigned"]
    assert len(unassigned) == DISPOSITIONS["Other"]
    assert {row["disposition_raw"] for row in unassigned} == {"Other"}


def test_saanich_matter_is_dismissed_only_after_departure(
    published: httpx.Client,
) -> None:
    found = rows(published, "allegations", department="saanich")
    assert len(found) == 7
    for row in found:
        assert row["disposition"] == "substantiated"
        assert row["gravest_measure"] == "dismissal"
        assert row["discipline_stage"] == "recorded_after_departure"
        assert row["employment_status"] == "resigned"
        assert (row["listed"], row["listed_of"]) == (7, 11)
    assert len({row["complaint"] for row in found}) == 1
    page = published.get("/departments/saanich/").text
    assert "7 of 11" in page
    assert "Discipline recorded after departure" in page


def test_a_revised_report_puts_the_new_value_on_top_and_keeps_the_old(
    published: httpx.Client,
) -> None:
    found = rows(
        published,
        "statistics",
        department="central-saanich",
        metric="files_opened",
        period="2019/20",
    )
    found = [row for row in found if row["authority"] == "primary"]
    assert {row["value"]: row["current"] for row in found} == {17: True, 16: False}
    assert len({row["provenance"]["sha256"] for row in found}) == 2
    assert len({row["provenance"]["document"] for row in found}) == 1
    document = rows(published, "documents", document=found[0]["provenance"]["document"])
    assert [row["version"] for row in document] == [1, 2]
    assert [row["current"] for row in document] == [False, True]
    page = published.get(f"/documents/{found[0]['provenance']['document']}/").text
    assert all(row["provenance"]["sha256"] in page for row in found)


def test_the_release_says_what_changed_since_the_last(published: httpx.Client) -> None:
    releases = published.get("/api/v1/releases/").json()["results"]
    assert len(releases) == 2
    changes = rows(published, "changes")
    values = {
        (row["change"], row["column"], row["before"], row["after"]) for row in changes
    }
    assert ("revised", "current", "true", "false") in values
    assert any(change == "added" for change, *_ in values)


def test_the_same_number_on_page_in_table_file_and_api(
    published: httpx.Client,
) -> None:
    release = published.get("/api/v1/releases/").json()["results"][0]["id"]
    asked = {
        "department": "saanich",
        "metric": "registered_complaints",
        "period": "2021/22",
    }
    row = figure(published, **asked)
    line = published.get(
        "/api/v1/statistics/", params={**asked, "format": "csv"}
    ).text.splitlines()[1]
    assert row["statistic"] in line
    bulk = published.get(f"/releases/{release}/public/statistics.csv").text
    printed = next(x for x in bulk.splitlines() if row["statistic"] in x)
    assert ",48," in line
    assert ",48," in printed
    assert ">48<" in published.get("/departments/saanich/").text


@pytest.mark.usefixtures("published")
def test_what_was_published_was_reviewed_and_approved_twice() -> None:
    waiting = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED)
    assert {reading.flags for reading in waiting} == {"approximate mislabelled"}
    assert [release.approvals.count() for release in Release.objects.all()] == [2, 2]
    assert not Snapshot.objects.filter(read_at=None).exists()
