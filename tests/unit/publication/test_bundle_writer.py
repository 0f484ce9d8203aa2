"""Bundles: the same rows give the same bytes; bad rows give none."""

import csv
import stat
from pathlib import Path
from typing import Any

import pytest

from accountability.publication.bundle_writer import BundleRefusedError
from accountability.release.bundle import CURRENT, damaged_files
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import CHANGES, DOCUMENTS, STATISTICS
from tests.bundles import (
    PICTURE,
    RETRIEVED,
    allegation,
    crop,
    document,
    sample_allegations,
    sample_statistics,
    statistic,
    write_sample_bundle,
)


def test_the_same_rows_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_sample_bundle(tmp_path / "one")
    other = write_sample_bundle(
        tmp_path / "other",
        statistics=reversed(sample_statistics()),
        crops=[crop(statistic(), PICTURE)],
        allegations=reversed(sample_allegations()),
    )
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(names) > 20
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_bundle_is_whole_and_read_only_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    root = tmp_path / "releases"
    bundle = write_sample_bundle(root)
    assert list(damaged_files(bundle)) == []
    for path in bundle.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert sorted(path.name for path in root.iterdir()) == [bundle.name, CURRENT]


def test_a_release_is_never_written_twice(tmp_path: Path) -> None:
    write_sample_bundle(tmp_path)
    with pytest.raises(BundleRefusedError, match="never changed"):
        write_sample_bundle(tmp_path)


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"metric": "no_metric"}, r"statistics\.metric"),
        ({"body": None}, r"statistics\.body"),
        ({"department": ""}, r"statistics\.department"),
        ({"flags": "sum_checked nonsense"}, r"statistics\.flags"),
        ({"value": float("nan")}, r"statistics\.value"),
        ({"value": float("inf")}, r"statistics\.value"),
        ({"period_start": None}, r"statistics\.period_start"),
        ({"sha256": None}, r"statistics\.sha256"),
    ],
)
def test_a_row_that_breaks_the_schema_is_refused_and_named(
    tmp_path: Path, facts: dict[str, Any], where: str
) -> None:
    bad = statistic(statistic="bad-row") | facts
    root = tmp_path / "releases"
    with pytest.raises(BundleRefusedError, match=where) as error:
        write_sample_bundle(root, statistics=[statistic(), bad], allegations=[])
    assert "'bad-row'" in str(error.value)
    assert list(root.iterdir()) == []


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleRefusedError, match="stands twice"):
        write_sample_bundle(tmp_path, allegations=[allegation(1), allegation(1)])


def test_a_row_with_a_column_too_many_or_too_few_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="narrative"):
        write_sample_bundle(tmp_path, statistics=[statistic(narrative="a story")])
    short = statistic()
    del short["unit"]
    with pytest.raises(KeyError):
        write_sample_bundle(tmp_path, statistics=[short])


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


def test_no_csv_text_is_a_formula_and_no_number_becomes_a_text(tmp_path: Path) -> None:
    rows = [
        statistic(statistic=f"s{n}", note=text, value=-3)
        for n, text in enumerate(FORMULAS)
    ]
    bundle = write_sample_bundle(tmp_path, statistics=rows)
    with (bundle / "public" / "statistics.csv").open(newline="") as stream:
        cells = list(csv.DictReader(stream))
    assert [row["note"] for row in cells] == [f"'{text}" for text in FORMULAS]
    assert {row["value"] for row in cells} == {"-3"}
    plain = Reader(bundle).page(Query(STATISTICS)).rows
    assert [row["note"] for row in plain] == list(FORMULAS)


def test_null_and_the_empty_text_stay_apart(tmp_path: Path) -> None:
    bundle = write_sample_bundle(
        tmp_path, statistics=[statistic(value=None, value_raw="", xpath=None)]
    )
    (row,) = Reader(bundle).page(Query(STATISTICS)).rows
    assert (row["value"], row["value_raw"], row["xpath"]) == (None, "", None)


def test_times_are_cut_to_seconds_everywhere(tmp_path: Path) -> None:
    at = RETRIEVED.replace(microsecond=999_999)
    bundle = write_sample_bundle(tmp_path, statistics=[statistic(retrieved_at=at)])
    (row,) = Reader(bundle).page(Query(STATISTICS)).rows
    assert row["retrieved_at"] == RETRIEVED
    assert "2026-11-20T09:30:00Z" in (bundle / "public/statistics.csv").read_text()


def changes(bundle: Path) -> set[tuple[str, ...]]:
    return {
        tuple(row[name] for name in CHANGES.names)
        for row in Reader(bundle).page(Query(CHANGES, limit=1000)).rows
    }


def test_changes_name_every_row_added_revised_or_removed(tmp_path: Path) -> None:
    first = write_sample_bundle(
        tmp_path,
        statistics=[
            statistic(statistic="kept"),
            statistic(statistic="revised", value=48, page=3),
            statistic(statistic="removed"),
        ],
    )
    assert changes(first) == set()
    second = write_sample_bundle(
        tmp_path,
        release="2026-11-22.2",
        previous="2026-11-22.1",
        statistics=[
            statistic(statistic="kept"),
            statistic(statistic="revised", value=None, page=4, status="suppressed"),
            statistic(statistic="added"),
        ],
    )
    assert changes(second) == {
        ("statistics", "added", "added", "", "", "", "decided"),
        ("statistics", "removed", "removed", "", "", "", "decided"),
        ("statistics", "revised", "revised", "value", "48.0", "", "decided"),
        ("statistics", "revised", "revised", "value_raw", "48", "", "decided"),
        ("statistics", "revised", "revised", "page", "3", "4", "decided"),
        (
            "statistics",
            "revised",
            "revised",
            "status",
            "reported",
            "suppressed",
            "decided",
        ),
    }


def test_seeing_a_document_again_is_no_change(tmp_path: Path) -> None:
    write_sample_bundle(tmp_path, documents=[document("one")])
    again = document("one", last_seen_at=RETRIEVED.replace(year=2027))
    bundle = write_sample_bundle(
        tmp_path, release="2026-11-22.2", previous="2026-11-22.1", documents=[again]
    )
    assert changes(bundle) == set()
    (row,) = Reader(bundle).page(Query(DOCUMENTS)).rows
    assert row["last_seen_at"].year == 2027
