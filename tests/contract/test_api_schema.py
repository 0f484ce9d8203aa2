"""The API held to its own description, question by generated question."""

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

from accountability.release.schema import TABLES
from tests.public_plane import PublicPlane

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)
#: Questions generated for each address.
QUESTIONS = 8


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
