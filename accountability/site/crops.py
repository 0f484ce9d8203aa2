"""Pictures of figures on their page, where a reviewer let one out."""

from dataclasses import dataclass

from django.urls import reverse

from accountability.release.query import MAX_LIMIT, Query
from accountability.release.reader import Reader
from accountability.release.schema import CROPS
from accountability.vocab import CropShape


@dataclass(frozen=True)
class Crop:
    """A picture of a figure: its address for ever, its size in pixels, its hash."""

    address: str
    width: int
    height: int
    sha256: str
    shape: CropShape


def crops_of(reader: Reader, column: str, *values: str) -> dict[str, Crop]:
    """Return the pictures whose ``column`` holds one of ``values``, by statistic."""
    question = Query(CROPS, filters=((column, values),), limit=MAX_LIMIT)
    release = reader.info.release
    return {
        row["statistic"]: Crop(
            reverse("release-file", args=[release, row["file"]]),
            row["width"],
            row["height"],
            row["crop"],
            CropShape.of(row["shape"]),
        )
        for row in reader.rows(question)
    }
