"""One figure: where it was read, what the page looks like there, what it was before."""

from dataclasses import dataclass

from django.http import HttpRequest

from accountability.release.reader import Reader, Row
from accountability.site.crops import Crop, crops_of
from accountability.site.figures import Reading, reading_of, titles_of
from accountability.site.page import Context, page
from accountability.vocab import Metric


@dataclass(frozen=True)
class Proof:
    """One reading with the version of the document it stands in, and its picture."""

    reading: Reading
    row: Row
    version: Row
    crop: Crop | None


@page
def figure(request: HttpRequest, reader: Reader, figure: str) -> tuple[str, Context]:
    """Tell where one figure comes from: document, page, day, hash; and its past."""
    found = reader.figure(figure)
    rows = [*found.current, *found.others]
    titles = titles_of(reader)
    versions = {
        (version["document"], version["sha256"]): version
        for name in {row["document"] for row in rows}
        for version in reader.document(name).versions
    }
    crops = crops_of(reader, "statistic", *(row["statistic"] for row in rows))
    proofs = [
        Proof(
            reading_of(row, titles),
            row,
            versions[row["document"], row["sha256"]],
            crops.get(row["statistic"]),
        )
        for row in rows
    ]
    names = {row["department"]: row["name"] for row in reader.departments()}
    about = rows[0]
    return "site/figure.html", {
        "about": about,
        "metric": Metric.of(about["metric"]),
        "department_name": names.get(about["department"], ""),
        "proofs": proofs[: len(found.current)],
        "earlier": proofs[len(found.current) :],
    }
