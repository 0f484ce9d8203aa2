"""Addresses that the dashboard points to: documents, the API, its own files."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from accountability.release.community.asked import Asked
from accountability.release.overview import OverviewQuery
from accountability.vocab import Metric
from accountability.vocab.community import ShareOf
from dashboard.state import State


def document_page(document: str, language: str) -> str:
    """Return the page of a source document, in the reader's language."""
    return f"/documents/{quote(document)}/{'?lang=fr' if language == 'fr' else ''}"


def figure_in_document(document: str, statistic: str, language: str) -> str:
    """Return the place on the document's page where one figure is listed."""
    return f"{document_page(document, language)}#s-{quote(statistic, safe='/@.,:')}"


def crop_file(release: str, name: str) -> str:
    """Return the picture of a figure on its page; it never changes."""
    return f"/releases/{quote(release)}/public/{quote(name)}"


def statistics_api(query: OverviewQuery, release: str) -> str:
    """Return the API call that gives the rows of the trend."""
    params: list[tuple[str, str]] = [
        ("metric", query.metric.value),
        ("category", ""),
        ("current", "true"),
        *(("department", name) for name in query.departments),
    ]
    if query.year_min is not None:
        params.append(("period_start__min", f"{query.year_min}-01-01"))
    if query.year_max is not None:
        params.append(("period_start__max", f"{query.year_max}-12-31"))
    return _call("statistics", params, release)


def allegations_api(query: OverviewQuery, release: str) -> str:
    """Return the API call whose rows are those that the allegation charts count."""
    return _call("allegations", query.to_params(), release)


def _call(table: str, params: Iterable[tuple[str, str]], release: str) -> str:
    return f"/api/v1/releases/{release}/{table}/?{urlencode([*params])}"


def chart_file(url_base: str, chart: str, form: str, state: State) -> str:
    """Return the chart's own rows as ``csv`` or ``json``; the state is pinned."""
    return f"{url_base}chart/{chart}.{form}{state.search()}"


def records_page(query: OverviewQuery, release: str, language: str) -> str:
    """Return the page that lists the very rows that the allegation charts count."""
    params = [*query.to_params(), ("release", release)]
    if language == "fr":
        params.append(("lang", "fr"))
    return f"/records/?{urlencode(params)}"


def period_api(metric: Metric, period: str | None, release: str) -> str:
    """Return the API call that gives every department's figure of one period."""
    params = [("metric", metric.value), ("category", ""), ("current", "true")]
    if period is not None:
        params.append(("period", period))
    return _call("statistics", params, release)


def coverage_api(metric: Metric, release: str) -> str:
    """Return the API call that gives what is held of one metric."""
    return _call("coverage", [("metric", metric.value)], release)


def card_picture(url_base: str, page: str, state: State) -> str:
    """Return the picture that a link to a page shows elsewhere; the state is pinned."""
    return f"{url_base}card/{page or 'overview'}.png{state.search()}"


def community_api(asked: Asked, release: str) -> str:
    """Return the API call that answers a question to the community record."""
    return _call("community", asked.to_params(), release)


def shares_api(cohort: str, of: ShareOf, whole: Mapping[str, str], release: str) -> str:
    """Return the API call that gives shares of the reporting gap.

    ``whole`` are the columns that are not broken down.
    """
    params = [("cohort", cohort), ("of", of.value), *whole.items()]
    return _call("community_shares", params, release)


def embed_page(url_base: str, chart: str, state: State) -> str:
    """Return the address of a chart alone, to be shown in another page."""
    return f"{url_base}embed/{chart}/{state.search()}"
