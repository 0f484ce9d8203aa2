"""``python -m tests.attacks URL_OR_DIRECTORY``: attack published figures, and report.

Exit status: 0 nothing beyond the documented limits, 1 something, 2 it could not begin.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import httpx

from tests.attacks import (
    averaging,
    differencing,
    files,
    intervals,
    membership,
    refusals,
    temporal,
)
from tests.attacks.differencing import Found, find
from tests.attacks.figures import Published, read
from tests.attacks.public import Public, Web, open_public
from tests.attacks.report import Result, text_of
from tests.attacks.truth import Case, Cases


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every attack; print the report; return the exit status."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if bool(asked.target) != bool(asked.others):
        parser.error("--target and --others go together")
    try:
        with closing(open_public(asked.address)) as public:
            return _run(public, asked)
    except (OSError, httpx.HTTPError, LookupError, ValueError) as wrong:
        sys.stderr.write(f"can't attack {asked.address}: {wrong}\n")
        return 2


def _run(public: Public, asked: argparse.Namespace) -> int:
    editions = [each for each in (read(public, r) for r in public.releases()) if each]
    if not editions:
        sys.stderr.write(f"{public.name} publishes no figures about cases\n")
        return 2
    results = list(_attacks(public, editions, asked))
    sent = f", {public.web.requests} requests" if public.web else ""
    about = [
        f"of {public.name}{sent}",
        f"release {editions[0].release}, edition {editions[0].edition[:12]}, "
        f"{len(editions[0].figures)} published figures",
        "knowledge: what is published"
        + (", and the cases of a file" if asked.cases or asked.others else ""),
    ]
    sys.stdout.write(text_of(results, about=about))
    return int(any(result.beyond for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks",
        description="Attack published figures about cases as an outsider would.",
    )
    parser.add_argument("address", help="a site's URL, or a directory with a bundle")
    parser.add_argument(
        "--cases", type=Path, help="CSV of all counted cases: judge against the truth"
    )
    parser.add_argument("--others", type=Path, help="CSV of all cases but one")
    parser.add_argument(
        "--target", help="that one: cohort=2023,department=…,allegation_class=…"
    )
    parser.add_argument(
        "--crawl", type=Path, help="file that keeps this crawl, or has an earlier one"
    )
    parser.add_argument("--cells", type=int, default=60, help="for linear programs")
    parser.add_argument("--questions", type=int, default=40, help="for averaging")
    parser.add_argument("--targets", type=int, default=1_000, help="for membership")
    parser.add_argument("--seed", type=int, default=1, help="of every sample drawn")
    return parser


def _attacks(
    public: Public, editions: list[Published], asked: argparse.Namespace
) -> Iterable[Result]:
    newest, older = editions[0], editions[1:]
    web, seed = public.web, asked.seed
    cases = Cases.read(asked.cases) if asked.cases else None
    first = temporal.crawl(editions, web) if web else None
    yield from files.attack(public, newest)
    found = find(newest, web)
    yield from differencing.attack(found, cases)
    yield averaging.shares(public, newest, found)
    yield from intervals.attack(found, cases, most=asked.cells, seed=seed)
    if web:
        yield from refusals.attack(newest, web, seed=seed)
        yield from averaging.attack(newest, older, web, most=asked.questions, seed=seed)
    vintages = [*found, *_earlier_vintages(newest, older, web)]
    if cases:
        yield from membership.attack(vintages, cases, most=asked.targets, seed=seed)
    if asked.target and asked.others:
        others = Cases.read(asked.others)
        yield membership.decide(vintages, others, _target(asked.target))
    yield from temporal.between_releases(public, editions)
    if web and first is not None:
        yield from _crawls(public, editions, web, first, asked.crawl)


def _earlier_vintages(
    newest: Published, older: Iterable[Published], web: Web | None
) -> Iterable[Found]:
    """Find what older releases tell of cohorts in a vintage that was replaced."""
    seen = {(cohort.label, cohort.vintage) for cohort in newest.cohorts}
    for edition in older:
        if any((c.label, c.vintage) not in seen for c in edition.cohorts):
            for each in find(edition, web, release=edition.release):
                cohort = each.everything.cohort
                if (cohort.label, cohort.vintage) not in seen:
                    seen.add((cohort.label, cohort.vintage))
                    yield each


def _crawls(
    public: Public,
    editions: list[Published],
    web: Web,
    first: temporal.Crawl,
    kept: Path | None,
) -> Iterable[Result]:
    earlier = temporal.remembered(kept) if kept else None
    releases = public.releases()
    second = temporal.crawl(editions, web)
    yield from temporal.between_crawls(first, second, published_between=False)
    if earlier:
        yield from temporal.between_crawls(
            earlier[1], second, published_between=earlier[0] != releases
        )
    elif kept:
        temporal.remember(kept, releases, second)


def _target(text: str) -> Case:
    pairs = (part.partition("=") for part in text.split(","))
    return {name.strip(): value.strip() for name, _, value in pairs}


if __name__ == "__main__":
    sys.exit(main())
