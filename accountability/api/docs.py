"""The API's own description: OpenAPI, and Swagger UI served by us."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerSplitView

from accountability.api.caching import etag_of, mark, unchanged
from accountability.api.problems import plain_problem

OPENAPI_TYPE = "application/vnd.oai.openapi+json"


@cache
def _schema() -> bytes:
    generator: Any = SchemaGenerator  # drf-spectacular is not typed
    described = generator().get_schema(request=None, public=True)
    return json.dumps(described, ensure_ascii=False).encode()


def schema(request: HttpRequest) -> HttpResponseBase:
    """Answer with the OpenAPI 3.1 description; it does not depend on a release."""
    if request.method not in ("GET", "HEAD"):
        return method_not_allowed(request)
    etag = etag_of("schema")
    return unchanged(request, etag, pinned=False) or mark(
        HttpResponse(_schema(), content_type=OPENAPI_TYPE), etag, pinned=False
    )


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer a method that reading does not need."""
    response = plain_problem(405, f'Method "{request.method}" not allowed.')
    response["Allow"] = "GET, HEAD"
    return response


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
