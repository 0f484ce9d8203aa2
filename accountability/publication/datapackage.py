"""``datapackage.json``: the bundle described for machines.

Frictionless Data Package v1, profile ``tabular-data-package``
(specs.frictionlessdata.io): one CSV resource a table with its Table Schema. The
Parquet file with the same rows is named in the resource as ``alternative``.
"""

import json
from pathlib import Path
from typing import Any

import duckdb

from accountability.release.bundle import (
    ReleaseInfo,
    crop_name,
    csv_path,
    parquet_path,
    sha256_of,
)
from accountability.release.schema import (
    CROPS,
    DOCUMENTS,
    SCHEMA_VERSION,
    TABLES,
    Column,
    Table,
)
from accountability.release.sql import literal

#: What the text cells of the CSV files do to formulas; said where readers look.
CSV_NOTE = (
    "In CSV a text that begins with =, +, -, @, tab or return carries a leading "
    "apostrophe, so that no spreadsheet runs it; Parquet has the text itself."
)


def datapackage_json(
    database: duckdb.DuckDBPyConnection, bundle: Path, info: ReleaseInfo
) -> str:
    """Return the text of ``datapackage.json``; the same for the same bundle.

    ``database`` reads the bundle's files; nothing is written to it.
    """
    sources, licences = _sources(database, bundle)
    package = {
        "profile": "tabular-data-package",
        "name": "police-accountability-release",
        "id": info.release,
        "title": "Police accountability: the official record",
        "description": (
            "What oversight bodies published about complaints against the police, "
            "each value with the document, page and hash it was read from. "
            + CSV_NOTE
            + (" DEMONSTRATION: not for citation." if info.demo else "")
        ),
        "version": info.release,
        "schema_version": SCHEMA_VERSION,
        "created": info.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": licences,
        "sources": sources,
        "resources": [_resource(database, bundle, table) for table in TABLES],
    }
    if not licences:
        del package["licenses"]
    return json.dumps(package, indent=2, ensure_ascii=False)


def _sources(
    database: duckdb.DuckDBPyConnection, bundle: Path
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the documents, and the licences they state, as the standard names them."""
    found = database.execute(
        "SELECT document, title, publisher_url, licence, attribution "
        f"FROM read_parquet({literal(str(parquet_path(bundle, DOCUMENTS)))}) "
        "WHERE current ORDER BY document"
    ).fetchall()
    sources = []
    licences: dict[str, dict[str, str]] = {}
    for document, title, url, licence, attribution in found:
        source = {"title": f"{title} ({document})"}
        if url.startswith(("http://", "https://")):
            source["path"] = url
        sources.append(source)
        if licence:
            words = (
                f"{licence} (attribution: {attribution})" if attribution else licence
            )
            licences[words] = {"name": licence.replace(" ", "-"), "title": words}
    return sources, list(licences.values())


def _resource(
    database: duckdb.DuckDBPyConnection, bundle: Path, table: Table
) -> dict[str, Any]:
    csv, parquet = csv_path(bundle, table), parquet_path(bundle, table)
    described = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": csv.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv.stat().st_size,
        "hash": f"sha256:{sha256_of(csv)}",
        "alternative": {
            "path": parquet.name,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "bytes": parquet.stat().st_size,
            "hash": f"sha256:{sha256_of(parquet)}",
        },
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.primary_key),
            "missingValues": [""],
        },
    }
    if table == CROPS:
        described["pictures"] = _pictures(database, parquet)
    return described


def _pictures(
    database: duckdb.DuckDBPyConnection, parquet: Path
) -> list[dict[str, Any]]:
    """Describe the files beside the tables that the rows of ``crops`` name."""
    found = database.execute(
        f"SELECT DISTINCT crop FROM read_parquet({literal(str(parquet))}) ORDER BY crop"
    ).fetchall()
    return [
        {
            "path": crop_name(sha256),
            "mediatype": "image/png",
            "bytes": (parquet.parent / crop_name(sha256)).stat().st_size,
            "hash": f"sha256:{sha256}",
        }
        for (sha256,) in found
    ]


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.may_be_empty:
        constraints["required"] = True
    if column.vocabulary is not None:
        constraints["enum"] = column.vocabulary.codes()
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind.value,
        "description": column.description,
    }
    if constraints:
        field["constraints"] = constraints
    return field
