"""What charts depend on, and what several pages' charts are made from."""

from collections.abc import Hashable, Mapping
from dataclasses import replace

from accountability.release.overview import OverviewQuery
from accountability.vocab import Authority
from dashboard.edition import Edition
from dashboard.figures.chart import Source
from dashboard.links import allegations_api, document_page, records_page
from dashboard.state import EVERYWHERE
from dashboard.view import View


def whole_state(view: View) -> Hashable:
    """Return all of the state but the release, which the memory belongs to."""
    return replace(view.state, release=None)


def allegations(view: View) -> Hashable:
    """Return what the counts of allegations depend on."""
    return view.place.code, view.state.allegations_query(None)


def place_of(view: View) -> str | None:
    """Return the jurisdiction shown, or None for all together."""
    return None if view.place.code == EVERYWHERE else view.place.code


def query_of(view: View) -> OverviewQuery:
    """Return the question whose rows the allegation charts count."""
    return view.state.allegations_query(place_of(view))


def counted_api(view: View) -> str:
    """Return the API call whose rows are those counted."""
    return allegations_api(query_of(view), view.edition.release)


def counted_rows(view: View) -> str:
    """Return the page that lists the rows counted."""
    return records_page(query_of(view), view.edition.release, view.words.language)


def names_of(edition: Edition) -> Mapping[str, str]:
    """Return the departments' names by id."""
    return {name: str(row["name"]) for name, row in edition.departments.items()}


def sources_of(view: View) -> tuple[Source, ...]:
    """Return the documents that the shown place's allegations were read from."""
    edition, words, found = view.edition, view.words, []
    for name, count in edition.list_documents(view.place.code).items():
        row = edition.documents[name]
        detail = [words.count(count, "{count} allegation", "{count} allegations")]
        detail += filter(None, [row["attribution"], row["licence"]])
        if row["authority"] == Authority.PRESS:
            detail.append(words("told by the press"))
        page = document_page(name, words.language)
        found.append(Source(str(row["title"]), page, ", ".join(detail)))
    return tuple(found)
