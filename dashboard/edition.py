"""One release as the dashboard needs it: what it holds, and its answers, remembered.

A release never changes, so everything here is read once and kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar, cast

from accountability.release.community.asked import COHORT
from accountability.release.overview import Overview, OverviewQuery
from accountability.release.query import Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import (
    ALL,
    ALLEGATIONS,
    BODIES,
    COMMUNITY_DIMENSIONS,
    COVERAGE,
    CROPS,
    DENOMINATORS,
    STATISTICS,
)
from accountability.release.server_tables import Span
from accountability.release.shelf import ReleaseShelf
from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from dashboard.state import EVERYWHERE, TOTAL, State

T = TypeVar("T")

_REMEMBERED_ANSWERS = 512
_REMEMBERED_EDITIONS = 4


@dataclass(frozen=True)
class Place:
    """A jurisdiction with allegations in this release, and what they cover."""

    code: str
    allegations: int
    departments: tuple[str, ...]
    years: tuple[int, ...]
    classes: tuple[AllegationClass, ...]
    outcomes: tuple[OutcomeGroup, ...]


class Edition:
    """What one release holds, by the ids that charts and controls use."""

    def __init__(self, reader: Reader) -> None:
        """Look at a release; nothing is read before it is asked for."""
        self.reader = reader
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    @property
    def release(self) -> str:
        """The release's id."""
        return self.reader.info.release

    @cached_property
    def departments(self) -> Mapping[str, Row]:
        """Every department by id, in order of name."""
        rows = sorted(self.reader.departments(), key=lambda row: str(row["name"]))
        return {row["department"]: row for row in rows}

    @cached_property
    def bodies(self) -> Mapping[str, Row]:
        """Every oversight body by id."""
        return {row["body"]: row for row in self.reader.rows(Query(BODIES))}

    @cached_property
    def documents(self) -> Mapping[str, Row]:
        """The newest version of every document by id."""
        return {row["document"]: row for row in self.reader.documents()}

    @cached_property
    def crops(self) -> Mapping[str, Row]:
        """The pictures of figures on their page, by statistic; most have none."""
        return {row["statistic"]: row for row in self.reader.rows(Query(CROPS))}

    @cached_property
    def metrics(self) -> Mapping[Metric, Collection[str]]:
        """The metrics that have a whole figure, with the departments it is for."""
        asked = Query(
            STATISTICS,
            filters=(("category", ("",)), ("current", (True,))),
            fields=("metric", "department"),
        )
        found: dict[Metric, set[str]] = {}
        for row in self.reader.rows(asked):
            found.setdefault(Metric.of(row["metric"]), set()).add(row["department"])
        return {metric: found[metric] for metric in Metric if metric in found}

    @cached_property
    def periods(self) -> tuple[int, ...]:
        """The years in which the printed periods start, in order."""
        asked = Query(
            STATISTICS, filters=(("category", ("",)),), fields=("period_start",)
        )
        return tuple(sorted({r["period_start"].year for r in self.reader.rows(asked)}))

    @cached_property
    def printed_periods(self) -> Mapping[str, Collection[Metric]]:
        """The periods as printed, newest first, with the metrics printed by department.

        Only those of twelve months: a rate over another length is another rate.
        """
        asked = Query(
            STATISTICS,
            filters=(("category", ("",)), ("current", (True,))),
            fields=("period", "period_start", "period_end", "metric", "department"),
        )
        found: dict[tuple[date, str], set[Metric]] = {}
        for row in self.reader.rows(asked):
            if row["department"] != TOTAL and is_twelve_months(row):
                key = (row["period_start"], row["period"])
                found.setdefault(key, set()).add(Metric.of(row["metric"]))
        return {key[1]: found[key] for key in sorted(found, reverse=True)}

    @cached_property
    def denominators(self) -> tuple[Row, ...]:
        """Officers and residents by department and year, as far as they are known."""
        return tuple(self.reader.rows(Query(DENOMINATORS)))

    @cached_property
    def coverage(self) -> tuple[Row, ...]:
        """What is there of every department, metric and period, and why not."""
        return tuple(self.reader.rows(Query(COVERAGE)))

    @cached_property
    def spans(self) -> Mapping[str, Span]:
        """How far each department's list of allegations reaches."""
        return {span.department: span for span in self.reader.spans()}

    @cached_property
    def figure_places(self) -> tuple[str, ...]:
        """The jurisdictions whose bodies print figures."""
        asked = Query(STATISTICS, fields=("jurisdiction",))
        return tuple(sorted({row["jurisdiction"] for row in self.reader.rows(asked)}))

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The jurisdictions with allegations, the one with most first."""
        found = []
        for code in sorted({row["jurisdiction"] for row in self.departments.values()}):
            held = self.overview(OverviewQuery(jurisdiction=code))
            if held.total:
                found.append(_place(code, held))
        found.sort(key=lambda place: -place.allegations)
        return {place.code: place for place in found}

    def place(self, state: State) -> Place:
        """Return what the allegations cover in the place that ``state`` asks for.

        Without one it is the place with most allegations: places are never added
        together unless ``EVERYWHERE`` is asked for.
        """
        if state.jurisdiction == EVERYWHERE:
            return _place(EVERYWHERE, self.overview(OverviewQuery()))
        if state.jurisdiction is not None:
            nothing = Place(state.jurisdiction, 0, (), (), (), ())
            return self.places.get(state.jurisdiction, nothing)
        nothing = Place(EVERYWHERE, 0, (), (), (), ())
        return next(iter(self.places.values()), nothing)

    def list_documents(self, place: str) -> Mapping[str, int]:
        """Return the documents a place's allegations were read from, counted."""
        return self.remembered(("documents", place), lambda: self._documents_of(place))

    def _documents_of(self, place: str) -> Mapping[str, int]:
        here = () if place == EVERYWHERE else (("jurisdiction", (place,)),)
        counted = {
            name: self.reader.total(
                Query(ALLEGATIONS, filters=(("document", (name,)), *here))
            )
            for name in self.documents
        }
        return {name: count for name, count in counted.items() if count}

    @cached_property
    def community_domain(self) -> Mapping[str, Collection[str]]:
        """What the address may name of the community record; nothing without one."""
        record = self.reader.community
        domain = record.edition.domain if record else None
        codes = {
            name: domain.dimension(name).codes
            for name in COMMUNITY_DIMENSIONS
            if domain and name in domain.names
        }
        cohorts = [cohort.label for cohort in record.edition.cohorts] if record else []
        return {
            **{f"case_{name}": codes.get(name, ()) for name in COMMUNITY_DIMENSIONS},
            "case_by": (*codes, COHORT, ALL) if record else (),
            "cohort": (*cohorts, ALL) if record else (),
        }

    @cached_property
    def domain(self) -> Mapping[str, Collection[str]]:
        """What the address may name: departments, places, codes of cases."""
        return {
            **self.community_domain,
            "department": {TOTAL, *self.departments},
            "police": set(self.departments),
            "period": set(self.printed_periods),
            "jurisdiction": {
                EVERYWHERE,
                *(row["jurisdiction"] for row in self.departments.values()),
            },
        }

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for ``key`` lately, or make it.

        A release never changes, so the key needs to hold the question alone.
        """
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast("T", self._answers[key])
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > _REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)
        return made

    def overview(self, query: OverviewQuery) -> Overview:
        """Answer a question, from memory if it was asked lately."""
        return self.remembered(query, lambda: self.reader.overview(query))

    def superseded(self, metric: Metric) -> Mapping[str, tuple[Row, ...]]:
        """Return the readings that newer ones replaced, by figure, newest first."""
        return self.remembered(("earlier", metric), lambda: self._superseded(metric))

    def _superseded(self, metric: Metric) -> Mapping[str, tuple[Row, ...]]:
        asked = Query(
            STATISTICS,
            filters=(
                ("metric", (metric.value,)),
                ("category", ("",)),
                ("current", (False,)),
            ),
        )
        found: dict[str, list[Row]] = {}
        for row in self.reader.rows(asked):
            found.setdefault(row["figure"], []).append(row)
        return {
            figure: tuple(sorted(rows, key=lambda row: row["retrieved_at"])[::-1])
            for figure, rows in found.items()
        }


def is_twelve_months(row: Row) -> bool:
    """Say whether a figure's period lasts twelve months."""
    return (row["period_end"] - row["period_start"]).days + 1 in (365, 366)


def _place(code: str, held: Overview) -> Place:
    years = [count.year for count in held.by_year_outcome]
    classes = {count.allegation_class for count in held.by_class_outcome}
    return Place(
        code=code,
        allegations=held.total,
        departments=tuple(
            dict.fromkeys(count.department for count in held.by_department_outcome)
        ),
        years=tuple(range(min(years), max(years) + 1)) if years else (),
        classes=tuple(term for term in AllegationClass if term in classes),
        outcomes=tuple(count.outcome for count in held.by_outcome),
    )


class EditionShelf:
    """Keeps one Edition a release over the shelf of releases."""

    def __init__(self, shelf: ReleaseShelf, site: str = "") -> None:
        """Read from ``shelf``, which may still be empty; ``site`` is our address."""
        self.site = site.rstrip("/")
        self._shelf = shelf
        self._editions: OrderedDict[str, Edition] = OrderedDict()
        self._lock = Lock()

    def current(self) -> Edition:
        """Return the current release; raises NoRelease if there is none."""
        return self._edition(self._shelf.current())

    def get(self, release: str) -> Edition:
        """Return one release; raises NoRelease if it is not here."""
        return self._edition(self._shelf.get(release))

    def _edition(self, reader: Reader) -> Edition:
        with self._lock:
            edition = self._editions.get(reader.info.release)
            if edition is None or edition.reader is not reader:
                edition = self._editions[reader.info.release] = Edition(reader)
            self._editions.move_to_end(reader.info.release)
            while len(self._editions) > _REMEMBERED_EDITIONS:
                self._editions.popitem(last=False)
            return edition
