"""The audit of a written bundle: each check fails for what it is there for."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accountability.publication.audit.checks import CHECKS, Check, Checked, Found, audit
from accountability.publication.audit.oddities import mismatched, unassigned
from accountability.publication.audit.written import opened
from accountability.release.schema import TABLES
from tests.bundles import (
    SIGNER,
    allegation,
    sample_allegations,
    sample_statistics,
    statistic,
    write_sample_bundle,
)

OURS = SIGNER.public_key()


def failed(bundle: Path, **options: Any) -> dict[str, Checked]:
    return {
        check.name: check
        for check in audit(bundle, OURS, **options)
        if not check.passed
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample_bundle(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def bundle(written: Path, tmp_path: Path) -> Path:
    copy = tmp_path / written.name
    shutil.copytree(written, copy)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def edit(bundle: Path, name: str, old: str, new: str) -> None:
    path = bundle / "public" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_good_bundle_passes_every_check_and_counts(written: Path) -> None:
    found = {check.name: check for check in audit(written, OURS)}
    assert set(found) == {check.name for check in CHECKS}
    assert all(check.passed for check in found.values())
    # 100 rows of New Orleans have no file type of ours, 34 no class, 5 no disposition.
    assert found["unassigned"].number == 139
    assert found["rows"].number > 107
    assert len(TABLES) > 5


def test_a_changed_file_fails_files_alone(bundle: Path) -> None:
    (bundle / "public/datapackage.json").write_text("{}")
    assert set(failed(bundle)) == {"files"}
    assert failed(bundle)["files"].where == "public/datapackage.json"


def test_another_key_fails_the_signature(bundle: Path, tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
    forged = write_sample_bundle(tmp_path / "forged", key=other)
    assert set(failed(forged)) == {"signature"}


def test_a_row_that_csv_lost_fails_rows(bundle: Path) -> None:
    path = bundle / "public/departments.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")
    assert {"rows", "files"} == set(failed(bundle))
    assert failed(bundle)["rows"].where == "departments"


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("statistics.csv", ",complaint,", ",complaints,", "statistics.unit"),
        ("statistics.csv", ",2021-04-01,", ",1 April 2021,", "statistics.period_start"),
        ("statistics.csv", ",48,48,", ",many,48,", "statistics.value"),
        ("departments.csv", "saanich,Saanich", "saanich,", "departments.name"),
    ],
)
def test_a_cell_that_the_dictionary_does_not_allow_fails_schema(
    bundle: Path, name: str, old: str, new: str, where: str
) -> None:
    if name == "departments.csv":
        old, new = ",Saanich Police Department,", ",,"
    edit(bundle, name, old, new)
    found = failed(bundle)
    assert found["schema"].where == where
    assert found["schema"].number == 1


def test_a_row_of_no_document_or_no_place_fails_provenance(tmp_path: Path) -> None:
    bundle = write_sample_bundle(
        tmp_path,
        statistics=[
            statistic(statistic="nowhere", sha256="0" * 64),
            statistic(statistic="placeless", page=None, figure="other"),
            statistic(statistic="two", row=7, figure="third"),
            statistic(statistic="good", figure="fourth"),
        ],
    )
    found = failed(bundle)
    assert set(found) == {"provenance"}
    assert found["provenance"].number == 3
    assert found["provenance"].where == "statistics nowhere"


def test_a_department_that_is_not_described_fails_references(tmp_path: Path) -> None:
    bundle = write_sample_bundle(tmp_path, statistics=[statistic("atlantis")])
    found = failed(bundle)
    assert set(found) == {"references"}
    assert found["references"].where == "statistics.department atlantis"


@pytest.mark.parametrize(
    "facts",
    [{"value": None, "status": "reported"}, {"value": 0.0, "status": "not_reported"}],
)
def test_a_value_and_its_status_that_disagree_fail_values(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    bundle = write_sample_bundle(tmp_path, statistics=[statistic() | facts])
    assert set(failed(bundle)) == {"values"}


def test_unassigned_without_words_fails_and_with_words_is_listed(
    tmp_path: Path,
) -> None:
    silent = allegation(1) | {"class": "unassigned", "class_raw": ""}
    bundle = write_sample_bundle(tmp_path / "silent", allegations=[silent])
    found = failed(bundle)
    assert set(found) == {"unassigned"}
    assert found["unassigned"].where == "allegations.class"
    spoken = [
        allegation(n) | {"class": "unassigned", "class_raw": "RULE 9: OTHER"}
        for n in (1, 2)
    ]
    bundle = write_sample_bundle(tmp_path / "spoken", allegations=spoken)
    with opened(bundle) as written:
        listed = {(w.column, w.words): w.rows for w in unassigned(written)}
    assert listed == {
        ("class", "RULE 9: OTHER"): 2,
        ("file_type", "Public Initiated"): 2,
    }


def test_a_measure_among_others_that_is_not_mapped_is_listed(tmp_path: Path) -> None:
    row = allegation(
        1,
        measures="advice unassigned",
        measures_raw="Advice; Letter of something",
        gravest_measure="advice",
    )
    bundle = write_sample_bundle(tmp_path, allegations=[row])
    with opened(bundle) as written:
        words = [w.words for w in unassigned(written) if w.column == "measures"]
    assert words == ["Advice; Letter of something"]


def test_totals_that_do_not_add_up_are_listed_and_none_is_marked_both_ways(
    tmp_path: Path,
) -> None:
    rows = [
        statistic(flags="sum_mismatch"),
        statistic("oak-bay", flags="sum_mismatch", current=False),
        statistic("vancouver", flags="sum_checked"),
    ]
    bundle = write_sample_bundle(tmp_path / "one", statistics=rows)
    with opened(bundle) as written:
        assert [item.department for item in mismatched(written)] == ["saanich"]
    assert failed(bundle) == {}
    both = [statistic(flags="sum_mismatch sum_checked")]
    bundle = write_sample_bundle(tmp_path / "both", statistics=both)
    assert set(failed(bundle)) == {"sums"}


def test_a_check_that_can_not_be_run_has_failed(bundle: Path) -> None:
    (bundle / "public/allegations.parquet").write_bytes(b"no parquet")
    found = failed(bundle)
    assert {"files", "rows", "provenance", "unassigned"} <= set(found)
    assert "can't be read" in found["unassigned"].where


def test_the_list_of_checks_is_open(written: Path) -> None:
    def never(*_: Any) -> Found:
        return Found(False, 7, "here")

    found = failed(written, checks=(*CHECKS, Check("never", never)))
    assert found["never"] == Checked("never", False, 7, "here")


def test_every_check_has_words_and_stands_in_the_documentation() -> None:
    from accountability.staff.release_words import _CHECKS

    page = Path(__file__).resolve().parents[3] / "docs/how-to/publish.md"
    for check in CHECKS:
        assert check.name in _CHECKS
        assert f"| `{check.name}` |" in page.read_text()


def test_the_sample_is_what_these_tests_think() -> None:
    assert len(sample_allegations()) == 107
    assert sample_statistics()
