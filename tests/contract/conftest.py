"""One world for all that a module asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.application_role import application_role

if TYPE_CHECKING:
    from tests.contract.world import World


@pytest.fixture(scope="module")
def world_of_the_module(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[World]:
    """Make the matrices' world once for a module, as the application role.

    It costs seconds, most of them the passphrase of a real export.
    """
    places = _places(tmp_path_factory.mktemp("world"))
    # Not before Django is set up, which is after this file is read.
    from accountability.audit import log
    from tests.contract.world import World

    storages = {
        **configured.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }
    with (
        django_db_blocker.unblock(),
        override_settings(STORAGES=storages, **places),
    ):
        try:
            with application_role():
                yield World(places)
                log.close()
        finally:
            call_command("flush", verbosity=0, interactive=False)


def _places(directory: Path) -> dict[str, Path]:
    """Return the settings of the world's own archive, keys, files and releases."""
    names = ("ARCHIVE", "RELEASES", "KEYSTORE", "ATTACHMENTS", "AUDIT_HEADS", "DRAFTS")
    places = {f"{name}_DIR": directory / name.lower() for name in names}
    for place in places.values():
        place.mkdir()
    return places


@pytest.fixture
def world(world_of_the_module: World, own_directories: None, settings: Any) -> World:
    """Use the world's directories, in place of those that each test has."""
    for name, place in world_of_the_module.places.items():
        setattr(settings, name, place)
    return world_of_the_module
