"""The staff API held to its own description, and the two APIs kept apart."""

from typing import Any
from uuid import UUID

import httpx
import jsonschema
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from accountability.access.context import Purpose, acting_as
from accountability.cases.allegations import add_allegation
from accountability.models import Case, User
from accountability.vocab import CaseStatus
from tests.accounts import log_in
from tests.casework import House, department
from tests.public_plane import PublicPlane
from tests.staff_api import API, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    ignored_auth,
)
#: Questions generated for each method of each address, of each sort.
QUESTIONS = 40


def described(program: Program) -> dict[str, Any]:
    schema: dict[str, Any] = program.get("schema/").json()
    return schema


def test_the_description_is_openapi_3_1_and_of_this_api_alone() -> None:
    schema = described(Program.of(House().worker))
    assert schema["openapi"].startswith("3.1")
    assert all(path.startswith(f"{API}/") for path in schema["paths"])
    assert len(schema["paths"]) == 7
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for component in schema["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(component)
    for path in schema["paths"].values():
        for operation in path.values():
            assert operation["security"] == [{"token": []}]
            assert {"401", "403", "429"} <= operation["responses"].keys()


def test_the_public_description_knows_nothing_of_it(public_plane: PublicPlane) -> None:
    told = httpx.get(f"{public_plane.url}/api/v1/schema/", timeout=120)
    assert "/api/v1/statistics/" in told.json()["paths"]
    assert not [path for path in told.json()["paths"] if "staff" in path]
    for word in ("CaseStatus", "Idempotency-Key", "bearer", "wishes"):
        assert word not in told.text
    # And nothing of it is there.
    for method in ("GET", "POST"):
        for address in ("", "cases/", "schema/", "me/"):
            answer = httpx.request(method, f"{public_plane.url}{API}/{address}")
            assert answer.status_code == 404


def test_a_person_reads_the_description_from_their_desk(client: Any) -> None:
    page = log_in(client, House().worker)
    answer = page.get(f"{API}/schema/")
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    assert answer.json() == described(Program.of(House("inlet").worker))


def world() -> tuple[Program, list[UUID], int]:
    house = House()
    department()
    cases = [house.case(), house.case(status=CaseStatus.CLOSED)]
    cases.append(house.case(house.other_worker, team=house.night))
    with acting_as(house.worker, Purpose.REQUEST):
        add_allegation(cases[0].pk, told="an act")
    return Program.of(house.worker), [case.pk for case in cases], house.day.pk


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_generated_question_breaks_the_description(
    mode: GenerationMode, settings: Any
) -> None:
    settings.TOKEN_RATE_LIMITS = {}
    program, cases, team = world()
    told = described(program)
    if mode is GenerationMode.NEGATIVE:
        # Else most of the odd questions would carry an odd token, and get no further.
        for path in told["paths"].values():
            for operation in path.values():
                operation["security"] = []
    schema = schemathesis.openapi.from_dict(told)
    schema.app = get_wsgi_application()
    token = {"Authorization": f"Bearer {program.token}"}
    asked: dict[int, int] = {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        tried = put_to(found.ok(), mode, token, cases, team)
        for status, times in tried.items():
            asked[status] = asked.get(status, 0) + times
    assert sum(asked.values()) >= 280, asked
    # They got behind the door, not only to it.
    if mode is GenerationMode.POSITIVE:
        assert asked[200] > 60
        assert {201, 404, 409, 422} <= asked.keys()
    else:
        assert asked[400] + asked[422] > 90, asked


def put_to(
    operation: Any,
    mode: GenerationMode,
    token: dict[str, str],
    cases: list[UUID],
    team: int,
) -> dict[int, int]:
    """Put generated questions to one operation; return how often it answered what."""
    statuses: dict[int, int] = {}

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
        number = sum(statuses.values())
        assert case.meta is not None
        path = case.meta.components.get(ParameterLocation.PATH)
        if path is not None and not path.mode.is_negative and number % 4:
            case.path_parameters["id"] = str(cases[number % len(cases)])
        helped = mode is GenerationMode.POSITIVE and number % 3
        if helped and isinstance(case.body, dict):
            if "team" in case.body:
                case.body["team"] = team
            if "revision" in case.body:
                case.body["revision"] = revision_of(case)
        answer = case.call(headers=token)
        # Schemathesis does not count 413 among refusals.
        left_out = {negative_data_rejection} if answer.status_code == 413 else set()
        checks = [check for check in CHECKS if check not in left_out]
        case.validate_response(answer, checks=checks, headers=token)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
    return statuses


def revision_of(case: Any) -> int:
    with acting_as(User.objects.get(username="worker-harbour"), Purpose.REQUEST):
        found = Case.objects.filter(pk=case.path_parameters["id"]).first()
        return found.revision if found else 1
