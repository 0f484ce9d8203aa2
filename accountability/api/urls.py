"""Addresses of the open data API.

The latest release answers at ``/api/v1/<table>/``; every release answers for ever
at ``/api/v1/releases/<release>/<table>/``. ``<table>.csv`` names the format as well.
"""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter
from rest_framework.views import APIView

from accountability.api import community, openapi
from accountability.api.caching import packed
from accountability.api.docs import RowSchemaView, SwaggerView, schema
from accountability.api.releases import (
    DocumentView,
    ReleasesView,
    ReleaseView,
    RootView,
)
from accountability.api.tables import AggregateView, ChangesSinceView, table_view
from accountability.release.aggregate import COUNTED
from accountability.release.schema import TABLES

_DOCUMENT = OpenApiParameter(
    "document", str, OpenApiParameter.PATH, description="Id of the document."
)
_LINK = {"type": "string", "format": "uri"}
_RELEASE = {"$ref": "#/components/schemas/Release"}


def _route(
    address: str, view: type[APIView], description: Any, name: str
) -> URLPattern:
    # A view at two addresses is described twice, so each address has its own class.
    own: type[APIView] = type(view.__name__, (view,), {"__doc__": view.__doc__})
    described: type[APIView] = description(own)
    return path(address, packed(described.as_view()), name=name)


def _tables() -> list[URLPattern]:
    found = []
    for table in TABLES:
        for prefix, pinned in (("", False), ("releases/<str:release>/", True)):
            ending = "-pinned" if pinned else ""
            found += _listed(
                f"{prefix}{table.name}",
                table_view(table),
                openapi.describe_table(table, pinned=pinned),
                f"api-{table.name}{ending}",
            )
            if table.name in COUNTED:
                found += _listed(
                    f"{prefix}aggregates/{table.name}",
                    table_view(table, AggregateView),
                    openapi.describe_aggregate(table, pinned=pinned),
                    f"api-aggregates-{table.name}{ending}",
                )
    return found


def _community() -> list[URLPattern]:
    members = community.properties(openapi.described)
    return [
        _route(
            f"{prefix}community/",
            community.CommunityView,
            openapi.describe_community(pinned=pinned, properties=members),
            f"api-community{'-pinned' if pinned else ''}",
        )
        for prefix, pinned in (("", False), ("releases/<str:release>/", True))
    ]


def _listed(
    address: str, view: type[APIView], description: Any, name: str
) -> list[URLPattern]:
    """Return the address of rows, and the same with a suffix that names the format."""
    return [
        _route(f"{address}/", view, description, name),
        _route(f"{address}.<str:format>", view, openapi.undescribed, f"{name}-as"),
    ]


def _documents() -> list[URLPattern]:
    properties = {
        "release": _RELEASE,
        "document": {"type": "string"},
        "url": _LINK,
        "versions": {"type": "array", "items": {"type": "object"}},
        "read_from_it": {"type": "object"},
    }
    return [
        _route(
            "documents/<path:document>/",
            DocumentView,
            openapi.describe(
                "document",
                "One document and its versions",
                _DOCUMENT,
                properties=properties,
            ),
            "api-document",
        ),
        _route(
            "releases/<str:release>/documents/<path:document>/",
            DocumentView,
            openapi.describe(
                "document_of_release",
                "One document and its versions (pinned release)",
                openapi.RELEASE_PARAMETER,
                _DOCUMENT,
                properties=properties,
            ),
            "api-document-pinned",
        ),
    ]


urlpatterns: list[URLPattern] = [
    _route(
        "",
        RootView,
        openapi.describe(
            "root",
            "Where to begin",
            properties={
                "release": _RELEASE,
                "tables": {"type": "object"},
                "community": _LINK,
                "aggregates": {"type": "object"},
                "releases": _LINK,
                "changes_since": {"type": "string"},
                "feeds": {"type": "object"},
                "json_feeds": {"type": "object"},
                "schema": _LINK,
                "docs": _LINK,
                "data": _LINK,
            },
        ),
        "api-root",
    ),
    _route(
        "releases/",
        ReleasesView,
        openapi.describe(
            "releases",
            "All releases, newest first",
            properties={
                "results": {
                    "type": "array",
                    "items": {
                        "allOf": [_RELEASE],
                        "properties": {"previous": {"type": ["string", "null"]}},
                    },
                }
            },
        ),
        "api-releases",
    ),
    _route(
        "releases/<str:release>/",
        ReleaseView,
        openapi.describe(
            "release",
            "One release: tables, files, hashes",
            OpenApiParameter(
                "release",
                str,
                OpenApiParameter.PATH,
                description="A release id, or `latest`.",
            ),
            properties={
                "id": {"type": "string"},
                "tables": {"type": "object"},
                "files": {"type": "array", "items": {"type": "object"}},
                "manifest_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            },
        ),
        "api-release",
    ),
    *_tables(),
    *_community(),
    _route(
        "releases/<str:release>/changes-since/<str:before>/",
        ChangesSinceView,
        openapi.describe_changes_since(),
        "api-changes-since",
    ),
    *_documents(),
    _route(
        "schemas/<str:table>/",
        RowSchemaView,
        openapi.describe(
            "row_schema",
            "JSON Schema of one row of a table",
            OpenApiParameter(
                "table",
                {"type": "string", "enum": [table.name for table in TABLES]},
                OpenApiParameter.PATH,
                description="A table's name.",
            ),
            properties={"properties": {"type": "object"}},
        ),
        "api-row-schema",
    ),
    path("schema/", packed(schema), name="api-schema"),
    path("docs/", SwaggerView.as_view(), name="api-docs"),
]
