"""Protected figures of community cases, by question: what is measured, or a refusal.

A question that no table measured together is refused before a figure is looked at, with
the address of the nearest one that is answered (422). The rows of every answer there is
are in the tables ``community_figures`` and ``community_shares``.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponse, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accountability.api.answers import public_address, release_name
from accountability.api.caching import etag_of, mark, settled
from accountability.api.formats import (
    CSV,
    JSON,
    CsvRenderer,
    FormatNegotiation,
    QuickJsonRenderer,
)
from accountability.api.problems import NoCommunityRecordError, UnsupportedError
from accountability.api.releases import is_pinned, reader_of
from accountability.release.community.answers import Figure
from accountability.release.community.asked import Asked, NotTogetherError, answers
from accountability.release.community.record import CommunityRecord
from accountability.release.csv_text import csv_lines
from accountability.release.reader import Reader
from accountability.release.schema import (
    COMMUNITY_COHORTS,
    COMMUNITY_FIGURES,
    Column,
    Kind,
)

CODE = Column("code", Kind.STRING, "Code of `by`; empty without it.", blank=True)
#: What each part of an answer has.
ANSWERED = (CODE, *map(COMMUNITY_FIGURES.column, ("display", "n", "moe90")))
#: As CSV it also says in each line what JSON says once of the whole.
AS_CSV = (
    *ANSWERED,
    Column("unit", Kind.STRING, "The unit counted."),
    COMMUNITY_FIGURES.column("vintage"),
    Column("cohorts", Kind.STRING, "The cohorts, separated by spaces."),
    COMMUNITY_COHORTS.column("synthetic"),
    Column("release", Kind.STRING, "The release."),
)
_UNIT = "case"


class CommunityView(APIView):
    """Protected figures of community cases, never to be added to official ones.

    Give codes of at most two dimensions that were measured together, over any cohorts;
    `by` breaks the figure down. A figure is a count with noise and its 90 % margin;
    what is small, zero or unsure is `not_shown`, and which of these is not told.
    """

    renderer_classes = [QuickJsonRenderer, CsvRenderer]
    content_negotiation_class = FormatNegotiation

    def get(self, request: Request, release: str | None = None) -> HttpResponseBase:
        """Answer one question."""
        reader = reader_of(release)
        record = reader.community
        if record is None:
            raise NoCommunityRecordError
        asked = Asked.from_params(
            record, dict(request.query_params.lists()), also=("format",)
        )
        form = request.accepted_renderer.format
        etag = etag_of(
            request,
            reader.info.manifest_sha256,
            "community",
            form,
            urlencode(asked.to_params()),
        )
        pinned = is_pinned(release)
        # A refusal comes before the condition: what is not answered is not unchanged.
        try:
            figures = answers(record, asked)
        except NotTogetherError as refused:
            raise UnsupportedError(_address(reader, refused.nearest, form)) from None
        if found := settled(request, etag, pinned=pinned):
            return found
        body = _body(reader, record, asked, figures)
        headers = {"Link": f'<{_address(reader, asked, form)}>; rel="canonical"'}
        response: HttpResponseBase
        if form == CSV:
            said = {
                **{name: body[name] for name in ("unit", "vintage", "synthetic")},
                "cohorts": " ".join(body["cohorts"]),
                "release": reader.info.release,
            }
            lines = csv_lines(AS_CSV, (row | said for row in body["results"]))
            response = HttpResponse(
                "".join(lines),
                content_type="text/csv; charset=utf-8",
                headers=headers,
            )
        else:
            response = Response(body, headers=headers)
        response["X-Release"] = reader.info.release
        return mark(response, etag, pinned=pinned)


def _body(
    reader: Reader,
    record: CommunityRecord,
    asked: Asked,
    figures: Iterable[tuple[str, Figure]],
) -> dict[str, Any]:
    return {
        "release": release_name(reader.info),
        "edition": record.sha256,
        "organisation": record.organisation,
        "synthetic": record.synthetic,
        "vintage": asked.vintage(record).value,
        "cohorts": [cohort.label for cohort in asked.cohorts(record)],
        "unit": _UNIT,
        "by": asked.by,
        "methodology": public_address(
            f"/releases/{reader.info.release}/public/methodology.json"
        ),
        "results": [
            {"code": code, "display": f.display.value, "n": f.n, "moe90": f.moe90}
            for code, f in figures
        ],
    }


def community_answer(reader: Reader) -> dict[str, Any] | None:
    """Return the answer to a question that asks for no code; None without a record."""
    record = reader.community
    if record is None:
        return None
    asked = Asked.from_params(record, {})
    return _body(reader, record, asked, answers(record, asked))


def _address(reader: Reader, asked: Asked, form: str) -> str:
    """Return the address at which a question always has the same answer."""
    path = f"/api/v1/releases/{reader.info.release}/community/"
    named = [] if form == JSON else [("format", form)]
    parameters = urlencode([*asked.to_params(), *named])
    return public_address(f"{path}?{parameters}" if parameters else path)


def properties(described: Any) -> dict[str, Any]:
    """Return the JSON Schema of an answer's own members, for the description."""
    link = {"type": "string", "format": "uri"}
    return {
        "edition": described(COMMUNITY_COHORTS.column("edition")),
        "organisation": described(COMMUNITY_COHORTS.column("organisation")),
        "synthetic": described(COMMUNITY_COHORTS.column("synthetic")),
        "vintage": described(COMMUNITY_FIGURES.column("vintage")),
        "cohorts": {"type": "array", "items": {"type": "string"}},
        "unit": {"type": "string", "enum": [_UNIT]},
        "by": {"type": ["string", "null"]},
        "methodology": link,
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [column.name for column in ANSWERED],
                "properties": {column.name: described(column) for column in ANSWERED},
                "additionalProperties": False,
            },
        },
    }
