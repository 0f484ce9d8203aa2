"""The formats an answer can have.

JSON comes by pages, CSV and NDJSON as one stream, Parquet as a file.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer

from accountability.api.answers import answer_rows
from accountability.release.csv_text import csv_lines
from accountability.release.parameters import QueryError, nearest
from accountability.release.query import Query
from accountability.release.reader import Row

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
    form: str, query: Query, rows: Iterable[Row], release: str
) -> Iterator[bytes]:
    """Yield an answer in chunks of some hundred lines; memory stays flat."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    if form == CSV:
        lines = csv_lines(query.selected, rows)
    else:
        lines = (
            f"{encode(row)}\n"
            for row in answer_rows(query.table, query.selected, rows, release)
        )
    while chunk := "".join(islice(lines, _LINES)):
        yield chunk.encode()
