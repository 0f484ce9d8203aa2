"""One real Chromium for all browser tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.community_records import sample_record
from tests.functional.reading import PATIENCE, Visit
from tests.public_plane import PublicPlane, running_public_plane
from tests.unit.dashboard.real_figures import write_real_figures

#: As root it has no sandbox; nothing may be fetched but what a test asks for.
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium once."""
    # Playwright keeps an event loop in this thread; Django would refuse to use the
    # database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=_SWITCHES
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def patient() -> Iterator[None]:
    """Let expectations wait as long as a loaded machine may need."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def plane(
    tmp_path_factory: pytest.TempPathFactory, collected_static: Path
) -> Iterator[PublicPlane]:
    """Run the public plane over the real figures for the whole session."""
    data_dir = tmp_path_factory.mktemp("dashboard")
    (data_dir / "releases").mkdir()
    write_real_figures(data_dir / "releases", community=sample_record())
    with running_public_plane(data_dir, collected_static) as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, plane: PublicPlane) -> Iterator[Visit]:
    """A reader at a desk."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context, plane)
    context.close()
