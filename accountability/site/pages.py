"""The pages: what each shows, computed from the release."""

from collections import Counter
from functools import lru_cache
from typing import NoReturn

from django.http import HttpRequest
from django.urls import reverse

from accountability.release.overview import OutcomeCount, OverviewQuery
from accountability.release.query import MAX_LIMIT, Query
from accountability.release.reader import NotInRelease, Reader, Row
from accountability.release.schema import (
    ALLEGATIONS,
    BODIES,
    DENOMINATORS,
    DOCUMENTS,
    REJECTIONS,
    STATISTICS,
)
from accountability.site import proceedings, recommendations
from accountability.site.community.beside import beside_department
from accountability.site.facts import Headlines, headlines
from accountability.site.figures import (
    ALL,
    metric_tables,
    newest_figure,
    statistics_of,
    titles_of,
)
from accountability.site.glance import newest_complaints
from accountability.site.ledger import changes_of_document
from accountability.site.matters import allegation_line, matters_of
from accountability.site.names import body_names
from accountability.site.page import Context, ElsewhereError, page
from accountability.site.readings import version_views
from accountability.vocab import DocumentKind, DocumentType, ValueStatus

#: Allegations shown on a page that is not about them; more have pages of their own.
SHOWN = 60
PER_PAGE = 50
#: Rejected rows shown on a document's page; the API has them all.
REJECTIONS_SHOWN = 100


@lru_cache(maxsize=2)
def _headlines(reader: Reader) -> Headlines:
    return headlines(reader)


@page
def home(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Tell what this is, and what the latest release says."""
    return "site/home.html", {
        "facts": _headlines(reader),
        "departments": _by_jurisdiction(reader.departments()),
        "rows": reader.info.rows,
    }


@page
def departments(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List all departments, and what is held about each; ``department`` leads to one.

    Raises ElsewhereError for a department chosen, NotInRelease for one unknown.
    """
    if chosen := request.GET.get("department"):
        _to_department(request, reader, chosen)
    printed: dict[str, int] = {}
    stated = tuple(set(ValueStatus) - {ValueStatus.NOT_REPORTED})
    question = Query(
        STATISTICS,
        filters=(("current", (True,)), ("status", stated)),
        fields=("department",),
    )
    for row in reader.rows(question):
        printed[row["department"]] = printed.get(row["department"], 0) + 1
    counted: dict[str, int] = {}
    for count in reader.overview(OverviewQuery()).by_department_outcome:
        name = count.department
        counted[name] = counted.get(name, 0) + count.allegations
    complaints = newest_complaints(reader)
    rows = [
        {
            **row,
            "figures": printed.get(row["department"], 0),
            "allegations": counted.get(row["department"], 0),
            "complaints": complaints.get(row["department"]),
        }
        for row in reader.departments()
    ]
    return "site/departments.html", {
        "jurisdictions": _by_jurisdiction(rows),
        "totals": printed.get(ALL, 0),
    }


def _to_department(request: HttpRequest, reader: Reader, chosen: str) -> NoReturn:
    """Lead to the page of a department chosen in a form, language and release kept."""
    place = reverse("department", args=[reader.department(chosen)["department"]])
    kept = request.GET.copy()
    del kept["department"]
    raise ElsewhereError(f"{place}?{kept.urlencode()}" if kept else place)


def _by_jurisdiction(rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["jurisdiction"], row["name"])):
        groups.setdefault(row["jurisdiction"], []).append(row)
    return groups


@page
def department(
    request: HttpRequest, reader: Reader, department: str
) -> tuple[str, Context]:
    """Show one department: printed figures, matters, officers and residents."""
    about = None if department == ALL else reader.department(department)
    documents = titles_of(reader)
    overview = reader.overview(
        OverviewQuery(departments=(department,) if about else ())
    )
    total = overview.total if about else 0
    matters = []
    if 0 < total <= SHOWN:
        question = Query(ALLEGATIONS, filters=(("department", (department,)),))
        matters = matters_of(reader.rows(question), documents)
    metrics = metric_tables(statistics_of(reader, "department", department), documents)
    printed = [table for table in metrics if table.lines]
    return "site/department.html", {
        "slug": department,
        "department": about,
        "body": _body(reader, about["body"]) if about else None,
        "metrics": printed,
        "blanks": [table for table in metrics if not table.lines],
        "newest": newest_figure(metrics),
        "beside": beside_department(reader, department, metrics),
        "matters": matters,
        "allegations": total,
        "outcomes": _shares(overview.by_outcome, total) if about else [],
        "only_substantiated": len(overview.by_outcome) == 1,
        "after_departure": sum(
            line.after_departure for matter in matters for line in matter.allegations
        ),
        "denominators": _denominators(reader, department) if about else [],
        **(_told_of(reader, department) if about else {}),
    }


def _told_of(reader: Reader, department: str) -> Context:
    """Return what bodies recommended to a department, and the matters they took up."""
    found, total = proceedings.of_department(reader, department)
    return {
        "recommendations": recommendations.of_department(reader, department),
        "proceedings": found,
        "proceedings_total": total,
        "names": {row["department"]: row["name"] for row in reader.departments()},
        "bodies": body_names(reader),
    }


def _body(reader: Reader, body: str) -> Row | None:
    found = reader.page(Query(BODIES, filters=(("body", (body,)),))).rows
    return {**found[0], "name": body_names(reader)[body]} if found else None


def _denominators(reader: Reader, department: str) -> list[Row]:
    question = Query(
        DENOMINATORS, filters=(("department", (department,)),), limit=MAX_LIMIT
    )
    return reader.page(question).rows


def _shares(counts: tuple[OutcomeCount, ...], total: int) -> list[Context]:
    return [
        {
            "outcome": count.outcome,
            "allegations": count.allegations,
            "percent": round(100 * count.allegations / total, 1),
        }
        for count in sorted(counts, key=lambda count: -count.allegations)
    ]


@page
def allegations(
    request: HttpRequest, reader: Reader, department: str
) -> tuple[str, Context]:
    """List the allegations of one department, page by page."""
    about = reader.department(department)
    question = Query(
        ALLEGATIONS, filters=(("department", (department,)),), limit=PER_PAGE
    )
    if cursor := request.GET.get("after"):
        question = question.after(cursor)
    found = reader.page(question)
    documents = titles_of(reader)
    return "site/allegations.html", {
        "department": about,
        "lines": [allegation_line(row, documents) for row in found.rows],
        "total": found.total,
        "following": found.next_cursor,
        "first": cursor is None,
    }


@page
def allegation(
    request: HttpRequest, reader: Reader, allegation: str
) -> tuple[str, Context]:
    """Show one allegation: every column, and where it was read."""
    question = Query(ALLEGATIONS, filters=(("allegation", (allegation,)),))
    rows = reader.page(question).rows
    if not rows:
        raise NotInRelease("allegation", allegation)
    documents = titles_of(reader)
    return "site/allegation.html", {
        "line": allegation_line(rows[0], documents),
        "matter": matters_of(rows, documents)[0],
        "department": reader.department(rows[0]["department"]),
    }


@page
def documents(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List all source documents, by the body whose figures they carry."""
    names = body_names(reader)
    groups: dict[str, list[Context]] = {}
    titled = Counter(row["title"] for row in reader.documents())
    for row in sorted(
        reader.documents(), key=lambda row: (row["period"] or "", row["title"])
    ):
        shown = {
            **row,
            "ambiguous": titled[row["title"]] > 1,
            "type": DocumentType.of(row["type"]),
            "kind": DocumentKind.of(row["kind"]),
        }
        groups.setdefault(row["body"], []).append(shown)
    return "site/documents.html", {
        "groups": [
            ({"body": body, "name": names[body]}, rows[::-1])
            for body, rows in groups.items()
        ],
        "total": len(titles_of(reader)),
        "versions": reader.info.rows[DOCUMENTS.name],
    }


@page
def document(
    request: HttpRequest, reader: Reader, document: str
) -> tuple[str, Context]:
    """Show one source document: its versions, and what was read from each."""
    found = reader.document(document)
    newest = found.versions[0]
    rejected = Query(
        REJECTIONS, filters=(("document", (document,)),), limit=REJECTIONS_SHOWN
    )
    lines = []
    if 0 < found.allegations <= SHOWN:
        question = Query(ALLEGATIONS, filters=(("document", (document,)),))
        titles = titles_of(reader)
        lines = [allegation_line(row, titles) for row in reader.rows(question)]
    advised, answers = recommendations.of_document(reader, document)
    statements = proceedings.of_document(reader, document)
    return "site/document.html", {
        "document": newest,
        "kind": DocumentKind.of(newest["kind"]),
        "type": DocumentType.of(newest["type"]),
        "body": _body(reader, newest["body"]),
        "cited": newest["cited_urls"].split(),
        "versions": version_views(reader, found),
        "found": found,
        "lines": lines,
        "recommendations": advised,
        "answers": answers,
        "statements": statements,
        "nothing_read": not (
            found.statistics or found.allegations or advised or answers or statements
        ),
        "names": {row["department"]: row["name"] for row in reader.departments()},
        "rejections": reader.page(rejected).rows,
        "changes": changes_of_document(reader, document),
    }


@page
def about(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Tell what the numbers mean, and what they do not."""
    return "site/about.html", {"statuses": list(ValueStatus)}


@page
def help_page(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Tell which body looks at what."""
    return "site/help.html", {"bodies": list(reader.rows(Query(BODIES)))}
