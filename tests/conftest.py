"""One real PostgreSQL and one real Valkey for the whole session, thrown away after."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
import hypothesis
import pytest

from accountability import embedded
from tests.once import SHARED_BY_RUN

pytest_plugins = ["tests.public_plane", "tests.application_role", "tests.emptying"]

# How fast a machine is, or how much else it does, is no part of a rule.
hypothesis.settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")

_SERVERS = ExitStack()
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
#: Data without a clear licence lie beside the checkout, never in it. Where they are
#: not, the tests that read them are not collected.
collect_ignore_glob = [] if SHARED.is_dir() else ["*at_full_size.py"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django reads its settings.

    With pytest-xdist each worker has servers of its own; the controller, whose
    environment they would inherit, has none.
    """
    if not hasattr(config, "workerinput"):
        shared = _SERVERS.enter_context(TemporaryDirectory(prefix="tests-shared-"))
        os.environ[SHARED_BY_RUN] = shared
        if config.getoption("numprocesses", None):
            return
    data_dir = Path(_SERVERS.enter_context(TemporaryDirectory(prefix="tests-")))
    # Whitenoise warns of a directory that is not there, and warnings are errors.
    (data_dir / "static" / "staff").mkdir(parents=True)
    database = _SERVERS.enter_context(embedded.running_postgres())
    broker = _SERVERS.enter_context(embedded.running_valkey())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="accountability.settings",
        PLANE="staff",
        DEMO="1",
        DATA_DIR=str(data_dir),
        # The test runner makes and empties databases; tests/application_role.py has
        # the role that the services have.
        DATABASE_URL=database.owner_database_url,
        APP_DATABASE_URL=database.database_url,
        AUDIT_DATABASE_URL=database.audit_database_url,
        BROKER_URL=broker.broker_url,
        MASTER_KEYS_FILE=database.master_keys_file,
        AUDIT_SIGNING_KEY_FILE=database.audit_signing_key_file,
        RELEASE_SIGNING_KEY_FILE=database.release_signing_key_file,
        # A test that reads scans turns it on; elsewhere a machine's tesseract must not
        # change what is read.
        OCR_LANGUAGES="off",
        SECRET_KEY="only-for-tests-" + "0" * 40,
    )
    django.setup()
    from django.conf import settings

    from tests.emptying import SUPERUSER_URL, superuser_url

    config.stash[SUPERUSER_URL] = superuser_url(database)
    settings.PASSWORD_HASHERS = ["tests.passwords.QuickArgon2"]


def pytest_unconfigure() -> None:
    """Stop the servers."""
    _SERVERS.close()


@pytest.fixture(autouse=True)
def own_directories(tmp_path: Path, settings: object) -> None:
    """Give each test an archive and a shelf of releases of its own."""
    for name in (
        "ARCHIVE_DIR",
        "RELEASES_DIR",
        "KEYSTORE_DIR",
        "ATTACHMENTS_DIR",
        "AUDIT_HEADS_DIR",
        "DRAFTS_DIR",
    ):
        directory = tmp_path / name.lower()
        directory.mkdir()
        setattr(settings, name, directory)


@pytest.fixture(autouse=True)
def no_limit_left_over() -> None:
    """Forget how often an earlier test failed to log in."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def audit_connections() -> Iterator[None]:
    """Close what the audit's second connection leaves open for the next entry."""
    yield
    from accountability.audit import log

    log.close()


@pytest.fixture
def staff_pages(settings: Any) -> None:
    """Let staff pages find their static files where they are written."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }
