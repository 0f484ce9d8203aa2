"""Addresses of the open data API.

The latest release answers at ``/api/v1/<table>/``; every release answers for ever
at ``/api/v1/releases/<release>/<table>/``.
"""

from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter
from rest_framework.views import APIView

from accountability.api import community, openapi
from accountability.api.docs import SwaggerView, schema
from accountability.api.releases import (
    DocumentView,
    ReleasesView,
    ReleaseView,
    RootView,
)
from accountability.api.tables import table_view
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
    return path(address, gzip_page(described.as_view()), name=name)


def _tables() -> list[URLPattern]:
    found = []
    for table in TABLES:
        for prefix, pinned in (("", False), ("releases/<str:release>/", True)):
            found.append(
                _route(
                    f"{prefix}{table.name}/",
                    table_view(table),
                    openapi.describe_table(table, pinned=pinned),
                    f"api-{table.name}{'-pinned' if pinned else ''}",
                )
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
                "releases": _LINK,
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
    *_documents(),
    path("schema/", gzip_page(schema), name="api-schema"),
    path("docs/", SwaggerView.as_view(), name="api-docs"),
]
