"""Attack 3: questions that are refused, asked in every way, for any trace of a number.

A refusal may depend on which dimensions were asked together, never on the figures. So
it must hold no number; and for other codes of the same dimensions every word, header
and length of it must be the same, but for the codes themselves.
"""

import csv
import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

import httpx
import numpy as np

from tests.attacks.figures import ALL, Cohort, Dimensions, Published
from tests.attacks.public import COMMUNITY, Parameters, Web
from tests.attacks.report import Result, auc_of, counted

#: Headers that may differ between two refusals.
_FREE_HEADERS = ("date", "content-length")
#: Members of a refusal that name what was asked; they are looked at by themselves.
_NAMING = ("nearest", "parameter", "detail")
_NUMBER = re.compile(r"\d")
_ADDRESS = re.compile(r"https?://[^\s\"<>]+")
_TIMED = 40
#: Cells of each unsupported table; their refusals are compared.
_CELLS = 2


@dataclass(frozen=True)
class Way:
    """One way to put a refused question."""

    name: str
    parameters: Parameters
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()


def unsupported(cohort: Cohort) -> list[Dimensions]:
    """Return the sets of dimensions that no table of a cohort measured together."""
    return [
        names
        for size in range(1, len(cohort.names) + 1)
        for names in combinations(cohort.names, size)
        if not any(set(names) <= set(table) for table in cohort.measured)
    ]


def ways(cohort: Cohort, names: Dimensions, cell: tuple[str, ...]) -> Iterator[Way]:
    """Yield every way to ask for one cell of a table that was never measured."""
    plain = list(zip(names, cell, strict=True))
    label = [("cohort", cohort.label)]
    asked = [*plain, *label]
    yield Way("one code each", asked)
    yield Way("in reverse", asked[::-1])
    yield Way("each code twice", [*plain, *asked])
    yield Way("codes by commas", [*((n, f"{c},{c}") for n, c in plain), *label])
    yield Way("the cohort twice", [*asked, *label])
    yield Way("no cohort", plain)
    for name in names:
        rest = [(n, c) for n, c in plain if n != name]
        codes = cohort.codes[name]
        own = dict(plain)[name]
        but_one = [(name, code) for code in codes if code != own]
        yield Way(f"all codes of {name} but one", [*rest, *but_one, *label])
        yield Way(f"broken down by {name}", [*rest, ("by", name), *label])
        yield Way(f"by {name} and its code", [*asked, ("by", name)])
    yield Way("by cohort", [*plain, ("by", "cohort")])
    yield Way("by two", [*asked[1:], *(("by", name) for name in names[:2])])
    yield Way("by two, commas", [*asked[1:], ("by", ",".join(names[:2]))])
    yield Way("as CSV", [*asked, ("format", "csv")])
    yield Way("CSV by Accept", asked, headers=(("Accept", "text/csv"),))
    yield Way("HEAD", asked, method="HEAD")
    yield Way("a byte range", asked, headers=(("Range", "bytes=0-40"),))
    yield Way("if none match", asked, headers=(("If-None-Match", "*"),))
    yield Way("OPTIONS", asked, method="OPTIONS")
    yield Way("POST", asked, method="POST")
    for extra in ("fields", "limit", "sort", "n__min", "cursor"):
        yield Way(f"with {extra}", [*asked, (extra, "n")])
    yield Way("brackets", [*((f"{n}[]", c) for n, c in plain), *label])
    yield Way("__in", [*((f"{n}__in", c) for n, c in plain), *label])
    yield Way("capitals", [*((n.upper(), c) for n, c in plain), *label])
    yield Way("spaces", [*((n, f" {c} ") for n, c in plain), *label])
    yield Way("a wildcard", [*plain[:-1], (plain[-1][0], "*"), *label])


def attack(
    published: Published, web: Web, *, seed: int, most_sets: int | None = None
) -> Iterator[Result]:
    """Probe unsupported sets of every cohort, with some cells each; all of them."""
    random = np.random.default_rng(seed)
    faults: list[str] = []
    tried = 0
    for cohort in published.cohorts:
        for names in unsupported(cohort)[:most_sets]:
            cells = [
                tuple(str(random.choice(cohort.codes[name])) for name in names)
                for _ in range(_CELLS)
            ]
            seen: dict[str, tuple[object, ...]] = {}
            for cell in cells:
                for way in ways(cohort, names, cell):
                    told = web.send(
                        COMMUNITY,
                        way.parameters,
                        method=way.method,
                        headers={"Accept-Encoding": "identity", **dict(way.headers)},
                    )
                    tried += 1
                    where = f"{' x '.join(names)}, {cohort.label}, {way.name}"
                    faults += [f"{where}: {fault}" for fault in _faults(told, way)]
                    if seen.setdefault(way.name, _shape(told)) != _shape(told):
                        faults.append(f"{where}: differs with the codes asked for")
    yield counted(
        "a refusal holds no number and does not depend on the figures (T3)",
        dict.fromkeys(faults),
        attack="refused questions",
        tried=f"{tried} requests, {len(published.cohorts)} cohorts, every unsupported "
        "set of dimensions",
    )
    yield _tables(published, web)
    yield _timing(published, web)


def _faults(told: httpx.Response, way: Way) -> Iterator[str]:
    if not 400 <= told.status_code < 500 and way.method != "OPTIONS":
        yield f"was answered with {told.status_code}"
    if way.method == "HEAD":
        if told.content:
            yield "has a body"
        return
    length = told.headers.get("content-length")
    if length is not None and int(length) != len(told.content):
        yield "has a length that is not its body's"
    if 400 <= told.status_code < 500:
        left = _ADDRESS.sub("", told.text)
        left = re.sub(rf'"status":\s*{told.status_code}\b', "", left)
        for name, value in (*way.parameters, *_asked_in(told)):
            left = left.replace(value.strip(), "").replace(name, "")
        if told.status_code == 422 and _NUMBER.search(left):
            yield f"its body holds a number: {left.strip()[:80]}"
        asked = {name: value for name, value in way.parameters if name != "by"}
        for name, value in _asked_in(told):
            if name != "by" and name in asked and value not in _values(way, name):
                yield f"names {name}={value}, which was not asked for"


def _values(way: Way, name: str) -> set[str]:
    return {
        part for each, value in way.parameters if each == name
        for part in value.split(",")
    }  # fmt: skip


def _members(told: httpx.Response) -> dict[str, object]:
    try:
        value = told.json()
    except ValueError:
        return {"text": told.text}
    return value if isinstance(value, dict) else {"value": value}


def _asked_in(told: httpx.Response) -> list[tuple[str, str]]:
    """Return the parameters of the nearest question that a refusal names."""
    nearest = _members(told).get("nearest") if told.status_code == 422 else None
    return parse_qsl(urlsplit(str(nearest)).query) if nearest else []


def _shape(told: httpx.Response) -> tuple[object, ...]:
    """Return what must be the same for all codes of the same dimensions."""
    headers = {k: v for k, v in told.headers.items() if k not in _FREE_HEADERS}
    left: object = ()
    if told.content:
        members = _members(told)
        naming = _NAMING if told.status_code == 400 else _NAMING[:1]
        left = sorted((k, str(v)) for k, v in members.items() if k not in naming)
    asked = [name for name, _ in _asked_in(told)]
    return told.status_code, sorted(headers.items()), left, sorted(set(asked))


def _tables(published: Published, web: Web) -> Result:
    """Ask the table's own filters and orders for what its rows do not show."""
    address = f"/api/v1/releases/{published.release}/community_figures/"
    names = published.cohorts[-1].names

    def rows(*parameters: tuple[str, str]) -> list[dict[str, str]]:
        told = web.send(address, [*parameters, ("format", "csv")])
        text = told.text if told.status_code == 200 else ""
        return list(csv.DictReader(io.StringIO(text)))

    hidden = rows(("display", "not_shown"))
    faults = []
    if any(row["n"] or row["moe90"] for row in hidden):
        faults.append("a row that is not shown has a number")
    for column in ("n", "moe90"):
        for bound in (f"{column}__min", f"{column}__max"):
            for value in ("0", "1", "4", "9"):
                if rows(("display", "not_shown"), (bound, value)):
                    faults.append(f"{bound}={value} chooses among hidden rows")
        for order in (column, f"-{column}"):
            sorted_rows = rows(("display", "not_shown"), ("sort", order))
            if sorted_rows and sorted_rows != hidden:
                faults.append(f"sort={order} puts hidden rows in another order")
    every = rows()
    for table in combinations(names, 3):
        if any(all(row[name] != ALL for name in table) for row in every):
            faults.append(f"rows of {' x '.join(table)} are listed")
    return counted(
        "hidden rows answer to no filter and no order",
        faults,
        attack="the tables' filters, bounds and sorting",
        tried=f"{len(hidden)} hidden rows, 2 columns, 4 bounds, 2 orders",
    )


def _timing(published: Published, web: Web) -> Result:
    """Time two refused questions in turn: the fullest codes and the emptiest."""
    cohort = published.cohorts[0]
    names = next((n for n in unsupported(cohort) if len(n) > 1), ())
    size = {
        figure.where[0]: figure.n or 0
        for figure in published.of(cohort.label)
        if len(figure.where) == 1
    }
    asked = [
        [
            (name, choose(cohort.codes[name], key=lambda c: size.get((name, (c,)), 0)))
            for name in names
        ]
        for choose in (max, min)
    ]
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TIMED):
        for parameters, times in zip(asked, spent, strict=True):
            began = time.perf_counter()
            web.send(COMMUNITY, [*parameters, ("cohort", cohort.label)])
            times.append(time.perf_counter() - began)
    auc = auc_of(np.array(spent[0]), np.array(spent[1]))
    return Result(
        "timing of refusals",
        f"{_TIMED} each of the fullest and the emptiest codes, in turn",
        f"the fuller takes longer in {auc:.0%} of pairs; medians "
        f"{1e3 * np.median(spent[0]):.1f} and {1e3 * np.median(spent[1]):.1f} ms",
        "50 %; below 30 % or above 70 % is worth a longer look",
    )
