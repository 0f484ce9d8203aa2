"""Write a release bundle: Parquet, CSV, their description, their hashes. No Django.

Rows go through DuckDB on disk, so memory does not grow with them. The same rows
give the same bytes: every table has a total order, DuckDB is pinned and runs on one
thread, and the time of publication is an input. A bundle is built beside its place
and renamed into it, its files read-only; CURRENT is switched last, by
``publication.services``.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accountability.publication.crops import (
    NotPlainError,
    Picture,
    no_pictures,
    write_crops,
)
from accountability.publication.datapackage import datapackage_json
from accountability.publication.derived import (
    write_complaints,
    write_corrections,
    write_coverage,
)
from accountability.publication.methodology import methodology_json
from accountability.publication.server_tables import write_server_tables
from accountability.publication.table_source import TableSource, from_rows
from accountability.release.bundle import (
    DATAPACKAGE_FILE,
    MANIFEST,
    METHODOLOGY_FILE,
    PUBLIC,
    PUBLIC_KEY,
    RELEASE_FILE,
    SERVER,
    SIGNATURE,
    ReleaseInfo,
    community_path,
    csv_path,
    is_release_id,
    parquet_path,
    server_path,
    sha256_of,
)
from accountability.release.community.record import CommunityRecord
from accountability.release.community.tables import community_rows
from accountability.release.comparison import write_changes
from accountability.release.schema import (
    CHANGES,
    COMMUNITY,
    COMPLAINTS,
    CORRECTIONS,
    COVERAGE,
    CROPS,
    SCHEMA_VERSION,
    TABLES,
    VOCABULARIES,
    Column,
    Kind,
    Table,
)
from accountability.release.server_tables import SERVER_TABLES
from accountability.release.signature import key_id, public_pem
from accountability.release.sql import TYPES, literal, quoted
from accountability.release.vocabulary import vocabulary_rows

#: Tables that the writer makes from the others.
DERIVED = (COMPLAINTS, COVERAGE, CORRECTIONS, CHANGES)

#: Groups so small that a page deep in a table costs what its first one costs.
_PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 32768"
_CSV = "FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"'"


class BundleRefusedError(Exception):
    """Rows that must not be published; the text names table, column and row key."""


@dataclass(frozen=True)
class Edition:
    """What a release says about itself, before its rows are counted and hashed."""

    release: str
    published_at: datetime
    demo: bool
    reconstruction: bool
    approvals: int
    synthetic_approvals: bool
    previous: str | None = None
    community: CommunityRecord | None = None


#: Told the name of each table before it is written.
Tell = Callable[[str], None]


def write_bundle(
    root: Path,
    edition: Edition,
    sources: Mapping[Table, TableSource],
    *,
    key: Ed25519PrivateKey,
    shelf: Path | None = None,
    picture: Picture = no_pictures,
    tell: Tell = lambda _: None,
    memory_limit: str = "512MB",
) -> Path:
    """Write ``root/<release>``, signed with ``key``, and return it.

    CURRENT is left alone. ``sources`` has every public table except vocabularies, those
    of the community record and those DERIVED; ``shelf`` is where the previous release
    lies, if not under ``root``; ``picture`` gives those that the table crops lists.
    Raises BundleRefusedError if a row breaks the schema or the release exists already;
    then nothing is left behind.
    """
    if not is_release_id(edition.release):
        raise BundleRefusedError(f"{edition.release!r} is not a release id")
    place = root / edition.release
    if place.exists():
        raise BundleRefusedError(
            f"release {edition.release} exists; it is never changed"
        )
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=root) as scratch:
        draft = Path(scratch) / edition.release
        (draft / PUBLIC).mkdir(parents=True)
        (draft / SERVER).mkdir()
        with _workshop(Path(scratch), memory_limit) as database:
            previous = (shelf or root) / edition.previous if edition.previous else None
            rows = _write_tables(
                database, draft, previous, sources, edition.community, tell
            )
            try:
                write_crops(database, draft, picture)
            except NotPlainError as wrong:
                raise BundleRefusedError(f"{CROPS.name}: {wrong}") from wrong
            _write_descriptions(database, draft, edition, rows, key)
        _seal(draft)
        draft.rename(place)
    return place


@contextmanager
def _workshop(scratch: Path, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB that keeps its tables, and what it sorts, on disk.

    One transaction that never ends: nothing of it is to last, so that no statement
    waits until the disk has it.
    """
    spill = scratch / "spill"
    spill.mkdir()
    with duckdb.connect(
        scratch / "stage.duckdb",
        config={
            "threads": 1,
            "memory_limit": memory_limit,
            "temp_directory": str(spill),
        },
    ) as database:
        database.begin()
        yield database


def _write_tables(
    database: duckdb.DuckDBPyConnection,
    draft: Path,
    previous: Path | None,
    sources: Mapping[Table, TableSource],
    community: CommunityRecord | None,
    tell: Tell,
) -> dict[str, int]:
    rows = _carry_over(draft, previous, community)
    given = {
        **sources,
        **{t: from_rows(t, found) for t, found in community_rows(community).items()},
        VOCABULARIES: from_rows(VOCABULARIES, vocabulary_rows()),
    }
    for table in TABLES:
        if table in DERIVED or table.name in rows:
            continue
        tell(table.name)
        _stage(database, draft.parent, table, given[table])
        _check(database, table)
        rows[table.name] = _export(database, draft, table)
        if table.name == "allegations":
            write_server_tables(
                database,
                {
                    aggregate: literal(str(server_path(draft, aggregate)))
                    for aggregate in SERVER_TABLES
                },
                _PARQUET,
            )
        database.execute(f"DROP TABLE {quoted(table.name)}")
    for table in DERIVED:
        tell(table.name)
        if table == CHANGES:
            write_changes(database, previous, draft)
        elif table == COMPLAINTS:
            write_complaints(database, draft)
        elif table == COVERAGE:
            write_coverage(database, draft)
        else:
            write_corrections(database, draft)
        _check(database, table)
        rows[table.name] = _export(database, draft, table)
    return rows


def _carry_over(
    draft: Path, previous: Path | None, community: CommunityRecord | None
) -> dict[str, int]:
    """Write the community record; copy its tables if the release before has it too.

    Returns the rows of each table copied. Copied, not written again: nothing about
    them may move between vintages, not even by a newer writer of Parquet.
    """
    if community is None:
        return {}
    community_path(draft).write_bytes(community.to_bytes())
    if previous is None:
        return {}
    before = ReleaseInfo.of(previous)
    if (before.community, before.schema_version) != (community.sha256, SCHEMA_VERSION):
        return {}
    for table in COMMUNITY:
        for path in (parquet_path, csv_path):
            shutil.copyfile(path(previous, table), path(draft, table))
    return {table.name: before.rows[table.name] for table in COMMUNITY}


def _stage(
    database: duckdb.DuckDBPyConnection,
    scratch: Path,
    table: Table,
    source: TableSource,
) -> None:
    """Read a table's rows into DuckDB with the schema's types."""
    raw = scratch / f"{table.name}.stage.csv"
    with raw.open("wb") as out:
        source(out)
    columns = ", ".join(
        f"{literal(column.name)}: {literal(TYPES[column.kind])}"
        for column in table.columns
    )
    cells = ", ".join(map(_staged, table.columns))
    database.execute(
        f"CREATE TABLE {quoted(table.name)} AS SELECT {cells} FROM read_csv("
        f"{literal(str(raw))}, columns = {{{columns}}}, header = false, "
        "auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        "nullstr = '', allow_quoted_nulls = false, max_line_size = 4194304)"
    )
    raw.unlink()


def _staged(column: Column) -> str:
    """Cut times to whole seconds: CSV, Parquet and API then show the same."""
    name = quoted(column.name)
    if column.kind is Kind.DATETIME:
        return f"to_timestamp(floor(epoch({name}))) AS {name}"
    return name


def _check(database: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Refuse rows that break the schema: required, blank, codes, keys."""
    name = quoted(table.name)
    if not database.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone():
        return
    key = ", ".join(map(quoted, table.primary_key))
    broken = [_broken(column) for column in table.columns]
    counts = ", ".join(
        f"count(*) FILTER (WHERE {condition})" for condition, _ in broken
    )
    found = database.execute(f"SELECT {counts} FROM {name}").fetchone() or ()
    for column, (condition, why), count in zip(
        table.columns, broken, found, strict=True
    ):
        if count:
            first = database.execute(
                f"SELECT {key} FROM {name} WHERE {condition} ORDER BY {key} LIMIT 1"
            ).fetchone()
            raise BundleRefusedError(
                f"{table.name}.{column.name} {why} in {count} row(s), "
                f"first in {_key_text(table, first or ())}"
            )
    twice = database.execute(
        f"SELECT {key} FROM {name} GROUP BY ALL HAVING count(*) > 1 "
        f"ORDER BY {key} LIMIT 1"
    ).fetchone()
    if twice:
        key_text = _key_text(table, twice)
        raise BundleRefusedError(f"{table.name}: {key_text} stands twice")


def _broken(column: Column) -> tuple[str, str]:
    """Return the condition of a bad value and the words for it."""
    name = quoted(column.name)
    conditions, words = ["false"], []
    if column.required:
        conditions.append(f"{name} IS NULL")
        words.append("is missing")
    if column.kind is Kind.STRING and not column.blank:
        conditions.append(f"{name} = ''")
        words.append("is blank")
    if column.vocabulary is not None:
        codes = ", ".join(map(literal, column.vocabulary.codes()))
        conditions.append(f"{name} NOT IN ({codes})")
        words.append(f"is no code of {column.vocabulary.__name__}")
    if column.many is not None:
        codes = ", ".join(map(literal, column.many.codes()))
        conditions.append(
            f"{name} <> '' AND NOT list_has_all([{codes}], split({name}, ' '))"
        )
        words.append(f"holds no codes of {column.many.__name__}")
    if column.kind is Kind.NUMBER:
        conditions.append(f"NOT isfinite({name})")
        words.append("is not finite")
    return " OR ".join(f"({condition})" for condition in conditions), " or ".join(words)


def _key_text(table: Table, values: tuple[object, ...]) -> str:
    pairs = zip(table.primary_key, values, strict=False)
    return ", ".join(f"{name} {value!r}" for name, value in pairs)


def _export(database: duckdb.DuckDBPyConnection, draft: Path, table: Table) -> int:
    """Write a table's Parquet, and its CSV from the Parquet; return its rows."""
    parquet = literal(str(parquet_path(draft, table)))
    columns = ", ".join(map(quoted, table.names))
    order = ", ".join(f"{quoted(name)} ASC NULLS LAST" for name in table.order_by)
    database.execute(
        f"COPY (SELECT {columns} FROM {quoted(table.name)} ORDER BY {order}) "
        f"TO {parquet} ({_PARQUET})"
    )
    cells = ", ".join(map(csv_cell, table.columns))
    exported = database.execute(
        f"COPY (SELECT {cells} FROM read_parquet({parquet})) "
        f"TO {literal(str(csv_path(draft, table)))} ({_CSV})"
    ).fetchone()
    if exported is None:
        raise RuntimeError(f"{table.name}: the export did not count its rows")
    return int(exported[0])


def csv_cell(column: Column) -> str:
    """Select a column as CSV text that no spreadsheet takes for a formula.

    Texts that begin like one get a leading apostrophe (OWASP, "CSV Injection");
    numbers stay numbers, and whole ones are written without a decimal point.
    """
    name = quoted(column.name)
    match column.kind:
        case Kind.STRING:
            dangerous = f"regexp_matches({name}, '^[=+\\-@\\t\\r]')"
            cell = f"CASE WHEN {dangerous} THEN '''' || {name} ELSE {name} END"
        case Kind.NUMBER:
            cell = (
                f"CASE WHEN {name} = trunc({name}) AND abs({name}) < 1e15 "
                f"THEN {name}::BIGINT::VARCHAR ELSE {name}::VARCHAR END"
            )
        case Kind.DATETIME:
            cell = f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')"
        case _:
            cell = name
    return f"{cell} AS {name}"


def _write_descriptions(
    database: duckdb.DuckDBPyConnection,
    draft: Path,
    edition: Edition,
    rows: dict[str, int],
    key: Ed25519PrivateKey,
) -> None:
    info = ReleaseInfo(
        release=edition.release,
        published_at=edition.published_at,
        schema_version=SCHEMA_VERSION,
        demo=edition.demo,
        reconstruction=edition.reconstruction,
        approvals=edition.approvals,
        synthetic_approvals=edition.synthetic_approvals,
        previous=edition.previous,
        rows=rows,
        server_sha256={
            path.name: sha256_of(path) for path in sorted((draft / SERVER).iterdir())
        },
        signing_key=key_id(key.public_key()),
        community=edition.community.sha256 if edition.community else "",
    )
    public = draft / PUBLIC
    (public / RELEASE_FILE).write_text(info.to_json() + "\n", encoding="utf-8")
    (public / DATAPACKAGE_FILE).write_text(
        datapackage_json(database, draft, info) + "\n", encoding="utf-8"
    )
    (public / METHODOLOGY_FILE).write_text(
        methodology_json(edition.community) + "\n", encoding="utf-8"
    )
    (public / PUBLIC_KEY).write_bytes(public_pem(key.public_key()))
    lines = [f"{sha256_of(path)}  {path.name}\n" for path in sorted(public.iterdir())]
    (public / MANIFEST).write_text("".join(lines), encoding="utf-8")
    (public / SIGNATURE).write_bytes(key.sign((public / MANIFEST).read_bytes()))


def _seal(draft: Path) -> None:
    """Make every file read-only and put it on the disk."""
    for path in draft.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
