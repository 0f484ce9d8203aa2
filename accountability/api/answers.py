"""What an answer of the API looks like: rows, and the release they come from."""

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings

from accountability.release.bundle import ReleaseInfo
from accountability.release.reader import Row
from accountability.release.schema import Table

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
#: The corners of the place on the page, which become one list.
BOX = ("box_x0", "box_top", "box_x1", "box_bottom")


def has_provenance(table: Table) -> bool:
    """Say whether the rows of a table state the place they were read from."""
    return set(BOX) <= set(table.names)


def public_address(path: str) -> str:
    """Return the absolute address of a path of this site."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: dates as ISO 8601, times in UTC with a Z."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def answer_row(table: Table, row: Row) -> dict[str, Any]:
    """Return one row as the API gives it, its place of origin as one object."""
    if not has_provenance(table):
        return {name: plain(value) for name, value in row.items()}
    apart = {*PROVENANCE, *BOX}
    answer = {name: plain(value) for name, value in row.items() if name not in apart}
    provenance = {name: plain(row[name]) for name in PROVENANCE if name in row}
    if all(name in row for name in BOX):
        corners = [row[name] for name in BOX]
        provenance["box"] = None if None in corners else corners
    if "document" in row:
        anchor = f"#s-{row['statistic']}" if "statistic" in row else ""
        provenance["url"] = public_address(f"/documents/{row['document']}/{anchor}")
    if provenance:
        answer["provenance"] = provenance
    return answer


def release_name(info: ReleaseInfo) -> dict[str, Any]:
    """Return the few words by which every answer names its release."""
    return {
        "id": info.release,
        "published_at": plain(info.published_at),
        "demo": info.demo,
        "reconstruction": info.reconstruction,
        "url": public_address(f"/api/v1/releases/{info.release}/"),
    }
