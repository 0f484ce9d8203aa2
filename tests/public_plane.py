"""The public plane as it runs for readers: its own process, over a sample bundle."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from tests.bundles import (
    PICTURE,
    crop,
    document,
    rejection,
    sample_documents,
    sample_ledger,
    sample_statistics,
    sha256_for,
    statistic,
    write_sample_bundle,
)
from tests.community_records import sample_record
from tests.once import made_once

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND = "2026-11-21.1", "2026-11-22.1"


@dataclass(frozen=True)
class PublicPlane:
    """A running public plane: its address and the directory of its releases."""

    url: str
    releases: Path


def public_environment(data_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of a public process: no database, no secret."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PLANE": "public",
        "DEMO": "1",
        "DATA_DIR": str(data_dir),
        "API_BURST": "1000000",
        "DJANGO_SETTINGS_MODULE": "accountability.settings",
        **more,
    }


def write_releases(releases: Path) -> None:
    """Publish two releases; the second revises a figure and adds a department's."""
    denominators = [
        {
            "department": "saanich",
            "measure": "population",
            "year": 2010,
            "value": 116885,
            "unit": "people",
            "source_kind": "official_table",
            "source_url": "https://www150.statcan.gc.ca/n1/pub/85-225-x/2011000/t019-eng.htm",
            "note": "",
        }
    ]
    community = sample_record()
    write_sample_bundle(
        releases, release=FIRST, denominators=denominators, community=community
    )
    changes, items = sample_ledger()
    formula = document(
        "ca_bc_opcc/odd", title='=HYPERLINK("x"), a "title"', period="2014/15"
    )
    odd = [
        statistic("oak-bay", period="2014/15", value=None, status="suppressed",
                  value_raw="<5", document="ca_bc_opcc/odd"),
        statistic("oak-bay", period="2013/14", value=None, status="parse_failed",
                  value_raw="#VALUE!", document="ca_bc_opcc/odd"),
    ]  # fmt: skip
    write_sample_bundle(
        releases,
        release=SECOND,
        previous=FIRST,
        community=community,
        denominators=denominators,
        documents=[*sample_documents(), formula],
        statistics=[*sample_statistics(), *odd],
        crops=[crop(statistic(), PICTURE)],
        rejections=[
            rejection(),
            rejection(2, reason="missing_value", field="Disposition"),
            rejection(3, document="ca_bc_opcc/odd", page=2, row=None,
                      sha256=sha256_for("ca_bc_opcc/odd")),
        ],
        changes=changes,
        change_items=items,
    )  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_public_plane(
    data_dir: Path, static: Path, **environment: str
) -> Iterator[PublicPlane]:
    """Run the public plane over ``data_dir/releases``, with collected ``static``."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    place = data_dir / "static"
    if not place.exists():
        place.symlink_to(static, target_is_directory=True)
    log = (data_dir / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi",
         "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "4",
         "accountability.wsgi_public:application"],
        env=public_environment(data_dir, **{"PUBLIC_URL": url, **environment}),
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )  # fmt: skip
    try:
        _wait_until_up(url, process, data_dir / "log")
        yield PublicPlane(url, data_dir / "releases")
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_until_up(url: str, process: subprocess.Popen, log: Path) -> None:
    while process.poll() is None:
        try:
            httpx.get(f"{url}/robots.txt", timeout=30)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the public plane ended:\n{log.read_text()}")


@pytest.fixture(scope="session")
def collected_static() -> Path:
    """Collect the static files of the public plane once."""
    return made_once("static", _collect) / "static"


def _collect(data_dir: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        env=public_environment(data_dir),
        cwd=ROOT,
        check=True,
    )


@pytest.fixture(scope="session")
def public_plane(
    tmp_path_factory: pytest.TempPathFactory, collected_static: Path
) -> Iterator[PublicPlane]:
    """Run the public plane for the whole session, over two sample releases."""
    data_dir = tmp_path_factory.mktemp("public")
    copytree(made_once("releases", write_releases), data_dir / "releases")
    with running_public_plane(data_dir, collected_static) as plane:
        yield plane


@pytest.fixture
def ask(public_plane: PublicPlane) -> Iterator[httpx.Client]:
    """Give a client of the public plane; it follows no redirect."""
    with httpx.Client(base_url=public_plane.url, timeout=60) as client:
        yield client
