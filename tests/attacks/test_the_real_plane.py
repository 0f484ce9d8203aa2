"""The attack on the product itself, over HTTP, with the truth to judge by."""

import csv
from pathlib import Path

import pytest

from accountability.vocab.community import PlanKind
from tests.attacks.__main__ import main
from tests.attacks.worlds import Releases, write_cases
from tests.bundles import write_sample_bundle
from tests.community_records import sample_record
from tests.public_plane import PublicPlane

ATTACKS = (
    "the rule of display",
    "rows that are there or missing",
    "Parquet footers",
    "manifest, release.json and datapackage.json",
    "contradicting sums",
    "differencing and complements, cohort 2023",
    "shares against figures",
    "linear programs, cohort 2023",
    "refused questions",
    "the tables' filters, bounds and sorting",
    "timing of refusals",
    "averaging",
    "membership, cohort 2023",
    "between releases",
    "between two crawls",
    "headers that could follow the intake",
)


def test_it_finds_nothing_beyond_the_documented_limits(
    public_plane: PublicPlane,
    releases: Releases,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    crawl = tmp_path / "crawl.json"
    status = main(
        [public_plane.url, "--cases", str(releases.cases), "--crawl", str(crawl),
         "--cells", "25", "--questions", "10", "--targets", "400"]
    )  # fmt: skip
    told = capsys.readouterr().out
    assert status == 0, told
    assert "BEYOND" not in told
    for attack in ATTACKS:
        assert f"] {attack}" in told, attack
    assert crawl.is_file()


def test_a_small_organisation_is_attacked_by_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = sample_record(PlanKind.SMALL, cases=200)
    write_sample_bundle(tmp_path, community=record)
    cases = tmp_path / "cases.csv"
    write_cases(cases, record, 200)
    status = main([str(tmp_path), "--cases", str(cases), "--cells", "10"])
    told = capsys.readouterr().out
    assert status == 0, told
    assert "membership, cohort 2021-2024" in told


def test_a_target_needs_all_others(
    releases: Releases, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([str(releases.place), "--target", "cohort=2023"])
    assert "--others" in capsys.readouterr().err


def test_who_knows_all_others_learns_no_more_than_epsilon(
    releases: Releases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with releases.cases.open(encoding="utf-8", newline="") as stream:
        target, *others = csv.DictReader(stream)
    known = tmp_path / "others.csv"
    with known.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(target))
        writer.writeheader()
        writer.writerows(others)
    codes = ",".join(f"{name}={code}" for name, code in target.items())
    asked = [str(releases.place), "--others", str(known), "--target", codes]
    assert main([*asked, "--cells", "1"]) == 0
    told = capsys.readouterr().out
    assert "membership of one case" in told
    assert "the odds that it is counted are" in told
    assert "never more than 4.5 (e^1.5)" in told
