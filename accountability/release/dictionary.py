"""The data dictionary as a page of the documentation: ``python -m`` prints it."""

import sys

from accountability.release.schema import SCHEMA_VERSION, TABLES, Table


def as_markdown() -> str:
    """Return every table and column of a release, as ``docs/reference/tables.md``."""
    parts = [
        "# Tables of a release",
        "",
        "Written by `python -m accountability.release.dictionary`; a test compares.",
        f"Schema version {SCHEMA_VERSION}. Each table is there as Parquet and CSV.",
    ]
    for table in TABLES:
        parts += ["", *_table(table)]
    return "\n".join(parts) + "\n"


def _table(table: Table) -> list[str]:
    lines = [
        f"## {table.name}",
        "",
        f"{table.title}. {table.description}",
        "",
        "| column | type | may be empty | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for column in table.columns:
        key = " (key)" if column.name in table.primary_key else ""
        empty = "" if column.required else "yes"
        lines.append(
            f"| `{column.name}`{key} | {column.kind.value} | {empty} | "
            f"{column.description} |"
        )
    return lines


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
