"""Pictures of figures in a bundle: plain PNG, named by their hash, nothing beside.

What the table ``crops`` lists is what is there. No Django.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from accountability.release.bundle import PUBLIC, crop_name, parquet_path
from accountability.release.schema import CROPS, STATISTICS
from accountability.release.sql import literal

#: Returns the bytes of the picture with this hash.
Picture = Callable[[str], bytes]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: The chunks that a picture is made of (PNG, 3rd edition, 5.6). Any other could carry
#: words: a comment, a date, a place.
_PLAIN = (b"IHDR", b"PLTE", b"IDAT", b"IEND")


class NotPlainError(ValueError):
    """A file that is more than a picture, or none; the text says what."""


def plain_size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG that holds pixels and nothing else.

    Raises NotPlainError for any other chunk, for bytes behind the end, and for one
    that is damaged.
    """
    if not png.startswith(_SIGNATURE):
        raise NotPlainError("not a PNG")
    place, kinds = len(_SIGNATURE), []
    while place + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind = png[place + 4 : place + 8]
        told = png[place + 8 + length : place + 12 + length]
        if told != struct.pack(">I", zlib.crc32(png[place + 4 : place + 8 + length])):
            raise NotPlainError("a damaged PNG")
        if kind not in _PLAIN:
            raise NotPlainError(f"a chunk {kind!r}")
        kinds.append(kind)
        place += 12 + length
        if kind == b"IEND":
            break
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or place != len(png):
        raise NotPlainError("a PNG with something behind its end, or without one")
    width, height = struct.unpack_from(">II", png, len(_SIGNATURE) + 8)
    return width, height


def write_crops(
    database: duckdb.DuckDBPyConnection, draft: Path, picture: Picture
) -> None:
    """Put beside the tables every picture that ``crops`` lists, once each.

    Raises NotPlainError naming a picture that is not what its row says.
    """
    listed = database.execute(
        "SELECT DISTINCT crop, width, height "
        f"FROM {_rows(parquet_path(draft, CROPS))} ORDER BY ALL"
    ).fetchall()
    for sha256, width, height in listed:
        png = picture(sha256)
        if plain_size(png) != (width, height):
            raise NotPlainError(f"crop {sha256[:12]}: another size")
        (draft / PUBLIC / crop_name(sha256)).write_bytes(png)


@dataclass(frozen=True)
class NewPicture:
    """A picture that the release before does not have, and what it is of."""

    crop: str
    width: int
    height: int
    about: str
    document: str
    page: int


def new_pictures(bundle: Path, before: Path | None) -> list[NewPicture]:
    """Return the pictures that a bundle would show for the first time, in order."""
    old = before and parquet_path(before, CROPS)
    known = (
        f"ANTI JOIN {_rows(old)} b USING (statistic, crop)"
        if old and old.is_file()
        else ""
    )
    with duckdb.connect() as database:
        found = database.execute(
            "SELECT c.crop, c.width, c.height, concat_ws(' · ', s.department, "
            "replace(s.metric, '_', ' '), nullif(s.category, ''), s.period, "
            "s.value_raw), c.document, c.page "
            f"FROM {_rows(parquet_path(bundle, CROPS))} c {known} "
            f"JOIN {_rows(parquet_path(bundle, STATISTICS))} s USING (statistic) "
            "ORDER BY c.document, c.page, c.cut_top, c.statistic"
        ).fetchall()
    return [NewPicture(*row) for row in found]


def _rows(parquet: Path) -> str:
    return f"read_parquet({literal(str(parquet))})"


def no_pictures(sha256: str) -> bytes:
    """Stand for an archive that holds no picture."""
    raise NotPlainError(f"crop {sha256[:12]}: no such picture")
