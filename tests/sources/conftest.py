"""The reconstructed commission site on loopback, and a client that may ask it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accountability.sources.http import PoliteClient
from fixtures.commission_site.build import ensure_site
from fixtures.commission_site.manifest import Manifest
from fixtures.commission_site.server import SiteServer
from tests.sources.loopback import RecordingPacer


@pytest.fixture(scope="session")
def site_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("commission-site")
    ensure_site(directory)
    return directory


@pytest.fixture(scope="session")
def manifest(site_directory: Path) -> Manifest:
    return ensure_site(site_directory)


@pytest.fixture
def site(site_directory: Path) -> Iterator[SiteServer]:
    with SiteServer(site_directory) as server:
        yield server


@pytest.fixture
def pacer() -> RecordingPacer:
    return RecordingPacer()


@pytest.fixture
def client(site: SiteServer, pacer: RecordingPacer) -> Iterator[PoliteClient]:
    with PoliteClient(
        "AccountabilityTracker",
        "https://example.org/contact",
        frozenset({f"127.0.0.1:{site.port}"}),
        max_bytes=4 * 1024 * 1024,
        total_seconds=1.5,
        pacer=pacer,
        private_hosts=True,
    ) as polite:
        yield polite
