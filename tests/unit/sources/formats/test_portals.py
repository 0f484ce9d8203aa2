"""Addresses of whole tables, by the kind of portal."""

from urllib.parse import parse_qs, urlsplit

from accountability.sources.formats.portals import (
    arcgis_csv,
    carto_csv,
    ckan_csv,
    socrata_columns,
    socrata_csv,
)


def test_each_portal_is_asked_for_the_whole_table() -> None:
    assert socrata_csv("data.x.example", "abcd-1234") == (
        "https://data.x.example/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD"
    )
    assert ckan_csv("data.x.example", "83052a7c") == (
        "https://data.x.example/datastore/dump/83052a7c"
    )
    assert arcgis_csv("7f8a30e4", 2).startswith(
        "https://opendata.arcgis.com/api/v3/datasets/7f8a30e4_2/downloads/data?"
    )


def test_only_the_columns_named_are_asked_for() -> None:
    asked = urlsplit(socrata_columns("data.x.example", "abcd-1234", ("id", "finding")))
    query = parse_qs(asked.query)
    assert asked.path == "/resource/abcd-1234.csv"
    assert query["$select"] == ["id,finding"]
    assert int(query["$limit"][0]) >= 1_000_000
    asked = urlsplit(carto_csv("phl", "complaints", ("id", "finding")))
    assert asked.netloc == "phl.carto.com"
    assert parse_qs(asked.query) == {
        "format": ["csv"],
        "q": ["SELECT id, finding FROM complaints"],
    }
