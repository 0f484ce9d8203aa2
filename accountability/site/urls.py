"""Addresses of the public pages; the same in every language."""

from django.urls import URLPattern, path

from accountability.site import (
    cards,
    coverage,
    errors,
    explained,
    feeds,
    files,
    ledger,
    open_data,
    pages,
    proceedings,
    proof,
    recommendations,
    records,
    searching,
)
from accountability.site.community import pages as community
from accountability.site.feed import Form, Maker, feed
from accountability.site.healthz import healthz
from accountability.site.sitemap import sitemap


def _feed(name: str, make: Maker) -> list[URLPattern]:
    """Return the addresses of a feed: ``feed-<name>`` is Atom, with ``-json`` JSON."""
    return [
        path(f"feeds/{name}.atom", feed(make, Form.ATOM), name=f"feed-{name}"),
        path(f"feeds/{name}.json", feed(make, Form.JSON), name=f"feed-{name}-json"),
    ]


urlpatterns = [
    path("", pages.home, name="home"),
    path("departments/", pages.departments, name="departments"),
    path("departments/<slug:department>/", pages.department, name="department"),
    path(
        "departments/<slug:department>/allegations/",
        pages.allegations,
        name="allegations",
    ),
    path("allegations/<path:allegation>/", pages.allegation, name="allegation"),
    path("community/", community.overview, name="community"),
    path("community/answer/", community.answer, name="community-answer"),
    path("methodology/community/", community.methodology, name="community-methodology"),
    path("records/", records.records, name="records"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path(
        "recommendations/<slug:recommendation>/",
        recommendations.recommendation,
        name="recommendation",
    ),
    path("proceedings/", proceedings.proceedings, name="proceedings"),
    path("proceedings/<slug:proceeding>/", proceedings.proceeding, name="proceeding"),
    path("documents/", pages.documents, name="documents"),
    path("documents/<path:document>/", pages.document, name="document"),
    path("figures/<path:figure>/", proof.figure, name="figure"),
    path("snapshots/<slug:sha256>/", explained.snapshot, name="snapshot"),
    path("sources/", explained.sources, name="sources"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("corrections/", coverage.corrections, name="corrections"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("methodology/", explained.methodology, name="methodology"),
    path("glossary/", explained.glossary, name="glossary"),
    path("search/", searching.search, name="search"),
    path("data/", open_data.data, name="data"),
    path("about/", pages.about, name="about"),
    path("help/", pages.help_page, name="help"),
    path("releases/latest/public/<str:name>", files.latest_file, name="latest-file"),
    path(
        "releases/<str:release>/public/<str:name>",
        files.release_file,
        name="release-file",
    ),
    *_feed("releases", feeds.releases),
    *_feed("corrections", feeds.corrections),
    *_feed("ledger", feeds.ledger),
    path(
        "cards/<str:release>/<str:language>/<path:page>",
        cards.card_picture,
        name="card",
    ),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", errors.robots, name="robots"),
    path("healthz", healthz, name="healthz"),
]
