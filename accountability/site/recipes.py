"""How to use the data from other programs: each recipe runs as it stands here.

The tests run those whose program is at hand, and ask for every address.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from accountability.release.reader import Reader

#: The department of the examples, if the release has it.
_EXAMPLE = "saanich"


@dataclass(frozen=True)
class Recipe:
    """What to type into which program."""

    slug: str
    title: str
    words: str
    code: str


def recipes(reader: Reader) -> list[Recipe]:
    """Return the recipes for a release, with addresses that stay."""
    base = settings.PUBLIC_URL.rstrip("/")
    api = f"{base}/api/v1/releases/{reader.info.release}"
    files = f"{base}/releases/{reader.info.release}/public"
    known = [row["department"] for row in reader.departments()]
    department = _EXAMPLE if _EXAMPLE in known or not known else known[0]
    figures = f"{api}/statistics.csv?department={department}&current=true"
    return [
        Recipe(
            "curl",
            "curl",
            gettext("One figure's history, a table of counts, a whole file."),
            f"curl '{figures}'\n"
            f"curl '{api}/aggregates/allegations.csv"
            "?by=department,outcome&sort=-count'\n"
            f"curl --remote-name '{files}/allegations.parquet'",
        ),
        Recipe(
            "python",
            "Python",
            gettext("With pandas; Parquet needs pyarrow."),
            "import pandas\n\n"
            "figures = pandas.read_csv(\n"
            f'    "{figures}"\n'
            ")\n"
            'print(figures[["metric", "period", "value", "status"]])\n\n'
            "allegations = pandas.read_parquet(\n"
            f'    "{files}/allegations.parquet",\n'
            '    columns=["department", "outcome"],\n'
            ")\n"
            "print(allegations.value_counts())",
        ),
        Recipe(
            "r",
            "R",
            gettext("R alone is enough; whole tables as Parquet need arrow."),
            "figures <- read.csv(\n"
            f'  "{figures}"\n'
            ")\n"
            'print(figures[c("metric", "period", "value", "status")])\n\n'
            "counts <- read.csv(paste0(\n"
            f'  "{api}/aggregates/allegations.csv",\n'
            '  "?by=department,outcome"\n'
            "))\n"
            "print(xtabs(count ~ department + outcome, counts))",
        ),
        Recipe(
            "duckdb",
            "DuckDB",
            gettext("Reads only the parts of the file that the question needs."),
            "SELECT department, outcome, count(*) AS allegations\n"
            f"FROM '{files}/allegations.parquet'\n"
            "GROUP BY ALL ORDER BY ALL;",
        ),
        Recipe(
            "spreadsheet",
            gettext("Spreadsheet"),
            gettext(
                "In Google Sheets type this into a cell; in Excel choose Data, From "
                "Web, and in LibreOffice Sheet, External Links, and give the address."
            ),
            f'=IMPORTDATA("{figures}")',
        ),
    ]
