"""Tables that a portal gives out in parts: which part is next, and the whole of them.

Each part is asked for apart and kept as it came. The parts put together are the
document that is read, so that rows of all parts are one reading.
"""

import csv
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from accountability.sources.errors import Failure, SourceError


@dataclass(frozen=True)
class Part:
    """One answer of a portal with the address that was asked."""

    url: str
    content: bytes


@dataclass(frozen=True)
class Pages(ABC):
    """How a portal pages. ``size`` rows are asked for at a time; it may give fewer."""

    size: int

    @property
    @abstractmethod
    def names(self) -> tuple[str, str]:
        """The parameters that say where to begin and how many rows to give."""

    @abstractmethod
    def rows_in(self, part: Part) -> int:
        """Return how many rows a part has; SourceError when it is no table."""

    @abstractmethod
    def is_last(self, part: Part, rows: int) -> bool:
        """Say whether nothing follows a part of so many rows; raises SourceError."""

    @abstractmethod
    def together(self, parts: Sequence[Part]) -> bytes:
        """Return the table that the parts make, in the form that one part has."""

    def first(self, table: str) -> str:
        """Return the address of the first part of ``table``."""
        return self._from(table, 0)

    def next(self, part: Part) -> str | None:
        """Return the address of the part after ``part``; None after the last."""
        rows = self.rows_in(part)
        if self.is_last(part, rows):
            return None
        return self._from(part.url, self._beginning(part.url) + rows)

    def table(self, url: str) -> str:
        """Return the address of the whole table, whose part ``url`` is."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(query=_query(self._others(url))))

    def _from(self, url: str, row: int) -> str:
        offset, limit = self.names
        asked = [*self._others(url), (offset, str(row)), (limit, str(self.size))]
        return urlunsplit(urlsplit(url)._replace(query=_query(asked)))

    def _beginning(self, url: str) -> int:
        return int(dict(parse_qsl(urlsplit(url).query))[self.names[0]])

    def _others(self, url: str) -> list[tuple[str, str]]:
        given = parse_qsl(urlsplit(url).query, keep_blank_values=True)
        return [(name, text) for name, text in given if name not in self.names]


@dataclass(frozen=True)
class ArcGisPages(Pages):
    """The query of a feature layer as JSON: each part says whether there are more.

    Esri, ArcGIS REST API, Query (Feature Service/Layer): ``resultOffset``,
    ``resultRecordCount``, ``exceededTransferLimit``.
    """

    size: int = 2000

    @property
    def names(self) -> tuple[str, str]:
        """The parameters that say where to begin and how many rows to give."""
        return "resultOffset", "resultRecordCount"

    def rows_in(self, part: Part) -> int:
        """Count the features; an error comes with status 200 and has none."""
        return len(_features(part))

    def is_last(self, part: Part, rows: int) -> bool:
        """Say whether the part states no more, which it must not without a row."""
        more = bool(_answer(part).get("exceededTransferLimit"))
        if more and not rows:
            raise SourceError(
                Failure.TRUNCATED, part.url, "it says that there is more and gives none"
            )
        return not more

    def together(self, parts: Sequence[Part]) -> bytes:
        """Return one answer with the features of all; what else it says is dropped."""
        features = [feature for part in parts for feature in _features(part)]
        return json.dumps({"features": features}, ensure_ascii=False).encode()


@dataclass(frozen=True)
class SocrataPages(Pages):
    """A Socrata dataset as CSV, whose end is a part without a row.

    A part with fewer rows than asked for is not the end: older portals give at most
    50,000 rows, whatever is asked (Socrata, SODA 2.0, Paging).
    """

    size: int = 50_000

    @property
    def names(self) -> tuple[str, str]:
        """The parameters that say where to begin and how many rows to give."""
        return "$offset", "$limit"

    def rows_in(self, part: Part) -> int:
        """Count the rows under the headings."""
        if part.content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in b"<{[":
            raise SourceError(Failure.WRONG_TYPE, part.url, "not a CSV file")
        text = part.content.decode("utf-8", "replace")
        try:
            rows = sum(bool(row) for row in csv.reader(io.StringIO(text), strict=True))
        except csv.Error as error:
            raise SourceError(
                Failure.TRUNCATED, part.url, "not readable as CSV: fetch it again"
            ) from error
        return rows - 1

    def is_last(self, part: Part, rows: int) -> bool:
        """Say whether there is no row."""
        return rows == 0

    def together(self, parts: Sequence[Part]) -> bytes:
        """Return the first part with the rows of the others under it, byte by byte."""
        headings, _, _ = parts[0].content.partition(b"\n")
        whole = [headings.rstrip(b"\r")]
        for part in parts:
            printed, _, rows = part.content.partition(b"\n")
            if printed.rstrip(b"\r") != whole[0]:
                raise SourceError(
                    Failure.LAYOUT_CHANGED, part.url, "other headings than part one"
                )
            if rows.strip():
                whole.append(rows.rstrip(b"\r\n"))
        return b"\n".join([*whole, b""])


def _query(asked: Sequence[tuple[str, str]]) -> str:
    return urlencode(asked, safe="$,:*()", quote_via=quote)


def _answer(part: Part) -> dict[str, Any]:
    try:
        answer = json.loads(part.content)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SourceError(
            Failure.TRUNCATED, part.url, "not readable as JSON: fetch it again"
        ) from error
    return answer if isinstance(answer, dict) else {}


def _features(part: Part) -> list[dict[str, Any]]:
    features = _answer(part).get("features")
    if not isinstance(features, list):
        raise SourceError(Failure.WRONG_TYPE, part.url, "no list of features is in it")
    return features
