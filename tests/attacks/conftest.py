"""The sample plane's releases, with the truth beside them."""

import pytest

from tests.attacks.worlds import Releases, write_cases
from tests.public_plane import PublicPlane


@pytest.fixture(scope="session")
def releases(
    public_plane: PublicPlane, tmp_path_factory: pytest.TempPathFactory
) -> Releases:
    """Give the releases of the running plane and the cases that they were made from."""
    cases = tmp_path_factory.mktemp("truth") / "cases.csv"
    write_cases(cases)
    return Releases(public_plane.releases, cases)
