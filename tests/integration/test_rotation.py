"""Rotation killed in the middle goes on (S3)."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from accountability.cases import keys
from accountability.cases.keys import keystore, place
from accountability.models import AuditEvent
from accountability.vault.master import write_new_master_keys
from tests.integration.worker import (
    ROOT,
    running_worker,
    wait_until,
    worker_environment,
)

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 1500


@pytest.fixture
def sealed(tmp_path: Path, settings: object) -> dict[UUID, bytes]:
    """Cases with a sealed value each, under master keys of the test's own."""
    master = tmp_path / "master.json"
    write_new_master_keys(master)
    settings.MASTER_KEYS_FILE = master  # type: ignore[attr-defined]
    store = keystore()
    made = {}
    for _ in range(MANY):
        case = uuid4()
        where = place("t", "c", case)
        made[case] = store.create(str(case)).seal(where, case.bytes)
    return made


def all_open(sealed: dict[UUID, bytes]) -> bool:
    store = keystore()
    return all(
        store.open(str(case)).open(place("t", "c", case), value) == case.bytes
        for case, value in sealed.items()
    )


def environment() -> dict[str, str]:
    return {
        **worker_environment(),
        "MASTER_KEYS_FILE": str(django_settings.MASTER_KEYS_FILE),
    }


def add_master_key() -> None:
    call_command("rotate_keys", new=True)
    keys._masters.cache_clear()  # what a restart does


def test_killed_in_the_middle_it_goes_on(sealed: dict[UUID, bytes]) -> None:
    add_master_key()
    assert keystore().gauge() == {1: MANY}
    rotation = subprocess.Popen(
        [sys.executable, "manage.py", "rotate_keys"], cwd=ROOT, env=environment()
    )
    deadline = time.monotonic() + 60
    while keystore().gauge().get(2, 0) < 50 and time.monotonic() < deadline:
        assert rotation.poll() is None
    rotation.send_signal(signal.SIGKILL)
    rotation.wait()
    middle = keystore().gauge()
    assert 50 <= middle[2] < MANY
    assert sum(middle.values()) == MANY
    assert all_open(sealed)
    with pytest.raises(CommandError, match="still wrapped by 1"):
        call_command("rotate_keys", retire=1)
    call_command("rotate_keys")
    assert keystore().gauge() == {2: MANY}
    call_command("rotate_keys", retire=1)
    keys._masters.cache_clear()
    assert all_open(sealed)
    assert AuditEvent.objects.filter(action="keys.rotate").exists()


def test_a_worker_rotates_batch_by_batch(
    sealed: dict[UUID, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_master_key()
    monkeypatch.setenv("MASTER_KEYS_FILE", str(django_settings.MASTER_KEYS_FILE))
    from accountability.tasks import rotate_keys

    with running_worker(tmp_path / "log", concurrency=1):
        rotate_keys.delay()
        wait_until(lambda: keystore().gauge() == {2: MANY}, "rotated", tmp_path / "log")
    assert all_open(sealed)
