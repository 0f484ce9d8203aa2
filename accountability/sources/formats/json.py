"""Tables that portals send as JSON: one object a row, rows numbered as in a sheet."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.csv import TableRow

#: Where a list of rows stands: as it is, CKAN, ArcGIS, and lists with one name.
_PLACES = (("result", "records"), ("features",))
_UNWRAPPED = "attributes"


def is_json(content: bytes) -> bool:
    """Say whether the bytes begin as a JSON object or list does."""
    return content[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"["))


def json_headings(content: bytes, where: str) -> tuple[str, ...]:
    """Return the names in the first row."""
    return tuple(_records(content, where)[0])


def json_rows(
    content: bytes, where: str, expected: tuple[str, ...], total: str = ""
) -> Iterator[TableRow]:
    """Yield the rows, the first numbered 2, as ``csv_rows`` does.

    A row without one of the ``expected`` names is not whole. ``total`` names the
    number of rows that the file itself states. Raises SourceError: wrong_type for
    what is no such table, layout_changed naming a missing name, truncated when there
    are not as many rows as it says, or the server says that it sent a part.
    """
    records = _records(content, where)
    for name in expected:
        if name not in records[0]:
            raise SourceError(
                Failure.LAYOUT_CHANGED, where, f"the first row has no {name!r}"
            )
    if total:
        _check_total(content, where, total, len(records))
    for number, record in enumerate(records, start=2):
        whole = all(name in record for name in expected)
        names = expected if whole else tuple(record)
        said = json.dumps(record, sort_keys=True).encode()
        yield TableRow(
            number,
            tuple(_text(record[name]) for name in names),
            whole,
            hashlib.sha256(said).hexdigest(),
        )


def _records(content: bytes, where: str) -> list[dict[str, Any]]:
    document = _parsed(content, where)
    found = document
    if isinstance(document, dict):
        if document.get("exceededTransferLimit"):
            raise SourceError(Failure.TRUNCATED, where, "the server sent a part only")
        lists = [item for item in document.values() if _is_table(item)]
        named = [item for path in _PLACES if _is_table(item := _at(document, path))]
        found = next(iter([*named, *lists]), None)
    if not _is_table(found):
        raise SourceError(Failure.WRONG_TYPE, where, "no list of rows is in it")
    return [
        row[_UNWRAPPED] if isinstance(row.get(_UNWRAPPED), dict) else row
        for row in found
    ]


def _check_total(content: bytes, where: str, name: str, rows: int) -> None:
    stated = _parsed(content, where).get(name)
    if str(stated) != str(rows):
        raise SourceError(
            Failure.TRUNCATED, where, f"{rows} rows; {name!r} states another number"
        )


def _parsed(content: bytes, where: str) -> Any:
    try:
        return json.loads(content)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SourceError(
            Failure.TRUNCATED, where, "not readable as JSON: fetch it again"
        ) from error


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _is_table(found: Any) -> bool:
    return (
        isinstance(found, list)
        and bool(found)
        and all(isinstance(row, dict) for row in found)
    )


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)
