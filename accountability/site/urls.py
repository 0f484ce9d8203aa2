"""Addresses of the public pages; the same in every language."""

from django.urls import path

from accountability.site import (
    coverage,
    errors,
    explained,
    feeds,
    files,
    open_data,
    pages,
    records,
    searching,
)
from accountability.site.community import pages as community
from accountability.site.healthz import healthz
from accountability.site.sitemap import sitemap

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
    path("recommendations/", explained.recommendations, name="recommendations"),
    path("documents/", pages.documents, name="documents"),
    path("documents/<path:document>/", pages.document, name="document"),
    path("snapshots/<slug:sha256>/", explained.snapshot, name="snapshot"),
    path("sources/", explained.sources, name="sources"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("corrections/", coverage.corrections, name="corrections"),
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
    path("feeds/releases.atom", feeds.releases, name="feed-releases"),
    path("feeds/corrections.atom", feeds.corrections, name="feed-corrections"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", errors.robots, name="robots"),
    path("healthz", healthz, name="healthz"),
]
