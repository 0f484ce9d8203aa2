"""The API described in OpenAPI 3.1, from the same schema that the files follow."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from accountability.api.answers import public_address
from accountability.problem import PROBLEM_TYPE
from accountability.release.aggregate import (
    COUNTED,
    MOST_COLUMNS,
    answer_columns,
    groupable,
)
from accountability.release.query import DEFAULT_LIMIT, MAX_LIMIT, RANGED, is_searched
from accountability.release.row_json import (
    BOX,
    PROVENANCE,
    has_file,
    has_provenance,
)
from accountability.release.schema import (
    CHANGES,
    COMMUNITY_DIMENSIONS,
    COMMUNITY_FIGURES,
    TABLES,
    Column,
    Kind,
    Table,
)
from accountability.vocab import AllegationClass, OutcomeGroup
from accountability.vocab.community import CommunityDimension, Reporting

Schema = dict[str, Any]

_TYPES: dict[Kind, Schema] = {
    Kind.STRING: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
}
_WHOLE = r"-?\d{1,15}"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_HOUR = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_RELEASE_ID = r"^\d{4}-\d{2}-\d{2}\.[1-9]\d{0,3}$"

PROBLEM: Schema = {
    "type": "object",
    "description": "What is wrong, where, and what is right (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter concerned."},
        "nearest": {
            "type": ["string", "null"],
            "description": "The right word most like the one given.",
        },
    },
}
RELEASE: Schema = {
    "type": "object",
    "description": "The release that the answer was read from.",
    "required": ["id", "published_at", "demo", "reconstruction", "url"],
    "properties": {
        "id": {"type": "string", "pattern": _RELEASE_ID},
        "published_at": {"type": "string", "format": "date-time"},
        "demo": {"type": "boolean", "description": "True: for demonstration only."},
        "reconstruction": {
            "type": "boolean",
            "description": "True: holds documents rebuilt from published figures.",
        },
        "url": {"type": "string", "format": "uri"},
    },
}


def value_schema(column: Column) -> Schema:
    """Return the JSON Schema of one value of a column."""
    schema: Schema = dict(_TYPES[column.kind])
    if column.vocabulary is not None:
        schema["enum"] = column.vocabulary.codes() + [""] * column.blank
    if not column.required:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return schema


def described(column: Column) -> Schema:
    """Return the JSON Schema of a column with what it means."""
    return {**value_schema(column), "description": column.description}


def row_schema(table: Table) -> Schema:
    """Return the JSON Schema of one row as the API gives it."""
    apart = {*PROVENANCE, *BOX} if has_provenance(table) else set()
    properties = {
        column.name: described(column)
        for column in table.columns
        if column.name not in apart
    }
    if apart:
        properties["provenance"] = _provenance(table)
    if has_file(table):
        properties["url"] = {
            "type": "string",
            "format": "uri",
            "description": "The file of this release, for ever.",
        }
    return {
        "type": "object",
        "description": f"{table.description} With `fields`, only those asked for.",
        "properties": properties,
        "additionalProperties": False,
    }


def _provenance(table: Table) -> Schema:
    properties = {name: described(table.column(name)) for name in PROVENANCE}
    properties["box"] = {
        "type": ["array", "null"],
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 4,
        "description": "Left, top, right, bottom on the page, in points from its top "
        "left corner.",
    }
    properties["url"] = {
        "type": "string",
        "format": "uri",
        "description": "The page of the document, at this figure where it has one.",
    }
    return {
        "type": "object",
        "description": "The very place it was read from.",
        "properties": properties,
        "additionalProperties": False,
    }


def row_schema_document(table: Table) -> Schema:
    """Return the JSON Schema of one whole row, as a document of its own.

    It is what ``format=ndjson`` gives, a row a line: every property is there.
    """
    schema = row_schema(table)
    parts = [schema]
    if "provenance" in schema["properties"]:
        parts.append(schema["properties"]["provenance"])
    for part in parts:
        part["required"] = list(part["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": public_address(f"/api/v1/schemas/{table.name}/"),
        "title": table.title,
        **schema,
        "description": table.description,
    }


def page_schema(
    table: Table, row: Schema | None = None, more: Schema | None = None
) -> Schema:
    """Return the JSON Schema of one page of rows, and of what ``more`` it says."""
    return {
        "type": "object",
        "required": ["release", "table", *(more or ()), "count", "next", "results"],
        "properties": {
            "release": _ref("Release"),
            "table": {"type": "string", "enum": [table.name]},
            **(more or {}),
            "count": {
                "type": "integer",
                "description": "Rows of the whole answer, on all its pages.",
            },
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "The next page, of this same release.",
            },
            "results": {"type": "array", "items": row or _ref(_row_name(table))},
        },
        "additionalProperties": False,
    }


def aggregate_schema(table: Table) -> Schema:
    """Return the JSON Schema of one page of counted rows."""
    columns = answer_columns(table)
    row = {
        "type": "object",
        "properties": {column.name: described(column) for column in columns},
        "additionalProperties": False,
    }
    more = {
        "by": {"type": "array", "items": {"type": "string"}},
        "number": {"type": ["string", "null"]},
    }
    return page_schema(table, row, more)


def _row_name(table: Table) -> str:
    return f"{table.name.title().replace('_', '')}Row"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def filters(table: Table) -> list[OpenApiParameter]:
    """Return every parameter that chooses rows of the table."""
    found = []
    for column in table.columns:
        single = {k: v for k, v in value_schema(column).items() if k != "enum"}
        single["type"] = _TYPES[column.kind]["type"]
        terms = column.vocabulary or column.many
        if terms is not None:
            single["enum"] = terms.codes()
        each = _or_empty(single) if column.may_be_empty else single
        several = {"type": "array", "items": each, "minItems": 1}
        found.append(
            _parameter(
                column.name,
                several,
                f"{column.description} Repeat it for any of several values.",
            )
        )
        if column.kind in RANGED:
            day = " A day is the whole of it." * (column.kind is Kind.DATETIME)
            found += [
                _parameter(f"{column.name}__min", single, f"At least this.{day}"),
                _parameter(f"{column.name}__max", single, f"At most this.{day}"),
            ]
        if is_searched(column):
            held = "The code's English or French words hold" if terms else "Holds"
            found.append(
                _parameter(
                    f"{column.name}__has",
                    {"type": "string", "pattern": r"\S"},
                    f"{held} this text; capitals and accents do not matter.",
                )
            )
    return found


def _or_empty(single: Schema) -> Schema:
    """Allow no value as well, which asks for rows that leave the column empty.

    In an address every value is a text, so one pattern says it without a choice.
    """
    if "enum" in single:
        return {**single, "enum": [*single["enum"], ""]}
    shapes = {"integer": _WHOLE, "number": rf"{_WHOLE}(\.\d{{1,15}})?"}
    shape = shapes.get(single["type"])
    if "format" in single:
        shape = f"{_DAY}T{_HOUR}Z" if single["format"] == "date-time" else _DAY
    return single if shape is None else {"type": "string", "pattern": f"^({shape})?$"}


def parameters(table: Table) -> list[OpenApiParameter]:
    """Return every parameter that a question to the table may carry."""
    return [*filters(table), *listing(table.names)]


def aggregate_parameters(table: Table) -> list[OpenApiParameter]:
    """Return every parameter of a question for counts of the table's rows."""
    by = "|".join(groupable(table))
    several = f"(,({by})){{0,{MOST_COLUMNS - 1}}}"
    number = []
    if COUNTED[table.name]:
        number.append(
            _parameter(
                "number",
                {"type": "string", "enum": list(COUNTED[table.name])},
                "A number to be summed up beside the count.",
            )
        )
    return [
        *filters(table),
        _parameter(
            "by",
            {"type": "string", "pattern": f"^({by}){several}$"},
            f"Columns to count by, separated by commas, {MOST_COLUMNS} at most; "
            "without it one row counts all.",
        ),
        *number,
        *listing([column.name for column in answer_columns(table)], loose=True),
    ]


def listing(columns: Sequence[str], *, loose: bool = False) -> list[OpenApiParameter]:
    """Return the parameters of order, columns and page.

    ``loose`` columns are there only if the question asks for them.
    """
    names = "|".join(columns)
    note = " Columns of the answer only." if loose else ""
    return [
        _parameter(
            "sort",
            {"type": "string", "pattern": f"^-?({names})(,-?({names}))*$"},
            "Columns to sort by, separated by commas; a minus sorts downwards." + note,
        ),
        _parameter(
            "fields",
            {"type": "string", "pattern": f"^({names})(,({names}))*$"},
            "Only these columns, separated by commas, each once." + note,
        ),
        _parameter(
            "cursor",
            {"type": "string"},
            "Continue where the page before ended: take it from `next` as it is. It "
            "goes on in its own release and question alone.",
        ),
        _parameter(
            "limit",
            {
                "type": "integer",
                "minimum": 1,
                "maximum": MAX_LIMIT,
                "default": DEFAULT_LIMIT,
            },
            "Rows a page; JSON only.",
        ),
    ]


def _parameter(name: str, schema: Schema, description: str) -> OpenApiParameter:
    several = schema["type"] == "array"
    return OpenApiParameter(
        name,
        schema,
        OpenApiParameter.QUERY,
        description=description,
        explode=True if several else None,
        style="form" if several else None,
    )


RELEASE_PARAMETER = OpenApiParameter(
    "release",
    {"type": "string", "pattern": _RELEASE_ID},
    OpenApiParameter.PATH,
    required=True,
    description="A release id. What this address answers never changes.",
)


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Return the errors an address may answer with."""
    words = {
        400: "A parameter is unknown or malformed; the answer names it.",
        404: "There is no such release, document or address.",
        406: "None of the formats asked for is offered.",
        414: "The question is too long; take it in parts, or a file of the release.",
        422: "Not published together; `nearest` is the address of what is.",
        429: "Too many questions; come again after Retry-After seconds.",
        503: "Nothing has been published yet.",
    }
    return {
        (status, PROBLEM_TYPE): OpenApiResponse(_ref("Problem"), words[status])
        for status in statuses
    }


#: What every address may answer instead.
ERRORS = (400, 404, 406, 414, 429, 503)
#: What else may be answered instead of 200, and the headers that answers have.
_NOT_MODIFIED = "Nothing has changed since the answer whose ETag is in If-None-Match."
_HEADERS: Schema = {
    "ETag": "Names the very bytes; give it as If-None-Match when asking again.",
    "Cache-Control": "Pinned addresses are kept for good, the latest is asked again.",
    "X-Release": "The release that the rows were read from.",
    "Link": "`rel=next`, the next page; `rel=canonical`, this question for ever.",
}


def describe_table(table: Table, *, pinned: bool) -> Any:
    """Return the decorator that describes a table's view."""
    return _describe_rows(
        table.name,
        table.title,
        f"{table.description} The row's JSON Schema is at "
        f"`/api/v1/schemas/{table.name}/`.",
        parameters(table),
        _ref(f"{_row_name(table)}Page"),
        suffixed=f"{table.name}.csv",
        pinned=pinned,
    )


def describe_aggregate(table: Table, *, pinned: bool) -> Any:
    """Return the decorator that describes the view that counts a table's rows."""
    note = (
        " Printed figures are counted, never added up: a total and its parts, or two "
        "versions of one figure, would be counted twice."
        if table.name == "statistics"
        else ""
    )
    return _describe_rows(
        f"aggregates_{table.name}",
        f"{table.title}: counts",
        f"Rows of `{table.name}` that match every filter, counted by columns.{note}",
        aggregate_parameters(table),
        _ref(f"{_row_name(table)}Counts"),
        suffixed=f"aggregates/{table.name}.csv",
        pinned=pinned,
    )


def describe_changes_since() -> Any:
    """Return the decorator that describes the comparison of two releases."""
    before = OpenApiParameter(
        "before",
        {"type": "string", "pattern": _RELEASE_ID},
        OpenApiParameter.PATH,
        required=True,
        description="The release to compare with. Rows `added` are not in it.",
    )
    return _describe_rows(
        "changes_since",
        "Changes between any two releases",
        "Rows added, revised or removed between two releases, and why.",
        [before, *parameters(CHANGES)],
        page_schema(CHANGES, more={"since": _ref("Release")}),
        pinned=True,
    )


def _describe_rows(
    operation: str,
    summary: str,
    description: str,
    parameters: list[OpenApiParameter],
    page: Schema,
    *,
    pinned: bool,
    suffixed: str = "",
) -> Any:
    if suffixed:
        description += (
            f" Formats also by suffix: `{suffixed}`, `.ndjson`, `.parquet`, `.json`."
        )
    described = extend_schema(
        operation_id=f"{operation}{'_of_release' if pinned else ''}",
        summary=summary + (" (pinned release)" if pinned else ""),
        description=description,
        tags=["Pinned releases" if pinned else "Latest release"],
        parameters=[*([RELEASE_PARAMETER] if pinned else []), *parameters],
        responses={
            (200, "application/json"): OpenApiResponse(page, "One page of rows."),
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            (200, "application/vnd.apache.parquet"): OpenApiTypes.BINARY,
            302: OpenApiResponse(
                description="A whole table as Parquet is a file of the release."
            ),
            **problems(*ERRORS),
        },
    )
    return extend_schema_view(get=described)


def describe_community(*, pinned: bool, properties: Schema) -> Any:
    """Return the decorator that describes the questions to the community record."""
    suffix = "_of_release" if pinned else ""
    terms = {
        CommunityDimension.ALLEGATION_CLASS: AllegationClass.codes(),
        CommunityDimension.OUTCOME: OutcomeGroup.codes(),
        CommunityDimension.REPORTING: Reporting.codes(),
    }
    asked = []
    for name in (*COMMUNITY_DIMENSIONS, "cohort"):
        single: Schema = {"type": "string"}
        if name in terms:
            single["enum"] = terms[CommunityDimension.of(name)]
        asked.append(
            _parameter(
                name,
                {"type": "array", "items": single, "minItems": 1},
                f"{COMMUNITY_FIGURES.column(name).description} Repeat it for any of "
                "several.",
            )
        )
    choices = [*COMMUNITY_DIMENSIONS, "cohort"]
    asked.append(
        _parameter(
            "by",
            {"type": "string", "enum": choices},
            "A figure for each code. What the record of a release does not know is "
            "refused with 400.",
        )
    )
    described = extend_schema(
        operation_id=f"community{suffix}",
        summary="Protected figures of community cases"
        + (" (pinned release)" if pinned else ""),
        tags=["Pinned releases" if pinned else "Latest release"],
        parameters=[*([RELEASE_PARAMETER] if pinned else []), *asked],
        responses={
            (200, "application/json"): OpenApiResponse(
                {
                    "type": "object",
                    "required": ["release", *properties],
                    "properties": {"release": _ref("Release"), **properties},
                    "additionalProperties": False,
                },
                "The figures asked for.",
            ),
            (200, "text/csv"): OpenApiTypes.STR,
            **problems(*ERRORS, 422),
        },
    )
    return extend_schema_view(get=described)


def undescribed(view: Any) -> Any:
    """Leave an address out of the description: another one says the same."""
    return extend_schema_view(get=extend_schema(exclude=True))(view)


def describe(
    operation: str, summary: str, *parameters: OpenApiParameter, properties: Schema
) -> Any:
    """Return the decorator that describes an answer that is one JSON object."""
    described = extend_schema(
        operation_id=operation,
        summary=summary,
        tags=["About the data"],
        parameters=list(parameters),
        responses={
            (200, "application/json"): OpenApiResponse(
                {"type": "object", "properties": properties}, summary
            ),
            **problems(*ERRORS),
        },
    )
    return extend_schema_view(get=described)


def add_components(
    result: Schema, generator: Any, request: Any, public: bool
) -> Schema:
    """Add the schemas that answers refer to (a hook of drf-spectacular)."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components["Problem"] = PROBLEM
    components["Release"] = RELEASE
    for table in TABLES:
        components[_row_name(table)] = row_schema(table)
        components[f"{_row_name(table)}Page"] = page_schema(table)
        if table.name in COUNTED:
            components[f"{_row_name(table)}Counts"] = aggregate_schema(table)
    _add_links(result["paths"])
    _add_caching(result["paths"])
    return result


def _add_caching(paths: Schema) -> None:
    """Say of every answer how it is kept, and of rows where they come from."""
    for operation in (path["get"] for path in paths.values()):
        found = operation["responses"]
        of_rows = {"text/csv"} <= set(found["200"].get("content", {}))
        found["200"]["headers"] = {
            name: {"description": words, "schema": {"type": "string"}}
            for name, words in _HEADERS.items()
            if of_rows or name not in ("X-Release", "Link")
        }
        found["304"] = {"description": _NOT_MODIFIED}


def _add_links(paths: Schema) -> None:
    """Say which answers name what other addresses ask for (OpenAPI links)."""
    latest = {"release": "$response.body#/results/0/id"}
    links: Schema = {
        "release": {"operationId": "release", "parameters": latest},
        "earliest_changes": {
            "operationId": "changes_since_of_release",
            "parameters": latest | {"before": "$response.body#/results/0/previous"},
        },
    }
    for table in TABLES:
        pinned = f"{table.name}_of_release"
        links[pinned] = {"operationId": pinned, "parameters": latest}
        found = paths[f"/api/v1/{table.name}/"]["get"]["responses"]["200"]
        found["links"] = {
            "pinned": {
                "operationId": pinned,
                "parameters": {"release": "$response.body#/release/id"},
            }
        }
    paths["/api/v1/releases/"]["get"]["responses"]["200"]["links"] = links
    rows = paths["/api/v1/documents/"]["get"]["responses"]["200"]
    rows["links"]["document"] = {
        "operationId": "document",
        "parameters": {"document": "$response.body#/results/0/document"},
    }
