"""Investigations, orders, reviews and hearings: matters that bodies took up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext

from accountability.release.query import Query, SortKey
from accountability.release.reader import NotInRelease, Reader, Row
from accountability.release.schema import PROCEEDING_STATEMENTS, PROCEEDINGS
from accountability.site.figures import Source, flags_of, source_of, titles_of
from accountability.site.listings import (
    listing,
    occurring,
    of_bodies,
    of_departments,
    of_terms,
)
from accountability.site.names import body_names
from accountability.site.page import Context, page
from accountability.vocab import Flag, ProceedingKind, ProceedingOutcome

#: Matters shown on a page that is not about them.
SHOWN = 30
_NEWEST = (
    SortKey("year", descending=True),
    SortKey("opened_month", descending=True),
)


@dataclass(frozen=True)
class Told:
    """What is told of a matter, by all documents together or by one version of one."""

    body: str
    department: str | None
    kind: ProceedingKind
    place: str
    incident: str
    harm: str
    outcome: ProceedingOutcome
    outcome_raw: str
    occurred: date | None
    opened: date | None
    reported: date | None
    corrected: date | None
    flags: tuple[Flag, ...]
    source: Source

    @property
    def worded_otherwise(self) -> bool:
        """Whether the body's words are other than our term for them."""
        return self.outcome_raw.casefold() not in ("", self.outcome.english.casefold())


@dataclass(frozen=True)
class Proceeding:
    """One matter. ``replaced`` counts what the body's own documents said before."""

    proceeding: str
    year: int | None
    told: Told
    documents: int
    languages: tuple[str, ...]
    replaced: int


@dataclass(frozen=True)
class Statement:
    """What one version of a document tells of a matter; ``current`` if it stands."""

    statement: str
    proceeding: str
    current: bool
    replaced_by: str | None
    told: Told


@page
def proceedings(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List the matters that fit the filters, page by page."""
    kinds = set(occurring(reader, PROCEEDINGS, "kind"))
    outcomes = set(occurring(reader, PROCEEDINGS, "outcome"))
    filters = [
        of_bodies(reader, PROCEEDINGS),
        of_terms(
            "kind",
            gettext("Kind of matter"),
            (kind for kind in ProceedingKind if kind.value in kinds),
        ),
        of_departments(reader, PROCEEDINGS),
        of_terms(
            "outcome",
            gettext("How it ended"),
            (term for term in ProceedingOutcome if term.value in outcomes),
        ),
    ]
    rows, shown = listing(request, reader, PROCEEDINGS, filters, newest=_NEWEST)
    documents = titles_of(reader)
    return "site/proceedings.html", {
        **shown,
        "found": [_proceeding(row, documents) for row in rows],
        "names": _names(reader),
        "bodies": body_names(reader),
    }


@page
def proceeding(
    request: HttpRequest, reader: Reader, proceeding: str
) -> tuple[str, Context]:
    """Show one matter, and what each version of each document tells of it."""
    asked = (("proceeding", (proceeding,)),)
    rows = reader.page(Query(PROCEEDINGS, filters=asked)).rows
    if not rows:
        raise NotInRelease("proceeding", proceeding)
    documents = titles_of(reader)
    newest = (SortKey("current", descending=True), SortKey("retrieved_at", True))
    told = reader.rows(Query(PROCEEDING_STATEMENTS, filters=asked, sort=newest))
    return "site/proceeding.html", {
        "each": _proceeding(rows[0], documents),
        "statements": [_statement(row, documents) for row in told],
        "names": _names(reader),
        "bodies": body_names(reader),
    }


def of_department(reader: Reader, department: str) -> tuple[list[Proceeding], int]:
    """Return a department's newest matters, and how many there are in all."""
    question = Query(
        PROCEEDINGS,
        filters=(("department", (department,)),),
        sort=_NEWEST,
        limit=SHOWN,
    )
    found = reader.page(question)
    documents = titles_of(reader)
    return [_proceeding(row, documents) for row in found.rows], found.total


def of_document(reader: Reader, document: str) -> list[Statement]:
    """Return what a document tells of matters, as much as is shown beside others."""
    question = Query(
        PROCEEDING_STATEMENTS,
        filters=(("document", (document,)),),
        sort=(SortKey("current", descending=True),),
        limit=SHOWN,
    )
    documents = titles_of(reader)
    return [_statement(row, documents) for row in reader.page(question).rows]


def _proceeding(row: Row, documents: Mapping[str, Row]) -> Proceeding:
    return Proceeding(
        proceeding=row["proceeding"],
        year=row["year"],
        told=_told(row, documents),
        documents=row["documents"],
        languages=tuple(row["languages"].split()),
        replaced=row["replaced"],
    )


def _statement(row: Row, documents: Mapping[str, Row]) -> Statement:
    return Statement(
        statement=row["statement"],
        proceeding=row["proceeding"],
        current=row["current"],
        replaced_by=row["replaced_by"],
        told=_told(row, documents),
    )


def _told(row: Row, documents: Mapping[str, Row]) -> Told:
    return Told(
        body=row["body"],
        department=row["department"],
        kind=ProceedingKind.of(row["kind"]),
        place=row["place_raw"],
        incident=row["incident_raw"],
        harm=row["harm_raw"],
        outcome=ProceedingOutcome.of(row["outcome"]),
        outcome_raw=row["outcome_raw"],
        occurred=row["occurred_month"],
        opened=row["opened_month"],
        reported=row["reported_month"],
        corrected=row["corrected_month"],
        flags=flags_of(row),
        source=source_of(row, documents),
    )


def _names(reader: Reader) -> dict[str, str]:
    return {row["department"]: row["name"] for row in reader.departments()}
