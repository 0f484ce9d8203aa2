"""Attack 4: the same question in many ways. An answer that differs can be averaged."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import groupby

import httpx
import numpy as np

from tests.attacks.differencing import Found
from tests.attacks.figures import ALL, Figure, Published
from tests.attacks.public import Public, Web, community_address, flat
from tests.attacks.report import Result, counted

Answer = tuple[str, str]
_TIMES = 5
#: Shares are printed to three digits.
_ROUNDING = 0.00051


def attack(
    published: Published, older: Iterable[Published], web: Web, *, most: int, seed: int
) -> Iterator[Result]:
    """Ask ``most`` questions of the table in every way there is; half are shown."""
    random = np.random.default_rng(seed)
    shown = [figure for figure in published.figures if figure.n is not None]
    hidden = [figure for figure in published.figures if figure.n is None]
    chosen = [
        rows[i]
        for rows, number in ((shown, most - most // 2), (hidden, most // 2))
        for i in sorted(random.permutation(len(rows))[:number])
    ]
    same = [each.release for each in older if each.edition == published.edition]
    faults: list[str] = []
    asked = 0
    for figure in chosen:
        wanted = (_text(figure.n), _text(figure.moe90))
        for name, answer in _ways(published, figure, web, same):
            asked += 1
            if answer != wanted:
                faults.append(
                    f"{_words(figure)}: {name} says {answer}, the table {wanted}"
                )
        faults += _again(figure, web)
    yield counted(
        "equal questions have equal answers, to the byte when asked the same way",
        faults,
        attack="averaging",
        tried=f"{len(chosen)} questions in {asked} ways, each {_TIMES} times over",
    )


def _ways(
    published: Published, figure: Figure, web: Web, same: Iterable[str]
) -> Iterator[tuple[str, Answer]]:
    """Yield the answer of each way to ask what a row of the table says."""
    cohorts = published.cohorts
    codes = cohorts[-1].codes
    every = [cohort.label for cohort in cohorts]
    plain = [(name, code) for name, taken in figure.where for code in taken]
    label = [] if figure.cohort == ALL else [("cohort", figure.cohort)]
    asked = [*plain, *label]
    yield "the question", _one(web, asked)
    yield "in reverse", _one(web, asked[::-1])
    yield "codes twice", _one(web, [*asked, *asked])
    yield "codes by commas", _one(web, [(n, f"{c},{c}") for n, c in asked])
    yield "pinned", _one(web, asked, release=published.release)
    for release in same:
        yield f"as release {release} has it", _one(web, asked, release=release)
    if not label:
        yield "every cohort by name", _one(web, [*plain, *flat("cohort", every)])
    left = [name for name in codes if name not in figure.names]
    if figure.cohort != ALL and left:
        all_codes = flat(left[0], published.cohort(figure.cohort).codes[left[0]])
        if len(all_codes) == len(codes[left[0]]):
            yield f"every code of {left[0]}", _one(web, [*asked, *all_codes])
    for name, code in plain:
        rest = [pair for pair in asked if pair[0] != name]
        yield f"as a line by {name}", _one(web, [*rest, ("by", name)], code=code)
        yield f"by {name} and its code", _one(web, [*asked, ("by", name)], code=code)
    if label:
        line = _one(web, [*asked, ("by", "cohort")], code=figure.cohort)
        yield "as a line by cohort", line
    told = web.question([*asked, ("format", "csv")])
    lines = list(csv.DictReader(io.StringIO(told.text)))
    if told.status_code == 200 and lines:
        yield "as CSV", (lines[0]["n"], lines[0]["moe90"])


def _one(
    web: Web,
    parameters: list[tuple[str, str]],
    *,
    code: str = "",
    release: str | None = None,
) -> Answer:
    told = web.question(parameters, release)
    if told.status_code != 200:
        return (f"status {told.status_code}", "")
    for row in told.json()["results"]:
        if row["code"] == code:
            return _text(row["n"]), _text(row["moe90"])
    return ("no such line", "")


def _again(figure: Figure, web: Web) -> Iterator[str]:
    """Ask the same thing over and over; look at bytes, ETag and length."""
    asked = [(name, code) for name, taken in figure.where for code in taken]
    if figure.cohort != ALL:
        asked.append(("cohort", figure.cohort))
    seen = {_print_of(web.question(asked)) for _ in range(_TIMES)}
    if len(seen) > 1:
        yield f"{_words(figure)}: asked {_TIMES} times, answered in {len(seen)} ways"
    head = web.send(community_address(), asked, method="HEAD")
    if head.headers.get("etag") not in {etag for _, etag, _ in seen}:
        yield f"{_words(figure)}: HEAD has another ETag"


def _print_of(told: httpx.Response) -> tuple[bytes, str | None, str]:
    return told.content, told.headers.get("etag"), told.headers.get("link", "")


def shares(public: Public, published: Published, found: Iterable[Found]) -> Result:
    """Hold every printed share against the figures that it is a share of."""
    raw = public.file(published.release, "community_shares.csv") or b""
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    sums = {each.everything.cohort.label: each.everything for each in found}
    faults, held = [], 0
    keys = ("cohort", "department", "allegation_class", "of")
    for _, group in groupby(rows, key=lambda row: [row[key] for key in keys]):
        for row in group:
            if not row["share"] or row["cohort"] not in sums:
                continue
            where = [
                (name, (row[name],))
                for name in ("department", "allegation_class")
                if row[name] != ALL
            ]
            of_cohort = sums[row["cohort"]]
            part = of_cohort.value([*where, ("reporting", (row["reporting"],))])
            apart = {"known": {"unknown"}, "not_reported": {"reported", "unknown"}}
            whole = of_cohort.value(
                [
                    *where,
                    (
                        "reporting",
                        tuple(
                            code
                            for code in of_cohort.cohort.codes["reporting"]
                            if code not in apart[row["of"]]
                        ),
                    ),
                ]
            )
            if part is None or not whole:
                continue
            held += 1
            if abs(float(row["share"]) - part / whole) > _ROUNDING:
                faults.append(f"{row}: the figures give {part / whole:.4f}")
    return counted(
        "a share is the quotient of two published figures",
        faults,
        attack="shares against figures",
        tried=f"{held} of {sum(bool(row['share']) for row in rows)} printed shares",
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _words(figure: Figure) -> str:
    codes = ", ".join("+".join(codes) for _, codes in figure.where) or "everything"
    return f"{figure.cohort}: {codes}"
