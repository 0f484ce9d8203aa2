"""What machines are told of both planes."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accountability.embedded.services import SECRETS
from accountability.environment import Environment
from accountability.heartbeat import give_sign, seconds_since_sign
from accountability.mail_url import django_mail
from accountability.models import Job, JobKind, Run, SourceHealth
from accountability.release.bundle import CURRENT, MANIFEST, PUBLIC
from accountability.site.healthz import healthz as of_the_public_plane
from tests.bundles import write_sample_bundle
from tests.casework import PLANTED, House
from tests.integration.worker import empty_broker, running_worker, wait_until


def asked() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/healthz")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    said = json.loads(answer.content)
    assert (said["status"] == "ok") == (answer.status_code == 200)
    assert (answer.status_code == 200) == all(c["ok"] for c in said["checks"].values())
    return answer.status_code, said["checks"]


def failing() -> set[str]:
    return {name for name, check in asked()[1].items() if not check["ok"]}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lives_says_so(tmp_path: Path) -> None:
    empty_broker()
    assert failing() == {"worker"}
    log = tmp_path / "worker.log"
    with running_worker(log, concurrency=1):
        wait_until(lambda: seconds_since_sign() is not None, "no sign of life", log)
        assert failing() == set()
        assert asked()[0] == 200
    cache.set("worker-lives", time.time() - 90)
    assert failing() == {"worker"}
    assert asked()[1]["worker"]["seconds"] >= 90


@pytest.mark.django_db(transaction=True)
def test_each_trouble_is_named_and_hides_no_other(
    settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    house = House()
    house.case()
    give_sign()
    with django_assert_max_num_queries(3):
        assert failing() == set()
    now = timezone.now()
    run = Run.objects.create(source_id="ca_bc_opcc", reason="test")
    job = Job.objects.create(run=run, kind=JobKind.FETCH, key="x", rung_at=now)
    assert failing() == set()
    Job.objects.update(rung_at=now - timedelta(minutes=16))
    assert failing() == {"queue"}
    Job.objects.update(not_before=now + timedelta(hours=1))
    assert failing() == set()  # its turn has not come
    job.delete()
    row = {"since": now, "watched_since": now, "checked_at": now}
    SourceHealth.objects.create(source_id="ca_on_siu", state="failing", **row)
    assert failing() == set()  # a publisher's trouble is not ours
    assert asked()[1]["sources"]["alarming"] == {"ca_on_siu": "failing"}
    SourceHealth.objects.update(checked_at=now - timedelta(minutes=21))
    assert failing() == {"sources"}
    SourceHealth.objects.all().delete()

    def unreachable(*_: object) -> None:
        raise OperationalError("postgresql://app:secret@postgres is away")

    with connection.execute_wrapper(unreachable):
        status, said = asked()
        assert {n for n, c in said.items() if not c["ok"]} == {
            "database",
            "queue",
            "sources",
        }
        assert status == 503
        assert said["database"] == {"ok": False, "error": "OperationalError"}
        assert "secret" not in json.dumps(said)
    settings.ARCHIVE_DIR = Path(settings.ARCHIVE_DIR) / "not mounted"
    assert failing() == {"archive"}
    away = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {"default": away}
    assert failing() == {"archive", "broker", "worker"}
    text = json.dumps(asked()[1])
    assert not [word for word in PLANTED if word in text]
    assert str(settings.ARCHIVE_DIR) not in text


def of_public() -> tuple[int, dict[str, Any]]:
    answer = of_the_public_plane(RequestFactory().get("/healthz"))
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, json.loads(answer.content)


def test_the_public_plane_names_the_release_it_answers_from(settings: Settings) -> None:
    root = Path(settings.RELEASES_DIR)
    assert of_public() == (503, {"status": "failing", "error": "NoRelease"})
    name = "2026-11-22.1"
    write_sample_bundle(root, release=name)
    status, said = of_public()
    assert (status, said["status"], said["release"]) == (200, "ok", name)
    assert said["age_seconds"] >= 0
    manifest = root / name / PUBLIC / MANIFEST
    whole = manifest.read_bytes()
    manifest.write_bytes(whole + b"\n")
    assert of_public()[1]["error"] == "not_vouched_for"
    manifest.write_bytes(whole)
    (root / name).rename(root / "2026-11-23.1")
    (root / CURRENT).write_text("2026-11-23.1\n")
    assert of_public()[1]["error"] == "misnamed"


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://desk:p%40ss@mail.example", 587, True, False),
        ("smtps://desk:p%40ss@mail.example:2465", 2465, False, True),
    ],
)
def test_a_mail_server_has_one_address(
    url: str, port: int, starttls: bool, tls: bool
) -> None:
    mail = django_mail(url)
    assert (mail.host, mail.port) == ("mail.example", port)
    assert (mail.starttls, mail.tls) == (starttls, tls)
    assert mail.password == ("p@ss" if "desk" in url else "")
    assert "p@ss" not in repr(mail)


def test_alarms_need_a_server_and_the_public_plane_has_none() -> None:
    assert "dummy" in django_mail("").backend
    with pytest.raises(ValueError, match="smtps://"):
        django_mail("https://mail.example")
    with pytest.raises(ValueError, match="ALARM_TO needs a MAIL_URL"):
        Environment(alarm_to="a@example.org, b@example.org")
    told = Environment(
        mail_url="smtp://mail.example", alarm_to="a@b.example, c@d.example"
    )
    assert told.alarm_to == ["a@b.example", "c@d.example"]
    assert "MAIL_URL" in SECRETS
