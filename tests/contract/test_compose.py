"""The compose file: valid, sealed, with the services and versions the tests run."""

import json
import re
import subprocess
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from honcho.environ import parse_procfile

from accountability.embedded.binaries import binaries_for
from accountability.embedded.services import SECRETS

ROOT = Path(__file__).resolve().parent.parent.parent
ONLY_IN_DEMO = {"commission", "guide"}
ONLY_IN_PRODUCTION = {"migrate", "tls"}
OURS = {"migrate", "worker", "beat", "staff", "public"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


@pytest.fixture(scope="module")
def specification() -> dict[str, Any]:
    """The Compose Specification's schema, as the package check-jsonschema brings it."""
    name = "check_jsonschema/builtin_schemas/vendor/compose-spec.json"
    path = Path(str(distribution("check-jsonschema").locate_file(name)))
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def test_it_keeps_to_the_compose_specification(
    compose: dict[str, Any], specification: dict[str, Any]
) -> None:
    validator = jsonschema.validators.validator_for(specification)(specification)
    validator.validate(compose)
    compose["services"]["public"]["netwroks"] = []
    try:
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(compose)
    finally:
        del compose["services"]["public"]["netwroks"]


def test_it_has_the_services_of_the_procfile(services: dict[str, Any]) -> None:
    procfile = parse_procfile((ROOT / "Procfile").read_text()).processes
    assert set(procfile) - ONLY_IN_DEMO == set(services) - ONLY_IN_PRODUCTION
    assert set(procfile) >= ONLY_IN_DEMO
    assert set(services) >= ONLY_IN_PRODUCTION


@pytest.mark.parametrize("name", ["worker", "beat", "staff", "public"])
def test_a_service_starts_the_same_program_in_both(
    services: dict[str, Any], name: str
) -> None:
    program = re.compile(r"python -m (celery --app accountability \w+|granian|\S+)")
    application = re.compile(r"accountability\.wsgi_\w+:application")
    line = parse_procfile((ROOT / "Procfile").read_text()).processes[name]
    command = services[name]["command"]
    for pattern in (program, application):
        assert set(pattern.findall(command)) <= set(pattern.findall(line))
    assert program.search(command)


def test_the_servers_are_those_that_the_tests_run(services: dict[str, Any]) -> None:
    binaries = binaries_for(None)
    for name, image, program in (
        ("postgres", "postgres", [binaries.postgres("postgres"), "--version"]),
        ("valkey", "valkey/valkey", [str(binaries.valkey_server), "--version"]),
    ):
        said = subprocess.check_output(program, text=True)
        version = re.search(r"(?:PostgreSQL\) |v=)([\d.]+)", said)
        assert version, said
        assert services[name]["image"] == f"{image}:{version[1]}"


def test_the_public_plane_has_no_secret_and_no_way_to_the_database(
    services: dict[str, Any], compose: dict[str, Any]
) -> None:
    public = services["public"]
    assert not set(SECRETS) & set(public["environment"])
    assert "secrets" not in public
    assert "PASSWORD" not in json.dumps(public)
    assert public["environment"]["PLANE"] == "public"
    scratch = public["environment"]["TMPDIR"]
    assert public["volumes"] == ["releases:/srv/data/releases:ro", scratch]
    assert public["networks"] == ["plane"]
    assert compose["networks"]["plane"] == {"internal": True}
    others = {name for name, s in services.items() if "plane" in s["networks"]}
    assert others == {"public", "tls"}
    assert not set(SECRETS) & set(services["tls"]["environment"])


@pytest.mark.parametrize(("name", "port"), [("staff", 8001), ("public", 8000)])
def test_a_plane_is_healthy_when_it_says_so_itself(
    services: dict[str, Any], name: str, port: int
) -> None:
    service = services[name]
    assert f"http://localhost:{port}/healthz" in service["healthcheck"]["test"][-1]
    assert "localhost" in service["environment"]["ALLOWED_HOSTS"].split(",")


def test_only_the_front_is_open_to_the_world(services: dict[str, Any]) -> None:
    ports = {name: s["ports"] for name, s in services.items() if "ports" in s}
    assert set(ports) == {"staff", "tls"}
    assert all(port.startswith("127.0.0.1:") for port in ports["staff"])


def test_only_the_migration_has_the_owners_password(services: dict[str, Any]) -> None:
    owners = {
        name
        for name, service in services.items()
        if "OWNER_PASSWORD" in json.dumps(service)
    }
    assert owners == {"migrate", "postgres"}


def test_the_keys_are_where_they_are_used_and_not_with_the_database(
    services: dict[str, Any],
) -> None:
    for name, service in services.items():
        mounts = {mount.split(":")[0] for mount in service.get("volumes", [])}
        assert ("keys" in mounts) == (name in {"worker", "staff"})
        assert ("attachments" in mounts) == (name in {"worker", "staff"})
        holds = "secrets" in service
        assert holds == (name in {"worker", "staff", "beat", "migrate"})


def test_our_containers_are_sealed(services: dict[str, Any]) -> None:
    for name in OURS:
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    dockerfile = (ROOT / "Dockerfile").read_text().splitlines()
    assert dockerfile[-1] == "USER accountability"
    assert any("--require-hashes" in line for line in dockerfile)
    assert len([line for line in dockerfile if line.startswith("FROM ")]) == 2


def test_every_volume_and_network_is_declared_and_used(
    services: dict[str, Any], compose: dict[str, Any]
) -> None:
    mounts = [mount for s in services.values() for mount in s.get("volumes", [])]
    named = {mount.split(":")[0] for mount in mounts if mount[0] not in "./"}
    assert named == set(compose["volumes"])
    for mount in mounts:
        if mount.startswith("."):
            assert (ROOT / mount.split(":")[0]).is_file()
    networks = {network for s in services.values() for network in s["networks"]}
    assert networks == set(compose["networks"])
