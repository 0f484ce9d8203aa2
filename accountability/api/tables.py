"""One view for every table of the release: a question, its rows, their format."""

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accountability.api.answers import answer_row, public_address, release_name
from accountability.api.caching import etag_of, mark, unchanged
from accountability.api.formats import TABLE_RENDERERS, FormatNegotiation, stream
from accountability.api.releases import is_pinned, reader_of
from accountability.release.parameters import QueryError
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import Table


class TableView(APIView):
    """Rows of one table that match every parameter.

    JSON comes by pages (``limit``, ``cursor``, ``Link: rel="next"``); CSV and
    NDJSON are streams of all rows that match, from ``cursor`` on if it is given;
    a ``limit`` would be ignored there and is refused.
    """

    renderer_classes = TABLE_RENDERERS
    content_negotiation_class = FormatNegotiation
    table: ClassVar[Table]

    def get(self, request: Request, release: str | None = None) -> HttpResponseBase:
        """Answer one question."""
        reader = reader_of(release)
        form = request.accepted_renderer.format
        query = Query.from_params(
            self.table, dict(request.query_params.lists()), also=("format",)
        )
        if form != "json" and "limit" in request.query_params:
            raise QueryError("limit", f"{form} is one stream of all rows.")
        query.validate(reader.domain(self.table))
        etag = etag_of(
            reader.info.manifest_sha256,
            self.table.name,
            form,
            urlencode(query.to_params()),
        )
        pinned = is_pinned(release)
        if found := unchanged(request, etag, pinned=pinned):
            return found
        if form == "json":
            response = self._page(request, reader, query)
        else:
            response = self._stream(request, reader, query, form)
        response["X-Release"] = reader.info.release
        return mark(response, etag, pinned=pinned)

    def _page(self, request: Request, reader: Reader, query: Query) -> HttpResponseBase:
        page = reader.page(query)
        links = [f'<{_pinned(reader, query)}>; rel="canonical"']
        following = None
        if page.next_cursor is not None:
            following = _pinned(
                reader, replace(query, cursor=None), cursor=page.next_cursor
            )
            links.append(f'<{following}>; rel="next"')
        body = {
            "release": release_name(reader.info),
            "table": self.table.name,
            "count": page.total,
            "next": following,
            "results": [answer_row(self.table, row) for row in page.rows],
        }
        return Response(body, headers={"Link": ", ".join(links)})

    def _stream(
        self, request: Request, reader: Reader, query: Query, form: str
    ) -> HttpResponseBase:
        media_type = f"{request.accepted_renderer.media_type}; charset=utf-8"
        name = f"{self.table.name}-{reader.info.release}.{form}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Link": f'<{_pinned(reader, query, format=form)}>; rel="canonical"',
        }
        if request.method == "HEAD":
            return HttpResponse(content_type=media_type, headers=headers)
        return StreamingHttpResponse(
            stream(form, query, reader.rows(query)),
            content_type=media_type,
            headers=headers,
        )


def _pinned(reader: Reader, query: Query, **more: str) -> str:
    """Return the address of a question that will always have this answer.

    The next page of the latest release is a page of that same release, so that a
    walk that meets a new release still sees each row once.
    """
    parameters = urlencode([*query.to_params(), *more.items()])
    path = f"/api/v1/releases/{reader.info.release}/{query.table.name}/"
    return public_address(f"{path}?{parameters}" if parameters else path)


def table_view(table: Table) -> type[TableView]:
    """Return the view of one table."""
    members: dict[str, Any] = {"table": table, "__doc__": table.description}
    return type(f"{table.name.title()}View", (TableView,), members)
