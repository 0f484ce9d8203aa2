"""The API described in OpenAPI 3.1, from the same schema that the files follow."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from accountability.api.answers import BOX, PROVENANCE, has_provenance
from accountability.problem import PROBLEM_TYPE
from accountability.release.query import DEFAULT_LIMIT, MAX_LIMIT
from accountability.release.schema import (
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
_RANGED = (Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME)
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


def page_schema(table: Table) -> Schema:
    """Return the JSON Schema of one page of rows."""
    return {
        "type": "object",
        "required": ["release", "table", "count", "next", "results"],
        "properties": {
            "release": _ref("Release"),
            "table": {"type": "string", "enum": [table.name]},
            "count": {
                "type": "integer",
                "description": "Rows of the whole answer, on all its pages.",
            },
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "The next page, of this same release.",
            },
            "results": {"type": "array", "items": _ref(_row_name(table))},
        },
        "additionalProperties": False,
    }


def _row_name(table: Table) -> str:
    return f"{table.name.title().replace('_', '')}Row"


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def parameters(table: Table) -> list[OpenApiParameter]:
    """Return every parameter that a question to the table may carry."""
    found = []
    for column in table.columns:
        single = {k: v for k, v in value_schema(column).items() if k != "enum"}
        single["type"] = _TYPES[column.kind]["type"]
        terms = column.vocabulary or column.many
        if terms is not None:
            single["enum"] = terms.codes()
        several = {"type": "array", "items": single, "minItems": 1}
        found.append(
            _parameter(
                column.name,
                several,
                f"{column.description} Repeat it for any of several values.",
            )
        )
        if column.kind in _RANGED:
            found += [
                _parameter(f"{column.name}__min", single, "At least this."),
                _parameter(f"{column.name}__max", single, "At most this."),
            ]
    names = "|".join(table.names)
    return [
        *found,
        _parameter(
            "sort",
            {"type": "string", "pattern": f"^-?({names})(,-?({names}))*$"},
            "Columns to sort by, separated by commas; a minus sorts downwards.",
        ),
        _parameter(
            "fields",
            {"type": "string", "pattern": f"^({names})(,({names}))*$"},
            "Only these columns, separated by commas, each once.",
        ),
        _parameter(
            "cursor",
            {"type": "string"},
            "Continue where the page before ended: take it from `next`.",
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
        422: "Not published together; `nearest` is the address of what is.",
        503: "Nothing has been published yet.",
    }
    return {
        (status, PROBLEM_TYPE): OpenApiResponse(_ref("Problem"), words[status])
        for status in statuses
    }


def describe_table(table: Table, *, pinned: bool) -> Any:
    """Return the decorator that describes a table's view."""
    suffix = "_of_release" if pinned else ""
    errors = problems(400, 404, 406, 503)
    described = extend_schema(
        operation_id=f"{table.name}{suffix}",
        summary=table.title + (" (pinned release)" if pinned else ""),
        description=table.description,
        tags=["Pinned releases" if pinned else "Latest release"],
        parameters=[*([RELEASE_PARAMETER] if pinned else []), *parameters(table)],
        responses={
            (200, "application/json"): OpenApiResponse(
                _ref(f"{_row_name(table)}Page"), "One page of rows."
            ),
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            **errors,
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
        _parameter("by", {"type": "string", "enum": choices}, "A figure for each code.")
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
            **problems(400, 404, 406, 422, 503),
        },
    )
    return extend_schema_view(get=described)


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
            **problems(400, 404, 406, 503),
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
    return result
