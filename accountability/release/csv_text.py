"""Rows as CSV text: the very text of the bundle's CSV files, streamed.

Texts that begin like a formula get a leading apostrophe, so that no spreadsheet
runs them (OWASP, "CSV Injection"); numbers stay numbers. A null is an empty cell,
an empty text a pair of quotes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from accountability.release.schema import Column, Kind

_FORMULA = re.compile(r"[=+\-@\t\r]")
#: A leading # is quoted too: some readers take the line for a comment.
_NEEDS_QUOTES = re.compile(r'^#|[,"\n\r]')
#: Texts of which neither is true, and which are not empty, stand as they are.
_PLAIN = re.compile(r'[^=+\-@\t\r#,"\n][^,"\n\r]*')


def csv_lines(
    columns: tuple[Column, ...], rows: Iterable[dict[str, Any]]
) -> Iterator[str]:
    """Yield the heading and then each row, every line with its line end."""
    yield ",".join(column.name for column in columns) + "\n"
    writers = [(column.name, _writer(column.kind)) for column in columns]
    for row in rows:
        yield ",".join([write(row[name]) for name, write in writers]) + "\n"


def csv_cell(column: Column, value: Any) -> str:
    """Return one value as it stands in a CSV file."""
    return _writer(column.kind)(value)


def _writer(kind: Kind) -> Callable[[Any], str]:
    match kind:
        case Kind.STRING:
            return _text
        case Kind.DATE:
            return lambda value: "" if value is None else value.isoformat()
        case Kind.DATETIME:
            return _moment
        case Kind.BOOLEAN:
            return {None: "", True: "true", False: "false"}.__getitem__
        case Kind.INTEGER | Kind.NUMBER:
            return lambda value: "" if value is None else str(value)


def _text(value: str | None) -> str:
    if value is None:
        return ""
    return value if _PLAIN.fullmatch(value) else _quoted(_harmless(value))


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")


def csv_line(texts: Iterable[str]) -> str:
    """Return a line of texts that no schema describes, as safe as the others."""
    return ",".join(_quoted(_harmless(text)) for text in texts) + "\n"


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _quoted(text: str) -> str:
    if text == "" or _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
