"""Examples in the API's description: true answers of the current release."""

from typing import Any

import orjson

from accountability.api.answers import release_name
from accountability.api.community import community_answer
from accountability.api.releases import document_answer, release_answer
from accountability.api.tables import aggregate_asked, table_asked
from accountability.release.aggregate import COUNTED, Aggregate, groupable
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import DOCUMENTS, TABLES

_BASE = "/api/v1/"
_PINNED = "/api/v1/releases/{release}/"
#: By what the example of an aggregate counts, as far as its table has it.
_TELLING = (
    *("department", "year", "metric", "outcome", "measure"),
    *("reason", "kind", "type"),
)


def with_examples(described: dict[str, Any], reader: Reader) -> None:
    """Put an answer of the release beside each operation that reads rows from it."""
    paths = described["paths"]
    for table in TABLES:
        if not reader.info.rows.get(table.name):
            continue
        body, _ = table_asked(reader, Query(table, limit=1)).page()
        for base in (_BASE, _PINNED):
            _give(paths, f"{base}{table.name}/", body)
        if table.name in COUNTED:
            by = [name for name in _TELLING if name in groupable(table)][:2]
            aggregate = Aggregate.from_params(table, {"by": ",".join(by), "limit": "3"})
            body, _ = aggregate_asked(reader, aggregate).page()
            for base in (_BASE, _PINNED):
                path = f"{base}aggregates/{table.name}/"
                _give(paths, path, body)
                _name(paths, path, "by", ",".join(by))
    for path in paths:
        _name(paths, path, "release", reader.info.release)
    _give(paths, f"{_BASE}releases/{{release}}/", release_answer(reader))
    listed = {**release_name(reader.info), "previous": reader.info.previous}
    _give(paths, f"{_BASE}releases/", {"results": [listed]})
    if (figures := community_answer(reader)) is not None:
        for base in (_BASE, _PINNED):
            _give(paths, f"{base}community/", figures)
    documents = reader.page(Query(DOCUMENTS, limit=1)).rows
    if documents:
        name = documents[0]["document"]
        for base in (_BASE, _PINNED):
            path = f"{base}documents/{{document}}/"
            _give(paths, path, document_answer(reader, name))
            _name(paths, path, "document", name)


def _give(paths: dict[str, Any], path: str, body: dict[str, Any]) -> None:
    answer = paths[path]["get"]["responses"]["200"]
    example = orjson.loads(orjson.dumps(body))
    answer["content"]["application/json"]["example"] = example


def _name(paths: dict[str, Any], path: str, parameter: str, value: str) -> None:
    for described in paths[path]["get"].get("parameters", ()):
        if described["name"] == parameter:
            described["example"] = value
