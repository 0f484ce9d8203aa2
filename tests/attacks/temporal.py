"""Attack 6: what moves, and when. Two releases, and one site crawled twice.

A figure may change with a new vintage of its cohort, on a day fixed beforehand, and at
no other moment. Whatever else moves would tell of cases that came in between.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from tests.attacks.figures import Published
from tests.attacks.public import COMMUNITY, Public, Web
from tests.attacks.report import Result, counted

_TABLES = ("community_cohorts", "community_figures", "community_shares")
#: Dash numbers every page it makes.
_END_ID = re.compile(rb'"end_id"\s*:\s*"[^"]*"')
#: Headers of the wire or the clock, not of the content.
_FREE = ("date", "connection", "transfer-encoding", "server")
#: Dates that would betray when the last case came.
_LIVE = ("last-modified", "age", "server-timing", "x-runtime")

#: Address -> what was seen there.
Crawl = dict[str, str]


def between_releases(public: Public, editions: Iterable[Published]) -> Iterator[Result]:
    """Compare each release with the one before it."""
    newest_first = list(editions)
    faults: list[str] = []
    told: list[str] = []
    for now, before in pairwise(newest_first):
        pair = f"{before.release} to {now.release}"
        if now.edition == before.edition:
            for table in _TABLES:
                for kind in ("csv", "parquet"):
                    one, two = (
                        public.file(each.release, f"{table}.{kind}")
                        for each in (before, now)
                    )
                    if one != two:
                        faults.append(f"{pair}: {table}.{kind} moved within an edition")
        else:
            told.append(f"{pair}: a new edition")
            faults += [f"{pair}: {fault}" for fault in _moved(before, now)]
        faults += [f"{pair}: {fault}" for fault in _changes(public, before, now)]
    for each in newest_first[:1]:
        faults += _budget(newest_first, each)
    yield counted(
        "figures change with a vintage of the calendar alone (T7)",
        faults,
        attack="between releases",
        tried=f"{len(newest_first)} releases; {', '.join(told) or 'one edition'}",
    )


def _moved(before: Published, now: Published) -> Iterator[str]:
    calendar = {(cohort, vintage): day for cohort, vintage, day in now.calendar}
    older = {cohort.label: cohort for cohort in before.cohorts}
    for cohort in now.cohorts:
        was = older.get(cohort.label)
        if calendar.get((cohort.label, cohort.vintage)) != cohort.scheduled:
            yield f"{cohort.label} {cohort.vintage} is not in the calendar"
        if was is None or was.vintage != cohort.vintage:
            if was is not None and was.vintage == "final":
                yield f"{cohort.label} has a vintage after its final one"
            continue
        if was.measurements != cohort.measurements:
            yield f"the noise of {cohort.label} {cohort.vintage} was drawn again"
        if set(before.of(cohort.label)) != set(now.of(cohort.label)):
            yield f"figures of {cohort.label} {cohort.vintage} moved"
    for label in set(older) - {cohort.label for cohort in now.cohorts}:
        yield f"{label} is gone"


def _changes(public: Public, before: Published, now: Published) -> Iterator[str]:
    """Hold the changes table against what may have moved."""
    text = (public.file(now.release, "changes.csv") or b"").decode()
    rows = [
        row
        for row in csv.DictReader(io.StringIO(text))
        if row["table"].startswith("community_")
    ]
    if rows and now.edition == before.edition:
        yield f"the changes table has {len(rows)} rows of a record that did not move"
    for row in rows:
        if row["column"] in ("n", "moe90") and row["before"] and row["after"]:
            continue
        if row["column"] == "n" and "not_shown" in (row["before"], row["after"]):
            yield f"the changes table has a hidden figure: {row}"


def _budget(editions: Iterable[Published], newest: Published) -> Iterator[str]:
    """Add up what each cohort has spent over all vintages that were published."""
    spent: dict[str, dict[str, float]] = {}
    for edition in editions:
        for cohort in edition.cohorts:
            key = f"{cohort.vintage} {cohort.measurements}"
            spent.setdefault(cohort.label, {})[key] = cohort.epsilon
    for label, vintages in spent.items():
        total = sum(vintages.values())
        if total > newest.lifetime_epsilon:
            yield f"{label} has spent {total}, more than {newest.lifetime_epsilon}"
        if len(vintages) > 2:
            yield f"{label} has {len(vintages)} vintages"


def addresses(editions: Iterable[Published], web: Web) -> list[str]:
    """Return what a crawl looks at: pages, files, questions, and the dashboard."""
    found = [
        "/", "/data/", "/about/", "/departments/", "/documents/", "/robots.txt",
        "/sitemap.xml", "/community/", "/dashboard/", "/dashboard/_dash-layout",
        "/api/v1/", "/api/v1/releases/", "/api/v1/schema/", COMMUNITY,
        f"{COMMUNITY}?by=cohort",
        *(f"/api/v1/{table}/" for table in _TABLES),
    ]  # fmt: skip
    home = web.send("/")
    found += re.findall(r'href="(/[^"#]*)"', home.text)
    for edition in editions:
        base = f"/releases/{edition.release}/public"
        found += [f"{base}/{table}.{kind}" for table in _TABLES
                  for kind in ("csv", "parquet")]  # fmt: skip
        found += [f"{base}/methodology.json", f"{base}/release.json"]
        found += [f"/api/v1/releases/{edition.release}/"]
        for name in edition.cohorts[-1].names:
            question = f"?by={name}&cohort={edition.cohorts[0].label}"
            found.append(f"/api/v1/releases/{edition.release}/community/{question}")
            found.append(f"{COMMUNITY}{question}")
    return list(dict.fromkeys(found))


def crawl(editions: Iterable[Published], web: Web) -> Crawl:
    """Return a print of every address: status, headers, hash of the body."""
    seen = {}
    for address in addresses(list(editions), web):
        told = web.send(address, headers={"Accept-Encoding": "identity"})
        headers = {k: v for k, v in told.headers.items() if k not in _FREE}
        body = sha256(_END_ID.sub(b"", told.content)).hexdigest()
        seen[address] = json.dumps([told.status_code, sorted(headers.items()), body])
    return seen


def between_crawls(
    first: Crawl, second: Crawl, *, published_between: bool
) -> Iterator[Result]:
    """Compare two crawls; after a publication only pinned addresses must stand."""
    faults = []
    for address in sorted(first.keys() & second.keys()):
        may = published_between and not re.search(r"/releases/\d", address)
        if first[address] != second[address] and not may:
            faults.append(f"{address}: {_difference(first, second, address)}")
    yield counted(
        "nothing moves between publications; pinned addresses never (T7)",
        faults,
        attack="between two crawls",
        tried=f"{len(first.keys() & second.keys())} addresses, "
        + ("a release in between" if published_between else "no release in between"),
    )
    live = []
    for address, seen in second.items():
        _, headers, _ = json.loads(seen)
        live += [
            f"{address}: {name}: {value}"
            for name, value in headers
            if name in _LIVE and not address.startswith(("/static/", "/assets/"))
            and not _is_static(dict(headers))
        ]  # fmt: skip
    yield counted(
        "no header tells a time of its own",
        live,
        attack="headers that could follow the intake",
        tried=f"{len(second)} addresses, {', '.join(_LIVE)}",
    )


def _is_static(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").startswith(
        ("text/css", "text/javascript", "font/", "image/")
    )


def _difference(first: Crawl, second: Crawl, address: str) -> str:
    one, two = json.loads(first[address]), json.loads(second[address])
    if one[0] != two[0]:
        return f"status {one[0]}, then {two[0]}"
    moved = {name for name, _ in {*map(tuple, one[1])} ^ {*map(tuple, two[1])}}
    if one[2] != two[2]:
        moved.add("the body")
    return f"{', '.join(sorted(moved))} moved"


def remembered(path: Path) -> tuple[list[str], Crawl] | None:
    """Return the releases and the crawl that an earlier run kept; None without one."""
    if not path.is_file():
        return None
    value = json.loads(path.read_text("utf-8"))
    return value["releases"], value["crawl"]


def remember(path: Path, releases: list[str], seen: Crawl) -> None:
    """Keep a crawl for a later run to compare with."""
    value = {"releases": releases, "crawl": seen}
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
