"""The rows of the ``community_*`` tables: all that may be shown of a record.

Every answer that is supported, one row each, under the one rule of display
(``answers``): the files, the API and the pages cannot differ.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from accountability.release.community.answers import Figure, Share, answer, share
from accountability.release.community.cubes import Edition
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import Question, supported_in
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import (
    ALL,
    COMMUNITY_COHORTS,
    COMMUNITY_DIMENSIONS,
    COMMUNITY_FIGURES,
    COMMUNITY_SHARES,
    Table,
)
from accountability.vocab.community import (
    NOT_REPORTED,
    CommunityDimension,
    Reporting,
    ShareOf,
    Vintage,
)

Row = dict[str, Any]
_REPORTING = CommunityDimension.REPORTING.value
#: What the reporting gap is broken down by, one at a time.
_SHARES_BY = (
    CommunityDimension.DEPARTMENT.value,
    CommunityDimension.ALLEGATION_CLASS.value,
)
#: The whole of each share, and the parts it is given for.
WHOLES: dict[ShareOf, tuple[tuple[Reporting, ...], tuple[Reporting, ...]]] = {
    ShareOf.KNOWN: ((Reporting.REPORTED, *NOT_REPORTED), (Reporting.REPORTED,)),
    ShareOf.NOT_REPORTED: (NOT_REPORTED, NOT_REPORTED),
}


def community_rows(record: CommunityRecord | None) -> dict[Table, Iterable[Row]]:
    """Return the rows of each community table; none without a record."""
    if record is None:
        return {COMMUNITY_COHORTS: (), COMMUNITY_FIGURES: (), COMMUNITY_SHARES: ()}
    return {
        COMMUNITY_COHORTS: _cohorts(record),
        COMMUNITY_FIGURES: _figures(record),
        COMMUNITY_SHARES: _shares(record),
    }


def vintage_of(record: CommunityRecord, cohorts: Iterable[Cohort] = ()) -> Vintage:
    """Return the less settled of the vintages of some cohorts; all if none is named."""
    parts = record.edition.of(tuple(cohorts) or record.edition.cohorts)
    final = all(cube.vintage is Vintage.FINAL for cube, _ in parts)
    return Vintage.FINAL if final else Vintage.PRELIMINARY


def _cohorts(record: CommunityRecord) -> Iterator[Row]:
    for entry in record.entries:
        cohort = entry.cube.cohort
        yield {
            "cohort": cohort.label,
            "first_year": cohort.first_year,
            "last_year": cohort.last_year,
            "vintage": entry.cube.vintage.value,
            "scheduled": entry.scheduled,
            "plan": entry.kind.value,
            "epsilon": float(entry.epsilon),
            "organisation": record.organisation,
            "synthetic": record.synthetic,
            "edition": record.sha256,
            "plan_sha256": entry.plan_sha256,
            "code_sha256": entry.code_sha256,
            "measurements_sha256": entry.measurements_sha256,
        }


def _figures(record: CommunityRecord) -> Iterator[Row]:
    for label, cohorts in _selections(record.edition):
        vintage = vintage_of(record, cohorts).value
        for names in _tables(record.edition, cohorts):
            for codes in product(*_codes(record.edition, names)):
                asked = dict(zip(names, codes, strict=True))
                question = Question.of({n: [c] for n, c in asked.items()}, cohorts)
                yield {
                    "cohort": label,
                    "vintage": vintage,
                    **_places(asked),
                    **_figure(answer(record.edition, question)),
                }


def _shares(record: CommunityRecord) -> Iterator[Row]:
    edition = record.edition
    if _REPORTING not in edition.domain.names:
        return
    for label, cohorts in _selections(edition):
        vintage = vintage_of(record, cohorts).value
        for by in ((), *((name,) for name in _SHARES_BY)):
            if not supported_in(edition, (*by, _REPORTING), cohorts):
                continue
            for codes in product(*_codes(edition, by)):
                asked = dict(zip(by, codes, strict=True))
                where = {name: [code] for name, code in asked.items()}
                for of, (whole, parts) in WHOLES.items():
                    for part in parts:
                        yield {
                            "cohort": label,
                            "vintage": vintage,
                            **{name: asked.get(name, ALL) for name in _SHARES_BY},
                            "reporting": part.value,
                            "of": of.value,
                            **_share(
                                share(
                                    edition,
                                    Question.of(
                                        {**where, _REPORTING: [part.value]}, cohorts
                                    ),
                                    Question.of(
                                        {**where, _REPORTING: [c.value for c in whole]},
                                        cohorts,
                                    ),
                                )
                            ),
                        }


def _selections(edition: Edition) -> Iterator[tuple[str, tuple[Cohort, ...]]]:
    """Yield every cohort by itself, then all of them together."""
    for cohort in edition.cohorts:
        yield cohort.label, (cohort,)
    yield ALL, ()


def _tables(edition: Edition, cohorts: Iterable[Cohort]) -> Iterator[tuple[str, ...]]:
    """Yield the sets of at most two dimensions that may be asked for together."""
    names = edition.domain.names
    wanted = tuple(cohorts)
    pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :]]
    for asked in ((), *((name,) for name in names), *pairs):
        if supported_in(edition, asked, wanted):
            yield asked


def _codes(edition: Edition, names: Iterable[str]) -> list[tuple[str, ...]]:
    return [edition.domain.dimension(name).codes for name in names]


def _places(asked: dict[str, str]) -> Row:
    return {name: asked.get(name, ALL) for name in COMMUNITY_DIMENSIONS}


def _figure(figure: Figure) -> Row:
    return {
        "display": figure.display.value,
        "n": figure.n,
        "moe90": figure.moe90,
    }


def _share(found: Share) -> Row:
    rounded = None if found.share is None else round(found.share, 3)
    margin = None if found.moe90 is None else round(found.moe90, 3)
    return {"display": found.display.value, "share": rounded, "moe90": margin}
