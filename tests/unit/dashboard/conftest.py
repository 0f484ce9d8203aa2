"""One release of the real figures for all tests of the dashboard."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accountability.release.shelf import ReleaseShelf
from accountability.vocab.community import PlanKind
from dashboard.edition import EditionShelf
from dashboard.view import View, view_of
from tests.bundles import forget_aggregates, write_sample_bundle
from tests.community_records import sample_record
from tests.unit.dashboard.many_departments import write_many_departments
from tests.unit.dashboard.real_figures import write_real_figures


@pytest.fixture(scope="session")
def real_figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("releases")
    write_real_figures(root, community=sample_record())
    return root


@pytest.fixture(scope="session")
def view(real_figures: Path) -> Callable[[str], View]:
    """Understand an address over the real figures."""
    shelf = EditionShelf(ReleaseShelf(real_figures))
    return lambda search: view_of(shelf, search)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], View]:
    """Understand an address over forty departments and thirty years."""
    root = tmp_path_factory.mktemp("many")
    write_many_departments(root)
    shelf = EditionShelf(ReleaseShelf(root))
    return lambda search: view_of(shelf, search)


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], View]:
    """Understand an address over a dozen cases: none of their figures is shown."""
    root = tmp_path_factory.mktemp("few")
    write_sample_bundle(root, community=sample_record(PlanKind.SMALL, 12))
    shelf = EditionShelf(ReleaseShelf(root))
    return lambda search: view_of(shelf, search)


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], View]:
    """Understand an address over a release made before most aggregates."""
    root = tmp_path_factory.mktemp("earlier")
    forget_aggregates(write_sample_bundle(root))
    shelf = EditionShelf(ReleaseShelf(root))
    return lambda search: view_of(shelf, search)
