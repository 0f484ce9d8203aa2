"""What the reader answers, and what it can't be made to do."""

import gc
import os
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accountability.release.answers import NotInRelease
from accountability.release.bundle import (
    BundleError,
    NoRelease,
    damaged_files,
    make_current,
    next_release_id,
    release_order,
)
from accountability.release.database import open_locked
from accountability.release.overview import OverviewQuery
from accountability.release.parameters import QueryError
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS, STATISTICS
from accountability.release.shelf import ReleaseShelf
from accountability.vocab import Metric
from tests.bundles import ANNUAL, NOPD, statistic, write_sample_bundle


def figures(reader: Reader, **parameters: str) -> list[Any]:
    query = Query.from_params(STATISTICS, parameters)
    return [row["value"] for row in reader.page(query).rows]


def test_the_figures_of_the_main_job(reader: Reader) -> None:
    metric = "registered_complaints"
    assert figures(reader, department="saanich", metric=metric, period="2021/22") == [
        48
    ]
    assert figures(reader, department="vancouver", period="2021/22") == [393]
    assert figures(reader, department="oak-bay", period="2019/20") == [0]
    assert sorted(figures(reader, metric="reportable_injuries")) == [408, 486]
    whole = figures(reader, department="new-westminster", category="")
    every = figures(reader, department="new-westminster")
    assert (whole, sum(every)) == ([38], 2 * 38)


def test_zero_is_a_value_and_a_blank_is_none(reader: Reader) -> None:
    query = Query.from_params(
        STATISTICS, {"period": "2019/20", "fields": "department,value,status"}
    )
    assert reader.page(query).rows == [
        {"department": "oak-bay", "value": 0, "status": "reported"},
        {"department": "saanich", "value": None, "status": "not_reported"},
    ]


def test_whole_numbers_are_integers(reader: Reader) -> None:
    (value,) = figures(reader, department="saanich", period="2021/22")
    assert isinstance(value, int)


@pytest.mark.parametrize(
    ("parameter", "text", "nearest"),
    [
        ("department", "sannich", "saanich"),
        ("department", "Saanich", "saanich"),
        ("period", "2021/2022", "2021/22"),
        ("body", "opc", "opcc"),
        ("document", "ca_bc_opcc/annual-2021-2022", ANNUAL),
        ("jurisdiction", "CA-BX", "CA-BC"),
    ],
)
def test_what_the_release_does_not_hold_is_refused_with_the_nearest(
    reader: Reader, parameter: str, text: str, nearest: str
) -> None:
    query = Query.from_params(STATISTICS, {parameter: text})
    for ask in (reader.page, reader.rows):
        with pytest.raises(QueryError) as error:
            ask(query)
        assert (error.value.parameter, error.value.nearest) == (parameter, nearest)


def test_all_is_a_department_of_figures_only(reader: Reader) -> None:
    assert figures(reader, department="all", period="2018/19") == [1236, 1326]
    with pytest.raises(QueryError):
        reader.page(Query.from_params(ALLEGATIONS, {"department": "all"}))


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE statistics; --", '" OR 1=1', "saanich' OR '1'='1", "%", "?"]
)
def test_a_value_is_never_sql(reader: Reader, text: str) -> None:
    assert figures(reader, note=text) == []
    assert figures(reader, figure=text) == []
    assert reader.total(Query(STATISTICS)) == len(figures(reader))


def test_the_trend_says_which_figures_are_disputed(reader: Reader) -> None:
    points = reader.overview(OverviewQuery(metric=Metric.REPORTABLE_INJURIES)).trend
    assert [(point.value, point.disputed) for point in points] == [
        (408, True),
        (486, True),
    ]
    assert {point.document for point in points} == {
        "ca_bc_opcc/press-2016-08",
        "ca_bc_opcc/press-2016-09",
    }


def test_the_trend_leaves_out_older_versions_and_parts(reader: Reader) -> None:
    points = reader.overview(OverviewQuery(metric=Metric.FILES_OPENED)).trend
    assert [(point.department, point.value) for point in points] == [
        ("all", 1326),
        ("new-westminster", 38),
    ]


def test_an_overview_of_an_unknown_department_is_refused(reader: Reader) -> None:
    with pytest.raises(QueryError) as error:
        reader.overview(OverviewQuery(departments=("sanich",)))
    assert error.value.nearest == "saanich"


def test_unassigned_and_unknown_are_counted(reader: Reader) -> None:
    classes = {
        count.allegation_class.value
        for count in reader.overview(OverviewQuery()).by_class_outcome
    }
    assert {"unassigned", "unknown"} <= classes


def test_a_figure_has_all_its_versions(reader: Reader) -> None:
    figure = reader.figure("all/files_opened//2018/19")
    assert [row["value"] for row in figure.current] == [1326]
    assert [row["value"] for row in figure.others] == [1236]
    with pytest.raises(NotInRelease):
        reader.figure("all/files_opened//1900/01")


def test_a_document_says_what_was_read_from_it(reader: Reader) -> None:
    data = reader.document(NOPD)
    assert (data.statistics, data.allegations, data.rejections) == (0, 100, 1)
    revised = reader.document("ca_bc_opcc/statistics-2018-19")
    assert [row["version"] for row in revised.versions] == [2, 1]
    with pytest.raises(NotInRelease) as error:
        reader.document("us_la_nopd/misconduct")
    assert error.value.nearest == NOPD


def test_departments_are_found_by_id(reader: Reader) -> None:
    assert reader.department("surrey")["name"] == "Surrey Police Service"
    with pytest.raises(NotInRelease) as error:
        reader.department("central_saanich")
    assert error.value.nearest == "central-saanich"
    assert len(reader.departments()) == 7
    assert len(reader.documents()) == 9


def test_threads_may_ask_at_once(reader: Reader) -> None:
    expected = reader.page(Query(STATISTICS)).rows
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(10):
            if reader.page(Query(STATISTICS)).rows != expected:
                wrong.append("another answer")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_long_answer_can_be_left_while_others_are_asked(reader: Reader) -> None:
    every = reader.rows(Query(ALLEGATIONS))
    first = next(every)
    reader.page(Query(STATISTICS))
    assert [first, *every] == reader.page(Query(ALLEGATIONS, limit=1000)).rows


def test_the_database_reaches_no_other_file(reader: Reader, tmp_path: Path) -> None:
    database = open_locked(reader.bundle, reader.info, tmp_path, "64MB")
    for statement in (
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '64GB'",
    ):
        with pytest.raises(Exception, match=r"disabled|locked|not allow|Cannot"):
            database.execute(statement)


def test_nothing_is_opened_before_the_first_question(sample: Path) -> None:
    reader = Reader(sample / "2026-11-22.1")
    assert reader._database is None
    reader.departments()
    assert reader._database is not None


def test_the_time_zone_of_the_machine_does_not_matter(
    sample: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:

    expected = reader.page(Query(STATISTICS)).rows
    monkeypatch.setitem(os.environ, "TZ", "America/Vancouver")
    time.tzset()
    try:
        assert Reader(sample / "2026-11-22.1").page(Query(STATISTICS)).rows == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_damaged_bundle_is_an_error_that_names_it(tmp_path: Path) -> None:
    bundle = write_sample_bundle(tmp_path)
    damaged = bundle / "public" / "statistics.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(b"no parquet")
    assert list(damaged_files(bundle)) == ["public/statistics.parquet"]
    (bundle / "public" / "stray.txt").write_text("stray")
    (bundle / "server" / "allegation_cube.parquet").unlink()
    assert list(damaged_files(bundle)) == [
        "public/statistics.parquet",
        "server/allegation_cube.parquet",
        "public/stray.txt",
    ]
    with pytest.raises(BundleError, match=r"2026-11-22\.1"):
        Reader(bundle).page(Query(STATISTICS))


def test_a_shelf_follows_the_pointer_and_keeps_old_releases(tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path)
    with pytest.raises(NoRelease):
        shelf.current()
    write_sample_bundle(tmp_path)
    first = shelf.current()
    assert shelf.current() is first
    write_sample_bundle(
        tmp_path, release="2026-11-22.2", statistics=[statistic(value=49)]
    )
    assert figures(shelf.current(), department="saanich") == [49]
    assert shelf.get("2026-11-22.1") is first
    assert shelf.releases() == ["2026-11-22.2", "2026-11-22.1"]
    make_current(tmp_path, "2026-11-22.1")
    assert shelf.current() is first


def test_scratch_is_tidied_up_by_its_reader_or_by_the_next(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "accountability-reader-99999999-x"
    (left / "spill").mkdir(parents=True)
    namesake = tmp_path / f"accountability-reader-{os.getpid()}-of-another-time"
    namesake.mkdir()
    others = tmp_path / f"accountability-reader-{os.getppid()}-x"
    others.mkdir()
    reader = Reader(sample / "2026-11-22.1")
    with reader.parquet(Query(STATISTICS)) as file:
        assert file.read(4) == b"PAR1"
    assert not left.exists()
    assert not namesake.exists()
    Reader(sample / "2026-11-22.1").departments()  # leaves alone what is in use
    gc.collect()
    (own,) = tmp_path.glob(f"accountability-reader-{os.getpid()}-*")
    assert [path for path in own.rglob("*") if path.is_file()] == []
    del reader
    gc.collect()
    assert list(tmp_path.glob("accountability-reader-*")) == [others]


def test_a_shelf_tells_of_all_releases_and_closes_none_for_it(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accountability.release.shelf.OPEN_READERS", 1)
    for name in ("2026-11-22.1", "2026-11-22.2", "2026-11-22.3"):
        (tmp_path / name).symlink_to(sample / "2026-11-22.1")
    shelf = ReleaseShelf(tmp_path)
    reader = shelf.get("2026-11-22.2")
    assert len(shelf.infos()) == 3
    assert shelf.get("2026-11-22.2") is reader


@pytest.mark.parametrize("name", ["../x", "2026-11-22", "2026-11-22.9", "latest", ""])
def test_a_shelf_hands_out_releases_only(sample: Path, name: str) -> None:
    with pytest.raises(NoRelease):
        ReleaseShelf(sample).get(name)


def test_a_pointer_to_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("../../etc\n")
    with pytest.raises(BundleError):
        ReleaseShelf(tmp_path).current()
    (tmp_path / "CURRENT").write_text("2026-11-22.1\n")
    with pytest.raises(NoRelease):
        ReleaseShelf(tmp_path).current()


def test_a_shelf_keeps_few_readers_open(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accountability.release.shelf.OPEN_READERS", 1)
    names = ["2026-11-22.1", "2026-11-22.2"]
    for name in names:
        (tmp_path / name).symlink_to(sample / "2026-11-22.1")
    shelf = ReleaseShelf(tmp_path)
    readers = [shelf.get(name) for name in names]
    assert shelf.get(names[1]) is readers[1]
    assert shelf.get(names[0]) is not readers[0]


def test_release_names_count_within_a_day(tmp_path: Path) -> None:

    day = date(2026, 11, 22)
    assert next_release_id(tmp_path, day) == "2026-11-22.1"
    for n in (9, 10):
        (tmp_path / f"2026-11-22.{n}").mkdir()
    assert next_release_id(tmp_path, day) == "2026-11-22.11"
    assert release_order("2026-11-22.9") < release_order("2026-11-22.10")
