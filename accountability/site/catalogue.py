"""The data page: every table with its columns, its files, its sources' licences."""

from dataclasses import dataclass

from accountability.release.bundle import csv_path, parquet_path
from accountability.release.files import BundleFile, manifest
from accountability.release.reader import Reader
from accountability.release.schema import TABLES, Table
from accountability.vocab import Term


@dataclass(frozen=True)
class DictionaryEntry:
    """One column: name, type, meaning, and its codes if it has a vocabulary."""

    name: str
    kind: str
    description: str
    may_be_empty: bool
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class DescribedTable:
    """One table as the data page shows it."""

    table: Table
    rows: int
    csv: BundleFile
    parquet: BundleFile
    columns: tuple[DictionaryEntry, ...]


@dataclass(frozen=True)
class SourceTerms:
    """A licence or attribution that sources state, and how many documents do."""

    licence: str
    attribution: str
    titles: tuple[str, ...]


def described_tables(reader: Reader) -> list[DescribedTable]:
    """Return every table of the release, in the order a reader meets them."""
    files = {file.path: file for file in manifest(reader.bundle)}
    return [
        DescribedTable(
            table=table,
            rows=reader.info.rows[table.name],
            csv=files[csv_path(reader.bundle, table)],
            parquet=files[parquet_path(reader.bundle, table)],
            columns=tuple(
                DictionaryEntry(
                    column.name,
                    column.kind.value,
                    column.description,
                    column.may_be_empty,
                    tuple(column.vocabulary or column.many or ()),
                )
                for column in table.columns
            ),
        )
        for table in TABLES
        if table.name in reader.info.rows
    ]


def other_files(reader: Reader) -> list[BundleFile]:
    """Return the files that describe the release: manifest, description, package.

    Pictures of figures are listed by their table.
    """
    return [
        file
        for file in manifest(reader.bundle)
        if file.path.suffix not in {".csv", ".parquet", ".png"}
    ]


def sources_used(reader: Reader) -> list[SourceTerms]:
    """Return the licences that the sources state, with the documents they cover."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in reader.documents():
        terms = (row["licence"], row["attribution"])
        groups.setdefault(terms, []).append(row["title"])
    return [
        SourceTerms(licence, attribution, tuple(titles))
        for (licence, attribution), titles in sorted(groups.items(), reverse=True)
    ]
