"""The formats an answer can have.

JSON comes by pages, CSV and NDJSON as one stream, Parquet as a file.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson
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
        """Choose by the address's suffix or ``format``; without, by ``Accept``."""
        asked = request.query_params.getlist("format")
        if len(asked) + (format_suffix is not None) > 1:
            raise QueryError("format", "may stand only once.")
        if asked == [""]:
            raise QueryError("format", "needs a value.")
        return super().select_renderer(request, renderers, format_suffix)


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
