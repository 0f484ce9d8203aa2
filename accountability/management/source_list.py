"""docs/reference/sources.md: what each source reads, and which known tables it covers.

The list of published tables is openpolicedata's (BSD 3-Clause, opd-data). It is not in
the repository: the page holds what follows from it, and is written where it lies.
"""

import csv
import gzip
import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from accountability.sources.base import Source
from accountability.sources.formats.dataset import OpenData
from accountability.sources.formats.dataset_tables import (
    AllegationTable,
    FigureTable,
    MatterTable,
    PeopleTable,
    Table,
)
from accountability.sources.registry import all_sources

_BECOMES: dict[type[Table], str] = {
    AllegationTable: "allegations",
    MatterTable: "matters",
    FigureTable: "figures",
    PeopleTable: "counted, not kept",
}
_COMPLAINTS = "COMPLAINTS"


@dataclass(frozen=True)
class KnownTable:
    """One table of complaints that openpolicedata knows the address of."""

    state: str
    place: str
    kind: str
    years: str
    form: str
    dataset: str

    @property
    def name(self) -> str:
        """What the table holds, in the list's words."""
        part = self.kind.removeprefix(_COMPLAINTS).removeprefix(" - ").casefold()
        return part or "complaints"


def known_tables(content: bytes) -> list[KnownTable]:
    """Read the complaint tables of a source table; a gzipped one is unpacked."""
    raw = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    return [
        KnownTable(
            row["State"],
            row["SourceName"],
            row["TableType"],
            row["Year"],
            row["DataType"],
            row["dataset_id"].strip(),
        )
        for row in rows
        if row["TableType"].startswith(_COMPLAINTS)
    ]


def declared_tables() -> dict[str, tuple[Source, Table]]:
    """Return what we declare by the publisher's own id of it."""
    return {
        table.dataset: (source, table)
        for source in all_sources().values()
        if isinstance(source, OpenData)
        for table in source.tables
        if table.dataset
    }


def page(known: list[KnownTable]) -> str:
    """Return the page as Markdown."""
    declared = declared_tables()
    covered = [table for table in known if table.dataset in declared]
    lines = [
        "# Sources",
        "",
        "Written by `manage.py list_sources FILE`; a test compares. FILE is the",
        "source table of openpolicedata (`opd_source_table.csv`, BSD 3-Clause), which",
        "is not in the repository.",
        "",
        "| source | jurisdiction | reads | fetched | licence |",
        "| --- | --- | --- | --- | --- |",
        *(_source_line(source) for source in all_sources().values()),
        "",
        "“Handed in” sources are never fetched: `manage.py import_dataset` reads a",
        "file that somebody has. [How to add one](../how-to/add-a-source.md).",
        "",
        "## Tables of complaints that are published",
        "",
        f"Of {len(known)} tables of complaints in {len({t.place for t in known})}",
        f"places that openpolicedata lists, {len(covered)} are declared.",
        "",
        "| place | table | form | source | becomes |",
        "| --- | --- | --- | --- | --- |",
        *(_covered_line(table, *declared[table.dataset]) for table in covered),
        "",
        "Not declared yet. Each is a mapping of some twenty lines to whoever has seen",
        "its headings; Excel sheets are not read yet.",
        "",
        "| place | tables | forms |",
        "| --- | --- | --- |",
        *_open_lines([table for table in known if table.dataset not in declared]),
    ]
    return "\n".join(lines) + "\n"


def write_page(path: Path, content: bytes) -> bool:
    """Write the page; say whether anything changed."""
    text = page(known_tables(content))
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def _source_line(source: Source) -> str:
    reads = (type(source).__doc__ or "").partition("\n")[0].strip()
    fetched = f"every {source.cadence_days} d" if source.crawled else "handed in"
    cells = (f"`{source.id}`", source.jurisdiction, reads, fetched, source.licence)
    return f"| {' | '.join(cells)} |"


def _covered_line(known: KnownTable, source: Source, table: Table) -> str:
    becomes = _BECOMES[type(table)]
    cells = (known.place, known.name, known.form, f"`{source.id}`", becomes)
    return f"| {' | '.join(cells)} |"


def _open_lines(known: list[KnownTable]) -> list[str]:
    by_place: dict[str, list[KnownTable]] = defaultdict(list)
    for table in known:
        by_place[f"{table.place}, {table.state}"].append(table)
    lines = []
    for place, tables in sorted(by_place.items()):
        names = ", ".join(sorted({table.name for table in tables}))
        forms = ", ".join(sorted({table.form for table in tables}))
        lines.append(f"| {place} | {len(tables)}: {names} | {forms} |")
    return lines
