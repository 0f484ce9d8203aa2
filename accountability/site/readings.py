"""What was read from each version of a document."""

from dataclasses import dataclass

from accountability.release.reader import Document, Reader, Row
from accountability.site.crops import Crop, crops_of
from accountability.site.figures import Reading, reading_of, statistics_of, titles_of
from accountability.vocab import Metric, ValueStatus


@dataclass(frozen=True)
class PlacedReading:
    """One figure read from a document: what it is of, and the value printed."""

    reading: Reading
    department: str
    department_name: str
    metric: Metric
    category: str
    period: str
    current: bool
    box: tuple[float, float, float, float] | None
    xpath: str | None
    figure: str
    crop: Crop | None


@dataclass(frozen=True)
class Version:
    """One version of a document's bytes and the figures read from it."""

    row: Row
    readings: list[PlacedReading]

    @property
    def printed(self) -> list[PlacedReading]:
        """The readings of which something is printed."""
        return [placed for placed in self.readings if not _is_blank(placed)]

    @property
    def blanks(self) -> list[PlacedReading]:
        """The lines that the version prints and leaves empty."""
        return [placed for placed in self.readings if _is_blank(placed)]


def version_views(reader: Reader, document: Document) -> list[Version]:
    """Return every version, the newest first, with its figures in reading order."""
    documents = titles_of(reader)
    crops = crops_of(reader, "document", document.document)
    names = {row["department"]: row["name"] for row in reader.departments()}
    read: dict[str, list[PlacedReading]] = {}
    for row in statistics_of(reader, "document", document.document):
        corners = (row["box_x0"], row["box_top"], row["box_x1"], row["box_bottom"])
        read.setdefault(row["sha256"], []).append(
            PlacedReading(
                reading=reading_of(row, documents),
                department=row["department"],
                department_name=names.get(row["department"], ""),
                metric=Metric.of(row["metric"]),
                category=row["category"],
                period=row["period"],
                current=row["current"],
                box=None if None in corners else corners,
                xpath=row["xpath"],
                figure=row["figure"],
                crop=crops.get(row["statistic"]),
            )
        )
    for readings in read.values():
        readings.sort(key=_place)
    return [
        Version(version, read.get(version["sha256"], []))
        for version in document.versions
    ]


def _is_blank(placed: PlacedReading) -> bool:
    return placed.reading.status is ValueStatus.NOT_REPORTED


def _place(placed: PlacedReading) -> tuple[int, float, float, str]:
    source = placed.reading.source
    left, top = (placed.box[0], placed.box[1]) if placed.box else (0.0, 0.0)
    return (source.page or 0, top, left, placed.reading.statistic)
