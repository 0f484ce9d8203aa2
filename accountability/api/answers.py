"""What an answer of the API looks like: rows, and the release they come from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from accountability.release.bundle import ReleaseInfo
from accountability.release.reader import Row
from accountability.release.schema import (
    PROCEEDING_STATEMENTS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    STATISTICS,
    Column,
    Kind,
    Table,
)

#: Columns that stand together under ``provenance``, in this order.
PROVENANCE = (
    "document",
    "sha256",
    "retrieved_at",
    "page",
    "row",
    "xpath",
    "parser_version",
)
#: Tables whose rows have a line of their own on the page of their document.
_PLACED = (
    *(STATISTICS, PROCEEDING_STATEMENTS),
    *(RECOMMENDATIONS, RECOMMENDATION_RESPONSES),
)
#: The corners of the place on the page, which become one list.
_FILE = "file"
BOX = ("box_x0", "box_top", "box_x1", "box_bottom")


def has_provenance(table: Table) -> bool:
    """Say whether the rows of a table state the place they were read from."""
    return set(BOX) <= set(table.names)


def has_file(table: Table) -> bool:
    """Say whether each row of a table names a file beside the tables: a picture."""
    return _FILE in table.names


def public_address(path: str) -> str:
    """Return the absolute address of a path of this site."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: dates as ISO 8601, times in UTC with a Z."""
    return dated(value) if isinstance(value, date) else value


@lru_cache(maxsize=1024)
def dated(value: date) -> str:
    """Return a date or a time as text; the rows of a page have few between them."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None)
        return f"{moment.isoformat('T', 'seconds')}Z"
    return value.isoformat()


def answer_rows(
    table: Table, columns: Sequence[Column], rows: Iterable[Row], release: str
) -> Iterator[dict[str, Any]]:
    """Yield rows of some columns of a release as the API gives them.

    The place of origin is one object; a file has its address. What depends on the
    columns alone is found out once, not for each row.
    """
    apart = {*PROVENANCE, *BOX} if has_provenance(table) else set()
    kept = [column for column in columns if column.name not in apart]
    origin = _origin(table, columns) if apart else None
    dates = _dates(kept)
    names = [column.name for column in kept]
    files = public_address(f"/releases/{release}/public/") if _FILE in names else None
    for row in rows:
        answer = {name: row[name] for name in names}
        for name in dates:
            answer[name] = plain(answer[name])
        if origin is not None:
            answer["provenance"] = origin(row)
        if files is not None:
            answer["url"] = f"{files}{row[_FILE]}"
        yield answer


def _dates(columns: Iterable[Column]) -> list[str]:
    return [
        column.name for column in columns if column.kind in (Kind.DATE, Kind.DATETIME)
    ]


def _origin(
    table: Table, columns: Sequence[Column]
) -> Callable[[Row], dict[str, Any]] | None:
    """Return what tells where a row was read; None if no such column is asked for."""
    asked = {column.name for column in columns}
    names = [name for name in PROVENANCE if name in asked]
    boxed = asked >= set(BOX)
    if not names and not boxed:
        return None
    dates = [name for name in _dates(columns) if name in names]
    base = public_address("/documents/")
    (key, *_) = table.primary_key
    placed = table in _PLACED and key in asked

    def origin(row: Row) -> dict[str, Any]:
        told = {name: row[name] for name in names}
        for name in dates:
            told[name] = plain(told[name])
        if boxed:
            corners = [row[name] for name in BOX]
            told["box"] = None if None in corners else corners
        if "document" in asked:
            place = f"#s-{row[key]}" if placed else ""
            told["url"] = f"{base}{row['document']}/{place}"
        return told

    return origin


def release_name(info: ReleaseInfo) -> dict[str, Any]:
    """Return the few words by which every answer names its release."""
    return {
        "id": info.release,
        "published_at": plain(info.published_at),
        "demo": info.demo,
        "reconstruction": info.reconstruction,
        "url": public_address(f"/api/v1/releases/{info.release}/"),
    }
