"""The bundle beside the standards it names: Frictionless Data Package, SHA256SUMS."""

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package, validate

from accountability.release.schema import TABLES, Table
from tests.bundles import statistic, write_sample_bundle


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample_bundle(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def package(bundle: Path) -> dict[str, Any]:
    text = (bundle / "public" / "datapackage.json").read_text()
    held: dict[str, Any] = json.loads(text)
    return held


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_finds_every_table_valid(bundle: Path) -> None:
    path = bundle / "public" / "datapackage.json"
    report = validate(str(path))
    assert report.valid, report.flatten(["name", "fieldName", "rowNumber", "note"])
    names = {resource.name for resource in Package(str(path)).resources}
    assert names == {table.name for table in TABLES}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_frictionless_would_find_a_wrong_cell(bundle: Path, tmp_path: Path) -> None:
    for path in (bundle / "public").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / "statistics.csv"
    table.write_text(table.read_text().replace(",complaint,", ",complaints,", 1))
    package = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    report = validate(str(tmp_path / "datapackage.json"))
    assert [error[0] for error in report.flatten(["fieldName"])] == ["unit"]


def test_the_sums_are_those_of_every_other_public_file(bundle: Path) -> None:
    public = bundle / "public"
    lines = (public / "SHA256SUMS").read_text().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in public.iterdir()
        if path.name not in ("SHA256SUMS", "SHA256SUMS.sig")
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_parquet_and_csv_have_the_schemas_columns_and_as_many_rows(
    bundle: Path, package: dict[str, Any], table: Table
) -> None:
    (resource,) = [r for r in package["resources"] if r["name"] == table.name]
    parquet = bundle / "public" / resource["alternative"]["path"]
    digest = hashlib.sha256(parquet.read_bytes()).hexdigest()
    assert resource["alternative"]["hash"] == f"sha256:{digest}"
    fields = [field["name"] for field in resource["schema"]["fields"]]
    with duckdb.connect() as database:
        found = database.execute(f"DESCRIBE SELECT * FROM '{parquet}'").fetchall()
        count = database.execute(f"SELECT count(*) FROM '{parquet}'").fetchone()
        csv_count = database.execute(
            f"SELECT count(*) FROM read_csv('{bundle}/public/{resource['path']}')"
        ).fetchone()
    assert [row[0] for row in found] == fields == list(table.names)
    info = json.loads((bundle / "public" / "release.json").read_text())
    assert count == csv_count == (info["rows"][table.name],)


def test_licences_and_sources_are_those_of_the_documents(
    package: dict[str, Any],
) -> None:
    assert [licence["title"] for licence in package["licenses"]] == [
        "CC BY 4.0 (attribution: City of New Orleans)"
    ]
    assert {
        "title": "NOPD Misconduct Complaints (us_la_nopd/misconduct-2016-2023)",
        "path": "https://data.nola.gov/",
    } in package["sources"]


def test_a_demonstration_says_so(package: dict[str, Any], tmp_path: Path) -> None:
    assert "DEMONSTRATION" in package["description"]
    real = write_sample_bundle(tmp_path, demo=False, statistics=[statistic()])
    text = (real / "public" / "datapackage.json").read_text()
    assert "DEMONSTRATION" not in text
