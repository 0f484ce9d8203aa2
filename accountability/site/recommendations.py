"""What bodies recommended, to whom, and every answer that is known of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from accountability.release.query import Query, SortKey
from accountability.release.reader import NotInRelease, Reader, Row
from accountability.release.schema import (
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
)
from accountability.site.figures import (
    ALL,
    MetricTable,
    Source,
    flags_of,
    metric_tables,
    source_of,
    statistics_of,
    titles_of,
)
from accountability.site.listings import (
    Filter,
    listing,
    occurring,
    of_bodies,
    of_departments,
    of_terms,
)
from accountability.site.names import body_names
from accountability.site.page import Context, page
from accountability.vocab import Flag, Metric, ResponderRole, ResponseStatus

#: Metrics that tell of recommendations.
_RECOMMENDED = (
    Metric.RECOMMENDATIONS_TO_POLICE_BOARDS,
    Metric.DECISIONS_DISPUTED_BY_COMMISSIONER,
)
_NEWEST = (SortKey("year", descending=True),)


@dataclass(frozen=True)
class Answer:
    """One answer: who gave it, what it says, when, and where it was read."""

    response: str
    recommendation: str
    responder: str
    department: str | None
    role: ResponderRole
    status: ResponseStatus
    status_raw: str
    answered: str
    cited_url: str
    note: str
    flags: tuple[Flag, ...]
    source: Source

    @property
    def worded_otherwise(self) -> bool:
        """Whether the source's word is another than our term for it."""
        return self.status_raw.casefold() not in ("", self.status.english.casefold())


@dataclass(frozen=True)
class Recommended:
    """One recommendation, or several that a source only counts, with its answers.

    ``status`` is what the addressee itself answered last, as far as known to us.
    """

    recommendation: str
    body: str
    body_name: str
    addressee: str
    department: str | None
    made: str
    recommended: int
    summary: str
    status: ResponseStatus
    cited_url: str
    note: str
    flags: tuple[Flag, ...]
    source: Source
    answers: tuple[Answer, ...]

    @property
    def answered_in_part(self) -> bool:
        """Whether one of several addressees has answered, and so not all."""
        several = ResponderRole.ONE_OF_SEVERAL
        return any(answer.role is several for answer in self.answers)


@page
def recommendations(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List what was recommended, by any filter, each with its answers."""
    status = set(occurring(reader, RECOMMENDATIONS, "status"))
    addressees = occurring(reader, RECOMMENDATIONS, "addressee")
    filters = [
        of_bodies(reader, RECOMMENDATIONS),
        Filter(
            "addressee", gettext("Addressee"), tuple((one, one) for one in addressees)
        ),
        of_departments(reader, RECOMMENDATIONS),
        of_terms(
            "status",
            gettext("The addressee’s answer"),
            (term for term in ResponseStatus if term.value in status),
        ),
    ]
    rows, shown = listing(request, reader, RECOMMENDATIONS, filters, newest=_NEWEST)
    return "site/recommendations.html", {
        **shown,
        "found": with_answers(reader, rows),
        "names": _names(reader),
        "tables": _counted(reader),
        "all": ALL,
    }


@page
def recommendation(
    request: HttpRequest, reader: Reader, recommendation: str
) -> tuple[str, Context]:
    """Show one recommendation with every answer, and where each was read."""
    column = "recommendation"
    rows = reader.page(Query(RECOMMENDATIONS, filters=((column, (recommendation,)),)))
    if not rows.rows:
        raise NotInRelease("recommendation", recommendation)
    return "site/recommendation.html", {
        "each": with_answers(reader, rows.rows)[0],
        "names": _names(reader),
    }


def of_department(reader: Reader, department: str) -> list[Recommended]:
    """Return what concerns a department, or what it answered; newest first."""
    about = Query(
        RECOMMENDATIONS, filters=(("department", (department,)),), sort=_NEWEST
    )
    answered = Query(
        RECOMMENDATION_RESPONSES,
        filters=(("department", (department,)),),
        fields=("recommendation",),
    )
    rows = list(reader.rows(about))
    known = {row["recommendation"] for row in rows}
    others = {row["recommendation"] for row in reader.rows(answered)} - known
    if others:
        names = tuple(sorted(others))
        rows += reader.rows(
            Query(RECOMMENDATIONS, filters=(("recommendation", names),), sort=_NEWEST)
        )
    return with_answers(reader, rows)


def of_document(
    reader: Reader, document: str
) -> tuple[list[Recommended], list[Answer]]:
    """Return the recommendations, and the answers, that were read from a document."""
    asked = (("document", (document,)),)
    rows = reader.rows(Query(RECOMMENDATIONS, filters=asked))
    titles = titles_of(reader)
    answers = reader.rows(Query(RECOMMENDATION_RESPONSES, filters=asked))
    return with_answers(reader, list(rows)), [_answer(row, titles) for row in answers]


def with_answers(reader: Reader, rows: list[Row]) -> list[Recommended]:
    """Return recommendations as a reader meets them, the newest answer first."""
    documents = titles_of(reader)
    bodies = body_names(reader)
    answers: dict[str, list[Answer]] = {}
    asked = tuple(row["recommendation"] for row in rows)
    if asked:
        question = Query(RECOMMENDATION_RESPONSES, filters=(("recommendation", asked),))
        told = [_answer(row, documents) for row in reader.rows(question)]
        # As the release weighs them: of two that are told as of one day, the later row.
        told.sort(key=_begins)
        for answer in reversed(told):
            answers.setdefault(answer.recommendation, []).append(answer)
    return [
        _recommended(row, documents, bodies, answers.get(row["recommendation"], ()))
        for row in rows
    ]


def _begins(answer: Answer) -> str:
    """Return the first month that an answer's date can mean, in the order of time."""
    year, fiscal, _ = answer.answered.partition("/")
    return f"{year}-04" if fiscal else year


def _answer(row: Row, documents: Mapping[str, Row]) -> Answer:
    plain = ("response", "recommendation", "responder", "department", "status_raw")
    return Answer(
        **{name: row[name] for name in (*plain, "answered", "cited_url", "note")},
        role=ResponderRole.of(row["role"]),
        status=ResponseStatus.of(row["status"]),
        flags=flags_of(row),
        source=source_of(row, documents),
    )


def _recommended(
    row: Row,
    documents: Mapping[str, Row],
    bodies: Mapping[str, str],
    answers: Iterable[Answer],
) -> Recommended:
    plain = ("recommendation", "body", "addressee", "department", "made", "recommended")
    return Recommended(
        **{name: row[name] for name in (*plain, "summary", "cited_url", "note")},
        body_name=bodies[row["body"]],
        status=ResponseStatus.of(row["status"]),
        flags=flags_of(row),
        source=source_of(row, documents),
        answers=tuple(answers),
    )


def _names(reader: Reader) -> dict[str, str]:
    return {row["department"]: row["name"] for row in reader.departments()}


def _counted(reader: Reader) -> list[tuple[str, MetricTable]]:
    """Return what reports print about numbers of recommendations, by department."""
    documents, names = titles_of(reader), _names(reader)
    tables = []
    for metric in _RECOMMENDED:
        by_place: dict[str, list[Row]] = {}
        for row in statistics_of(reader, "metric", metric.value):
            by_place.setdefault(row["department"], []).append(row)
        tables += [
            (names.get(place, ""), table)
            for place, mine in by_place.items()
            for table in metric_tables(mine, documents)
        ]
    return tables
