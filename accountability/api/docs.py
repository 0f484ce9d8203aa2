"""The API's own description: OpenAPI with real examples, row schemas, Swagger UI."""

import json
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from accountability.api.caching import etag_of, mark, settled
from accountability.api.examples import with_examples
from accountability.api.openapi import row_schema_document
from accountability.api.problems import plain_problem
from accountability.api.releases import JsonView, Told
from accountability.release.bundle import NoRelease
from accountability.release.reader import NotInRelease, Reader
from accountability.release.schema import SCHEMA_VERSION, TABLES
from accountability.shelf import shelf

OPENAPI_TYPE = "application/vnd.oai.openapi+json"


@cache
def _described() -> str:
    generator: Any = SchemaGenerator  # drf-spectacular is not typed
    described = generator().get_schema(request=None, public=True)
    return json.dumps(described, ensure_ascii=False)


@lru_cache(maxsize=2)
def _schema(reader: Reader | None) -> bytes:
    described = json.loads(_described())
    if reader is not None:
        with_examples(described, reader)
    return json.dumps(described, ensure_ascii=False).encode()


def schema(request: HttpRequest) -> HttpResponseBase:
    """Answer with the OpenAPI 3.1 description.

    It says the same of every release; its examples are rows of the current one.
    """
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed(request)
    try:
        reader = shelf().current()
    except NoRelease:
        reader = None
    etag = etag_of(request, "schema", reader.info.manifest_sha256 if reader else "")
    return settled(request, etag, pinned=False) or mark(
        HttpResponse(_schema(reader), content_type=OPENAPI_TYPE), etag, pinned=False
    )


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer a method that reading does not need."""
    response = plain_problem(405, f'Method "{request.method}" not allowed.')
    response["Allow"] = "GET, HEAD"
    return response


class RowSchemaView(JsonView):
    """The JSON Schema of one row of a table, as NDJSON gives it."""

    def get(self, request: Request, table: str) -> HttpResponseBase:
        """Answer with the schema; it does not depend on a release."""
        known = {found.name: found for found in TABLES}
        if table not in known:
            raise NotInRelease("table", table)
        body = row_schema_document(known[table])
        return self.answer(request, Told(body, (SCHEMA_VERSION,)))


class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI; its script comes apart, so that no inline script is needed."""

    url_name = "api-schema"
    title = "Open data API"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer without a token against forgery: nothing here can be changed.

        It would be another one at each load, and no public byte moves for nothing.
        """
        response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response.data["csrf_token"] = ""
        return response
