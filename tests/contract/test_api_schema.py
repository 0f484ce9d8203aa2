"""The API held to its own description, question by generated question."""

import os
import re
from typing import Any

import httpx
import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from accountability.release.aggregate import COUNTED
from accountability.release.schema import TABLES
from accountability.vocab import ChangeReason
from tests.public_plane import ROOT, PublicPlane

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)
#: Questions generated for each address; API_QUESTIONS=500 asks tens of thousands.
QUESTIONS = int(os.environ.get("API_QUESTIONS", "8"))
#: Runs of a client that follows what answers name, and steps of each.
RUNS, STEPS = max(6, QUESTIONS // 2), 12


def described(plane: PublicPlane) -> dict[str, Any]:
    schema: dict[str, Any]
    schema = httpx.get(f"{plane.url}/api/v1/schema/", timeout=120).json()
    return schema


def test_the_description_is_openapi_3_1_and_names_every_table(
    public_plane: PublicPlane,
) -> None:
    schema = described(public_plane)
    assert schema["openapi"].startswith("3.1")
    for table in TABLES:
        assert f"/api/v1/{table.name}/" in schema["paths"]
        assert f"/api/v1/releases/{{release}}/{table.name}/" in schema["paths"]
    for component in schema["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(component)


def test_every_operation_has_its_own_name(public_plane: PublicPlane) -> None:
    names = [
        operation["operationId"]
        for path in described(public_plane)["paths"].values()
        for operation in path.values()
    ]
    assert len(names) == len(set(names))


def test_the_description_holds_every_parameter_of_a_table(
    public_plane: PublicPlane,
) -> None:
    paths = described(public_plane)["paths"]
    for table in TABLES:
        operation = paths[f"/api/v1/{table.name}/"]["get"]
        named = {parameter["name"] for parameter in operation["parameters"]}
        assert set(table.names) | {"sort", "fields", "cursor", "limit"} <= named


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_generated_question_breaks_the_description(
    public_plane: PublicPlane, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_url(f"{public_plane.url}/api/v1/schema/")
    asked = 0
    with requests.Session() as session:
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()

            @settings(
                max_examples=QUESTIONS,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(mode))
            def ask(case: schemathesis.Case) -> None:
                nonlocal asked
                asked += 1
                case.call_and_validate(checks=list(CHECKS), session=session, timeout=60)

            try:
                ask()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE
    assert asked > 2 * len(TABLES) * QUESTIONS


def test_a_client_that_follows_what_answers_name_meets_no_break(
    public_plane: PublicPlane,
) -> None:
    """Schemathesis goes along the description's links: releases, tables, documents."""
    schema = schemathesis.openapi.from_url(f"{public_plane.url}/api/v1/schema/")
    followed: set[str] = set()

    class Client(schema.as_state_machine()):  # type: ignore[misc]
        def validate_response(
            self, response: Any, case: schemathesis.Case, **kwargs: Any
        ) -> None:
            followed.add(case.operation.label)
            case.validate_response(response, checks=list(CHECKS))

    Client.run(
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    # Which come first depends on the port, which stands in the links.
    assert len(followed) > RUNS // 2
    assert any("/releases/{release}/" in label for label in followed)


def test_the_examples_are_answers_of_the_current_release(
    public_plane: PublicPlane,
) -> None:
    paths = described(public_plane)["paths"]
    shown = 0
    for path, operations in paths.items():
        content = operations["get"]["responses"]["200"].get("content", {})
        example = content.get("application/json", {}).get("example")
        if example is None or "results" not in example or "{" in path:
            continue
        asked: dict[str, str] = {"limit": str(len(example["results"]))}
        if path == "/api/v1/community/":
            asked = {}
        elif "by" in example:
            asked |= {"by": ",".join(example["by"]), "limit": "3"}
        if path == "/api/v1/releases/":
            continue
        answer = httpx.get(f"{public_plane.url}{path}", params=asked).json()
        assert answer == example, path
        shown += 1
    assert shown == len(TABLES) + len(COUNTED) + 1


def test_every_link_of_the_description_leads_to_an_operation(
    public_plane: PublicPlane,
) -> None:
    paths = described(public_plane)["paths"]
    operations = {
        operation["operationId"]: {p["name"] for p in operation.get("parameters", ())}
        for path in paths.values()
        for operation in path.values()
    }
    links = [
        link
        for path in paths.values()
        for answer in path["get"]["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(links) > 2 * len(TABLES)
    for link in links:
        assert set(link["parameters"]) <= operations[link["operationId"]]


def test_every_address_and_every_reason_is_documented(
    public_plane: PublicPlane,
) -> None:
    documented = (ROOT / "docs/reference/api.md").read_text()
    names = "|".join(table.name for table in TABLES)
    for path in described(public_plane)["paths"]:
        shape = re.sub(rf"/({names})/$", "/<table>/", path)
        shape = shape.replace("{table}", "<table>")
        assert re.sub(r"\{\w+\}", "<id>", shape) in documented or shape in documented
    for table in TABLES:
        assert f"`{table.name}`" in documented
    for reason in ChangeReason:
        assert f"`{reason.value}`" in documented
