"""Coverage, corrections and the methodology: what they say, and what they do not."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from accountability.publication.methodology import methodology_json
from accountability.release.answers import Row
from accountability.release.bundle import ReleaseInfo
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import CORRECTIONS, COVERAGE, Table
from accountability.site.catalogue import described_tables
from accountability.vocab import Coverage, Metric
from tests.bundles import (
    ANNUAL,
    department,
    document,
    rejection,
    sha256_for,
    statistic,
    write_sample_bundle,
)

DEPARTMENTS = (
    department("saanich", "Saanich"),
    department("vancouver", "Vancouver"),
    department("surrey", "Surrey", valid_from=date(2020, 1, 1)),
    department("new-orleans", "New Orleans", jurisdiction="US-LA"),
)
EARLIER = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def rows(root: Path, table: Table, **given: Any) -> list[Row]:
    given = {"rejections": [], "allegations": [], "departments": DEPARTMENTS} | given
    return Reader(write_sample_bundle(root, **given)).page(Query(table)).rows


def covered(root: Path, *figures: dict[str, object], **given: Any) -> dict[str, str]:
    found = rows(root, COVERAGE, statistics=figures, **given)
    return {row["department"]: row["coverage"] for row in found}


def test_what_one_department_has_is_asked_of_all_that_existed(tmp_path: Path) -> None:
    assert covered(tmp_path, statistic("saanich", period="2018/19")) == {
        "saanich": Coverage.PRESENT,
        "vancouver": Coverage.NO_ROW,
    }


def test_why_a_figure_is_missing_is_told(tmp_path: Path) -> None:
    reasons = {
        "suppressed": Coverage.WITHHELD,
        "not_reported": Coverage.NOT_REPORTED,
        "parse_failed": Coverage.NOT_READABLE,
        "rounded": Coverage.PRESENT,
    }
    for status, coverage in reasons.items():
        value = 800 if status == "rounded" else None
        found = covered(
            tmp_path / status,
            statistic("saanich"),
            statistic("vancouver", value=value, status=status),
        )
        assert found["vancouver"] == coverage


def test_zero_is_there(tmp_path: Path) -> None:
    assert covered(tmp_path, statistic(value=0))["saanich"] == Coverage.PRESENT


def test_a_document_that_was_not_wholly_read_is_not_said_to_have_no_row(
    tmp_path: Path,
) -> None:
    odd = rejection(document=ANNUAL, sha256=sha256_for(ANNUAL), row=None)
    found = covered(
        tmp_path, statistic("saanich"), documents=[document()], rejections=[odd]
    )
    assert found["vancouver"] == Coverage.NOT_READ
    assert found["saanich"] == Coverage.PRESENT


def test_older_versions_and_totals_over_all_ask_nothing(tmp_path: Path) -> None:
    assert (
        covered(tmp_path, statistic("all"), statistic("saanich", current=False)) == {}
    )


def test_parts_are_counted_with_the_whole(tmp_path: Path) -> None:
    (row, _, _) = rows(
        tmp_path,
        COVERAGE,
        statistics=[statistic(), statistic(category="Admissible", value=40)],
    )
    assert (row["department"], row["figures"]) == ("saanich", 2)
    assert row["document"] == ANNUAL


def version(value: float | None, sha: str, at: datetime, **facts: Any) -> Any:
    return statistic(
        value=value,
        statistic=f"figure@{sha}/{facts.get('place', '')}",
        sha256=sha256_for(sha),
        retrieved_at=at,
        **{key: fact for key, fact in facts.items() if key != "place"},
    )


def test_a_figure_that_a_newer_version_prints_otherwise_is_a_correction(
    tmp_path: Path,
) -> None:
    later = EARLIER.replace(month=12)
    (row,) = rows(
        tmp_path,
        CORRECTIONS,
        statistics=[
            version(48, "one", EARLIER, current=False),
            version(51, "two", later),
            statistic("vancouver", value=393),
        ],
    )
    assert (row["value_before"], row["value"]) == (48, 51)
    assert (row["value_raw_before"], row["value_raw"]) == ("48", "51")
    assert row["statistic"] == "figure@two/"
    assert (row["sha256_before"], row["sha256"]) == (
        sha256_for("one"),
        sha256_for("two"),
    )
    assert (row["retrieved_before"], row["retrieved_at"]) == (EARLIER, later)


def test_a_figure_that_becomes_blank_is_a_correction_and_the_same_again_is_none(
    tmp_path: Path,
) -> None:
    second, third = EARLIER.replace(day=2), EARLIER.replace(day=3)
    found = rows(
        tmp_path,
        CORRECTIONS,
        statistics=[
            version(48, "one", EARLIER, current=False),
            version(48, "two", second, current=False),
            version(None, "three", third),
        ],
    )
    assert [(row["value_before"], row["status"]) for row in found] == [
        (48, "not_reported")
    ]


def test_of_two_figures_in_one_version_none_is_said_to_replace_the_other(
    tmp_path: Path,
) -> None:
    found = rows(
        tmp_path,
        CORRECTIONS,
        statistics=[
            version(48, "one", EARLIER, place="a"),
            version(49, "one", EARLIER, place="b"),
            version(51, "two", EARLIER.replace(day=9)),
        ],
    )
    assert found == []


def test_another_document_that_says_otherwise_corrects_nothing(tmp_path: Path) -> None:
    press = "ca_bc_opcc/press-2016-08"
    found = rows(
        tmp_path,
        CORRECTIONS,
        statistics=[
            statistic(value=48, retrieved_at=EARLIER),
            statistic(value=51, document=press, authority="press", page=None),
        ],
    )
    assert found == []


def test_the_methodology_names_units_crosswalks_and_rules_in_both_languages(
    tmp_path: Path,
) -> None:
    bundle = write_sample_bundle(tmp_path)
    text = (bundle / "public/methodology.json").read_text()
    assert text == methodology_json() + "\n"
    told = json.loads(text)
    assert set(told["units"]) == set(Metric.codes())
    assert set(told["crosswalks"]) >= {"ca_bc_opcc", "us_la_nopd"}
    assert all(date.fromisoformat(day) for day in told["crosswalks"].values())
    assert all(rule["en"] and rule["fr"] for rule in told["rules"])
    assert told["schema_version"] == ReleaseInfo.of(bundle).schema_version
    assert "methodology.json" in (bundle / "public/SHA256SUMS").read_text()


def test_a_release_of_an_earlier_schema_is_still_read(tmp_path: Path) -> None:
    bundle = write_sample_bundle(tmp_path)
    public = bundle / "public"
    for path in public.iterdir():
        path.chmod(0o644)
    told = json.loads((public / "release.json").read_text())
    sums = (public / "SHA256SUMS").read_text().splitlines(keepends=True)
    for name in ("coverage", "corrections"):
        del told["rows"][name]
        for suffix in ("csv", "parquet"):
            (public / f"{name}.{suffix}").unlink()
        sums = [line for line in sums if f"  {name}." not in line]
    (public / "release.json").write_text(json.dumps(told))
    (public / "SHA256SUMS").write_text("".join(sums))
    reader = Reader(bundle)
    assert reader.page(Query(COVERAGE)).rows == []
    assert reader.total(Query(CORRECTIONS)) == 0
    assert len(reader.departments()) == 7
    names = {item.table.name for item in described_tables(reader)}
    assert "statistics" in names
    assert "coverage" not in names
