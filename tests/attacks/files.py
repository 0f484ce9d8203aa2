"""Attack on the files beside their figures: what is written about what is not shown.

Row counts, empty cells, Parquet statistics, notes of the writer, manifests.
"""

import csv
import io
import json
from collections.abc import Iterator
from itertools import combinations
from math import ceil, prod

from tests.attacks.figures import ALL, Cohort, Published
from tests.attacks.parquet import NotParquetError, notes, statistics
from tests.attacks.public import Public
from tests.attacks.report import Result, counted

FIGURES = "community_figures"
SHARES = "community_shares"
#: The only columns of a figure beside its cohort and its dimensions.
_COLUMNS = {"cohort", "vintage", "display", "n", "moe90"}


def attack(public: Public, published: Published) -> Iterator[Result]:
    """Look for traces in every file of one release."""
    yield counted(
        f"n from {published.shown_from}, margin at most half; all else is one token",
        _display(public, published),
        attack="the rule of display",
        tried=f"{len(published.figures)} figures",
    )
    yield counted(
        "every combination of codes has its row, whatever is in it",
        _lattice(published),
        attack="rows that are there or missing",
        tried=f"{len(published.figures)} rows against the code lists",
    )
    yield counted(
        "statistics and notes tell of shown figures alone",
        _parquet(public, published),
        attack="Parquet footers",
        tried="minimum, maximum, nulls and distinct values of n, moe90 and share",
    )
    yield counted(
        "no file but the published tables; nothing of the cube",
        _manifest(public, published),
        attack="manifest, release.json and datapackage.json",
        tried="names, row counts, fields",
    )


def _display(public: Public, published: Published) -> Iterator[str]:
    raw = (public.file(published.release, f"{FIGURES}.csv") or b"").decode()
    reader = csv.DictReader(io.StringIO(raw))
    dimensions = {name for cohort in published.cohorts for name in cohort.names}
    extra = set(reader.fieldnames or ()) - _COLUMNS - dimensions - {"year"}
    if extra:
        yield f"columns {sorted(extra)}"
    for line in raw.splitlines()[1:]:
        if "not_shown" in line and not line.endswith(",not_shown,,"):
            yield f"a hidden row is written otherwise: {line}"
    for figure in published.figures:
        where = f"{figure.cohort} {figure.where}"
        if figure.n is None:
            continue
        if figure.n < published.shown_from:
            yield f"{where}: {figure.n} is shown"
        if figure.moe90 is None:
            yield f"{where}: shown without a margin"
        elif figure.moe90 > ceil(published.largest_margin * figure.n):
            yield f"{where}: {figure.n} is shown with a margin of {figure.moe90}"
        elif figure.moe90 == 0:
            yield f"{where}: {figure.n} has no margin: an exact count"
    shares = (public.file(published.release, f"{SHARES}.csv") or b"").decode()
    for row in csv.DictReader(io.StringIO(shares)):
        if row["display"] == "not_shown" and (row["share"] or row["moe90"]):
            yield f"a hidden share has a number: {row}"


def _tables(cohort: Cohort) -> list[tuple[str, ...]]:
    sets = [names for size in range(3) for names in combinations(cohort.names, size)]
    return [
        names
        for names in sets
        if any(set(names) <= set(table) for table in cohort.measured)
    ]


def _lattice(published: Published) -> Iterator[str]:
    for cohort in published.cohorts:
        expected = sum(
            prod(len(cohort.codes[name]) for name in names) for names in _tables(cohort)
        )
        there = {figure.where for figure in published.of(cohort.label)}
        if len(there) < expected:
            yield f"{cohort.label}: {expected - len(there)} rows are missing"
        for figure in published.of(cohort.label):
            if len(figure.where) > 2:
                yield f"{cohort.label}: a row of {len(figure.where)} dimensions"
                break


def _parquet(public: Public, published: Published) -> Iterator[str]:
    for table, columns in (
        (FIGURES, ("n", "moe90")), (SHARES, ("share", "moe90"))
    ):  # fmt: skip
        data = public.file(published.release, f"{table}.parquet")
        text = public.file(published.release, f"{table}.csv")
        if data is None or text is None:
            continue
        rows = list(csv.DictReader(io.StringIO(text.decode())))
        try:
            told = list(statistics(data))
            written = notes(data)
        except NotParquetError as wrong:
            yield f"{table}.parquet can't be read: {wrong}"
            continue
        if written:
            yield f"{table}.parquet has notes: {sorted(written)}"
        for column in columns:
            shown = [float(row[column]) for row in rows if row[column]]
            chunks = [each for each in told if each.column == column]
            if sum(each.values for each in chunks) != len(rows):
                yield f"{table}.{column}: other rows than the CSV has"
            nulls = [each.nulls for each in chunks if each.nulls is not None]
            if nulls and sum(nulls) != len(rows) - len(shown):
                yield f"{table}.{column}: {sum(nulls)} nulls, not those of the CSV"
            bounds = {bound for each in chunks for bound in each.bounds}
            if bounds - set(shown):
                yield f"{table}.{column}: a bound is no shown figure"


def _manifest(public: Public, published: Published) -> Iterator[str]:
    sums = (public.file(published.release, "SHA256SUMS") or b"").decode()
    names = [line.split("  ", 1)[1] for line in sums.splitlines() if "  " in line]
    for name in names:
        if "/" in name or "cube" in name or name == "community.json":
            yield f"the manifest lists {name}"
    about = json.loads(public.file(published.release, "release.json") or b"{}")
    rows = about.get("rows", {})
    if FIGURES in rows and rows[FIGURES] != len(published.figures):
        yield "release.json counts other rows of figures"
    package = json.loads(public.file(published.release, "datapackage.json") or b"{}")
    for resource in package.get("resources", []):
        if str(resource.get("name", "")).startswith("community_"):
            told = {"stats", "statistics", "sum", "min", "max"} & {*resource}
            if told:
                yield f"datapackage.json tells {sorted(told)} of {resource['name']}"
            wide = [f["name"] for f in resource["schema"]["fields"]]
            if resource["name"] == FIGURES and ALL in wide:
                yield "datapackage.json describes a column that is not there"
    if public.web is not None:
        for address in (
            f"/releases/{published.release}/server/community.json",
            f"/releases/{published.release}/public/community.json",
            f"/releases/{published.release}/public/..%2Fserver%2Fcommunity.json",
            f"/releases/{published.release}/public/%2e%2e/server/community.json",
            "/server/community.json",
        ):
            if public.web.send(address).status_code == 200:
                yield f"the cube is served at {address}"
