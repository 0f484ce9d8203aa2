"""Rows as CSV text: the very text of the bundle's CSV files, streamed.

Texts that begin like a formula get a leading apostrophe, so that no spreadsheet
runs them (OWASP, "CSV Injection"); numbers stay numbers. A null is an empty cell,
an empty text a pair of quotes.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from accountability.release.schema import Column, Kind

_FORMULA = re.compile(r"[=+\-@\t\r]")
#: A leading # is quoted too: some readers take the line for a comment.
_NEEDS_QUOTES = re.compile(r'^#|[,"\n\r]')


def csv_lines(
    columns: tuple[Column, ...], rows: Iterable[dict[str, Any]]
) -> Iterator[str]:
    """Yield the heading and then each row, every line with its line end."""
    yield ",".join(column.name for column in columns) + "\n"
    for row in rows:
        yield ",".join(csv_cell(column, row[column.name]) for column in columns) + "\n"


def csv_cell(column: Column, value: Any) -> str:
    """Return one value as it stands in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return _quoted(_harmless(text) if column.kind is Kind.STRING else text)


def csv_line(texts: Iterable[str]) -> str:
    """Return a line of texts that no schema describes, as safe as the others."""
    return ",".join(_quoted(_harmless(text)) for text in texts) + "\n"


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _quoted(text: str) -> str:
    if text == "" or _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
