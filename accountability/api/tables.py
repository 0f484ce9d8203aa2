"""Rows in every format: of a table, counted, or differing between two releases."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, ClassVar
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accountability.api.answers import public_address, release_name
from accountability.api.caching import etag_of, mark, settled
from accountability.api.formats import (
    CSV,
    JSON,
    PARQUET,
    TABLE_RENDERERS,
    FormatNegotiation,
    stream,
)
from accountability.api.limits import LONGEST_WRITTEN, MOST_WRITTEN, is_too_long
from accountability.api.problems import TooLongError
from accountability.api.releases import is_pinned, reader_of
from accountability.release.aggregate import Aggregate
from accountability.release.bundle import csv_path, parquet_path
from accountability.release.domain import OF_CHANGES
from accountability.release.listing import Listing
from accountability.release.parameters import QueryError
from accountability.release.query import Query
from accountability.release.reader import NotInRelease, Reader
from accountability.release.schema import CHANGES, Table
from accountability.release.sql import Source
from accountability.shelf import shelf

_PIECE = 1 << 18
#: Between the release of a cursor and the place in it; neither holds one.
_OF = "~"


@dataclass(frozen=True)
class Asked:
    """A question put to a release: who answers it, and the address it has for ever.

    ``path`` follows the release's own address; ``parameters`` are the question's,
    without its cursor. ``about`` goes into the answer beside its rows.
    """

    reader: Reader
    query: Query
    listing: Listing
    path: str
    parameters: list[tuple[str, str]]
    source: Source | None = None
    about: dict[str, Any] = field(default_factory=dict)

    def address(self, **more: str) -> str:
        """Return the address of this question, with ``more`` parameters."""
        text = urlencode([*self.parameters, *more.items()])
        path = f"/api/v1/releases/{self.reader.info.release}/{self.path}"
        return public_address(f"{path}?{text}" if text else path)

    @property
    def cursor(self) -> dict[str, str]:
        """The cursor as a parameter, if the question has one."""
        if self.query.cursor is None:
            return {}
        return self._at(self.query.cursor_text(self.query.cursor, self.query.place))

    def _at(self, place: str) -> dict[str, str]:
        """Return the cursor of a place, which is one in this very release."""
        return {"cursor": f"{self.reader.info.release}{_OF}{place}"}

    @property
    def is_whole_table(self) -> bool:
        """Whether the answer is a table as the release's own files hold it."""
        stored = self.source is None and self.listing is self.reader
        return stored and self.query.is_whole

    def page(self) -> tuple[dict[str, Any], str | None]:
        """Return one page as the API gives it, and the address of the next.

        Its rows are JSON already, which only ``orjson`` takes over as it is.
        The next page of the latest release is a page of that same release, so that a
        walk that meets a new release still sees each row once.
        """
        page = self.listing.text_page(self.query, self.source)
        following = None
        if page.next_cursor is not None:
            following = self.address(**self._at(page.next_cursor))
        body = {
            "release": release_name(self.reader.info),
            "table": self.query.table.name,
            **self.about,
            "count": page.total,
            "next": following,
            "results": orjson.Fragment(b"[%b]" % b",".join(page.rows)),
        }
        return body, following


class RowsView(APIView, ABC):
    """Rows that match every parameter.

    JSON comes by pages (``limit``, ``cursor``, ``Link: rel="next"``). CSV, NDJSON and
    Parquet hold all rows that match, from ``cursor`` on if it is given; a ``limit``
    would be ignored there and is refused.
    """

    renderer_classes = TABLE_RENDERERS
    content_negotiation_class = FormatNegotiation

    @abstractmethod
    def ask(self, request: Request, reader: Reader, **place: str) -> Asked:
        """Read the question; raises QueryError or NotInRelease."""

    def get(
        self,
        request: Request,
        release: str | None = None,
        format: str | None = None,  # noqa: A002  (REST framework's name for a suffix)
        **place: str,
    ) -> HttpResponseBase:
        """Answer one question."""
        reader = reader_of(release)
        form = request.accepted_renderer.format
        asked = self.ask(request, reader, **place)
        if form != JSON and "limit" in request.query_params:
            raise QueryError("limit", f"{form} holds all rows.")
        address = asked.address(**asked.cursor)
        _, _, question = address.partition("?")
        if is_too_long(question, LONGEST_WRITTEN, MOST_WRITTEN):
            raise TooLongError
        etag = etag_of(
            request,
            reader.info.manifest_sha256,
            form,
            address,
            as_it_is=form == PARQUET,
        )
        pinned = is_pinned(release)
        if found := settled(request, etag, pinned=pinned):
            return found
        if form == JSON:
            response = _page(asked)
        elif form == PARQUET:
            response = _file(request, asked)
        else:
            response = _stream(request, asked, form)
        response["X-Release"] = reader.info.release
        return mark(response, etag, pinned=pinned)


def _page(asked: Asked) -> HttpResponseBase:
    body, following = asked.page()
    links = [f'<{asked.address(**asked.cursor)}>; rel="canonical"']
    if following is not None:
        links.append(f'<{following}>; rel="next"')
    return Response(body, headers={"Link": ", ".join(links)})


def _stream(request: Request, asked: Asked, form: str) -> HttpResponseBase:
    media_type = f"{request.accepted_renderer.media_type}; charset=utf-8"
    headers = _headers(asked, form)
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type, headers=headers)
    if form == CSV and asked.is_whole_table:  # the text is the file's, byte for byte
        pieces = _pieces(csv_path(asked.reader.bundle, asked.query.table).open("rb"))
    else:
        pieces = stream(form, asked.query, asked.listing, asked.source)
    return StreamingHttpResponse(pieces, content_type=media_type, headers=headers)


def _file(request: Request, asked: Asked) -> HttpResponseBase:
    """Lead to the bundle's own file, which has byte ranges, or write one."""
    if asked.is_whole_table:
        name = parquet_path(asked.reader.bundle, asked.query.table).name
        place = reverse("release-file", args=[asked.reader.info.release, name])
        return HttpResponseRedirect(place)
    media_type = request.accepted_renderer.media_type
    headers = _headers(asked, PARQUET)
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type, headers=headers)
    file = asked.listing.parquet(asked.query, asked.source)
    headers["Content-Length"] = str(file.seek(0, 2))
    return StreamingHttpResponse(
        _pieces(file), content_type=media_type, headers=headers
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _headers(asked: Asked, form: str) -> dict[str, str]:
    name = f"{asked.path.strip('/').replace('/', '-')}-{asked.reader.info.release}"
    canonical = asked.address(format=form, **asked.cursor)
    return {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Link": f'<{canonical}>; rel="canonical"',
    }


class TableView(RowsView):
    """Rows of one table."""

    table: ClassVar[Table]

    def ask(self, request: Request, reader: Reader, **place: str) -> Asked:
        """Read a question to the table."""
        query = Query.from_params(self.table, _given(request, reader), also=("format",))
        _require(reader, self.table)
        query.validate(reader.domain(self.table))
        return table_asked(reader, query)


class AggregateView(RowsView):
    """Rows of one table counted by some of its columns."""

    table: ClassVar[Table]

    def ask(self, request: Request, reader: Reader, **place: str) -> Asked:
        """Read what is to be counted by what."""
        aggregate = Aggregate.from_params(
            self.table, _given(request, reader), also=("format",)
        )
        _require(reader, self.table)
        return aggregate_asked(reader, aggregate)


class ChangesSinceView(RowsView):
    """What one release has that another has not, and the other way round."""

    def ask(self, request: Request, reader: Reader, **place: str) -> Asked:
        """Read a question to the differences of two releases."""
        before = reader_of(place["before"])
        query = Query.from_params(CHANGES, _given(request, reader), also=("format",))
        query.validate(OF_CHANGES)
        return Asked(
            reader,
            query,
            shelf().compared(before.info.release, reader.info.release),
            f"changes-since/{before.info.release}/",
            _without_cursor(query.to_params()),
            about={"since": release_name(before.info)},
        )


def table_asked(reader: Reader, query: Query) -> Asked:
    """Return a question to a stored table with its address."""
    parameters = _without_cursor(query.to_params())
    return Asked(reader, query, reader, f"{query.table.name}/", parameters)


def aggregate_asked(reader: Reader, aggregate: Aggregate) -> Asked:
    """Return a question for counts with its address; raises QueryError."""
    return Asked(
        reader,
        aggregate.listing,
        reader,
        f"aggregates/{aggregate.rows.table.name}/",
        _without_cursor(aggregate.to_params()),
        source=reader.counted(aggregate),
        about={"by": list(aggregate.by), "number": aggregate.number},
    )


def _given(request: Request, reader: Reader) -> dict[str, list[str]]:
    """Return the parameters; of a cursor the place alone, once its release is right.

    A walk goes on in the release in which it began: in another one rows would be left
    out, or come twice, and nobody would know.
    """
    given = dict(request.query_params.lists())
    if "cursor" in given:
        places = [text.rpartition(_OF) for text in given["cursor"]]
        for release, _, _ in places:
            if release not in ("", reader.info.release):
                raise QueryError(
                    "cursor",
                    f"continues a walk through release {release!r}: follow `next` as "
                    "it stands, or begin again.",
                )
        given["cursor"] = [place for _, _, place in places]
    return given


def _without_cursor(parameters: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in parameters if name != "cursor"]


def _require(reader: Reader, table: Table) -> None:
    """Refuse a table that a release of an earlier schema does not have."""
    if table.name not in reader.info.rows:
        raise NotInRelease("table", table.name)


def table_view(table: Table, base: type[RowsView] = TableView) -> type[RowsView]:
    """Return the view of one table: its rows, or its rows counted."""
    members: dict[str, Any] = {"table": table, "__doc__": table.description}
    name = table.name.title().replace("_", "")
    return type(f"{name}{base.__name__}", (base,), members)
