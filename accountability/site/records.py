"""The record explorer: official allegations one by one, by any filter. No names."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from accountability.release.parameters import Parameters
from accountability.release.query import DEFAULT_LIMIT, Query
from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS
from accountability.site.figures import titles_of
from accountability.site.matters import allegation_line
from accountability.site.page import Context, page
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Measure,
    OutcomeGroup,
    Term,
)

PER_PAGE = 50
#: What the page itself reads of an address: the rest asks for allegations.
OWN = ("lang", "release", "after")
#: The page's own filters, with the vocabulary that each chooses from.
_CHOICES: dict[str, type[Term]] = {
    "class": AllegationClass,
    "outcome": OutcomeGroup,
    "gravest_measure": Measure,
    "discipline_stage": DisciplineStage,
}
_YEARS = ("year__min", "year__max")


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter of the form: its parameter, its name, its options."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def asked_for(request: HttpRequest) -> Parameters:
    """Return what an address asks for; fields of the form left open are left out."""
    open_fields = {"department", "jurisdiction", *_CHOICES, *_YEARS}
    given = {name: request.GET.getlist(name) for name in request.GET}
    return {
        name: values
        for name, values in given.items()
        if not (name in open_fields and values == [""])
    }


@page
def records(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List the allegations that fit the filters, page by page."""
    given = asked_for(request)
    question = Query.from_params(ALLEGATIONS, given, also=OWN)
    whole = replace(question, fields=(), cursor=None, limit=DEFAULT_LIMIT)
    first = replace(whole, limit=PER_PAGE)
    after = request.GET.get("after")
    found = reader.page(first.after(after) if after else first)
    documents = titles_of(reader)
    stated = urlencode(whole.to_params())
    departments = reader.departments()
    return "site/records.html", {
        "lines": [allegation_line(row, documents) for row in found.rows],
        "names": {row["department"]: row["name"] for row in departments},
        "total": found.total,
        "following": found.next_cursor,
        "first": after is None,
        "asked": stated,
        "filters": [
            _of_departments(departments, given),
            *(_of_terms(name, terms, given) for name, terms in _CHOICES.items()),
        ],
        "years": [(name, (given.get(name) or [""])[0]) for name in _YEARS],
        "others": [
            (name, value)
            for name, values in given.items()
            if name not in {"department", *_CHOICES, *_YEARS, *OWN}
            for value in values
        ],
    }


def _of_departments(rows: list[Context], given: Parameters) -> Filter:
    chosen = _values(given, "department")
    return Filter(
        "department",
        gettext("Department"),
        tuple(
            Choice(row["department"], row["name"], row["department"] in chosen)
            for row in sorted(rows, key=lambda row: str(row["name"]))
        ),
    )


def _of_terms(name: str, terms: type[Term], given: Parameters) -> Filter:
    labels = {
        "class": gettext("Class of allegation"),
        "outcome": gettext("Outcome"),
        "gravest_measure": gettext("Gravest measure"),
        "discipline_stage": gettext("How the measure took effect"),
    }
    chosen = _values(given, name)
    return Filter(
        name,
        labels[name],
        tuple(
            Choice(term.value, term.label(get_language() or "en"), term.value in chosen)
            for term in terms
        ),
    )


def _values(given: Parameters, name: str) -> set[str]:
    return {part for text in given.get(name, ()) for part in text.split(",")}
