"""The formats an answer can have.

JSON comes by pages, CSV and NDJSON as one stream, Parquet as a file.
"""

from collections.abc import Iterator
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any

import orjson
from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer

from accountability.release.csv_text import csv_lines
from accountability.release.listing import Listing
from accountability.release.parameters import QueryError, nearest
from accountability.release.query import Query
from accountability.release.sql import Source

JSON = "json"
CSV = "csv"
NDJSON = "ndjson"
PARQUET = "parquet"

#: Lines joined into one chunk of a stream.
_LINES = 500


class QuickJsonRenderer(JSONRenderer):
    """Writes what REST framework's own renderer writes, in less time."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        """Return ``data`` as UTF-8, without spaces and unescaped."""
        return b"" if data is None else orjson.dumps(data)


class CsvRenderer(BaseRenderer):
    """Chosen by ``.csv``, ``?format=csv`` or ``Accept: text/csv``; the view streams."""

    media_type = "text/csv"
    format = CSV
    charset = "utf-8"


class NdjsonRenderer(BaseRenderer):
    """Chosen by ``.ndjson``, ``?format=ndjson`` or ``Accept: application/x-ndjson``."""

    media_type = "application/x-ndjson"
    format = NDJSON
    charset = "utf-8"


class ParquetRenderer(BaseRenderer):
    """Chosen by ``.parquet``, ``?format=parquet`` or its media type (IANA)."""

    media_type = "application/vnd.apache.parquet"
    format = PARQUET
    charset = None


#: What rows can be asked for in; the first is the default.
TABLE_RENDERERS = [QuickJsonRenderer, CsvRenderer, NdjsonRenderer, ParquetRenderer]


class FormatNegotiation(DefaultContentNegotiation):
    """Refuses an unknown ``format`` by name instead of answering "not found"."""

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002
        """Keep the renderers of a format; raises QueryError if there are none."""
        known = [renderer.format for renderer in renderers]
        if format not in known:
            raise QueryError(
                "format", f"{format!r} is not one of {known}.", nearest(format, known)
            )
        return [renderer for renderer in renderers if renderer.format == format]

    def select_renderer(
        self, request: Any, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        """Choose by the address's suffix or ``format``; without, by ``Accept``.

        An address that names its format is a link that anybody may follow, so then
        ``Accept`` is not looked at. Else its weights decide (RFC 9110, 12.5.1), which
        REST framework does not read. Raises QueryError or NotAcceptable.
        """
        asked = request.query_params.getlist("format")
        if len(asked) + (format_suffix is not None) > 1:
            raise QueryError("format", "may stand only once.")
        if asked == [""]:
            raise QueryError("format", "needs a value.")
        if named := format_suffix or "".join(asked):
            (renderer,) = self.filter_renderers(renderers, named)
            return renderer, renderer.media_type
        header = request.headers.get("Accept", "").strip() or "*/*"
        accepted = [MediaType(part) for part in header.split(",") if part.strip()]
        accepted.sort(key=attrgetter("specificity"), reverse=True)
        weighed = [
            (closest.quality, closest.specificity, renderer)
            for renderer in renderers
            if (closest := _closest(accepted, renderer.media_type)) is not None
        ]
        best = max(weighed, key=itemgetter(0, 1), default=None)
        if best is None or best[0] == 0:
            raise NotAcceptable(available_renderers=renderers)
        return best[2], best[2].media_type


def _closest(accepted: list[MediaType], offered: str) -> MediaType | None:
    """Return the first that includes a type; parameters (charset) choose nothing."""
    main, _, sub = offered.partition("/")
    return next(
        (
            one
            for one in accepted
            if one.main_type in (main, "*") and one.sub_type in (sub, "*")
        ),
        None,
    )


def stream(
    form: str, query: Query, listing: Listing, source: Source | None
) -> Iterator[bytes]:
    """Return an answer in chunks of some hundred lines; memory stays flat.

    It is asked before the first chunk is taken: raises QueryError at once.
    """
    lines: Iterator[bytes]
    rows = listing.rows(query, source)
    if form == CSV:
        lines = map(str.encode, csv_lines(query.selected, rows))
    else:
        lines = (text + b"\n" for text in listing.row_json(query).texts(rows))
    return _chunks(lines)


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    while chunk := b"".join(islice(lines, _LINES)):
        yield chunk
