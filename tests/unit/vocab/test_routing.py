"""Which body a matter belongs to."""

import pytest

from accountability.vocab import Harm
from accountability.vocab.routing import RouteTo, routes


@pytest.mark.parametrize("kind", ["municipal", "designated"])
@pytest.mark.parametrize("harm", [None, *Harm])
def test_municipal_and_designated_police(kind: str, harm: Harm | None) -> None:
    found = routes(kind, "CA-BC", harm)
    assert found[0] is RouteTo.OPCC
    assert (RouteTo.IIO in found) == (harm in {Harm.SERIOUS, Harm.DEATH})
    assert RouteTo.CRCC not in found


def test_the_rcmp_and_the_unknown() -> None:
    assert routes("federal", "CA-BC", None) == [RouteTo.CRCC]
    assert routes("federal", "CA-BC", Harm.DEATH) == [RouteTo.CRCC, RouteTo.IIO]
    assert routes(None, None, None) == [RouteTo.OPCC, RouteTo.CRCC]


def test_elsewhere_we_know_nothing() -> None:
    assert routes("municipal", "US-LA", Harm.DEATH) == []


def test_each_says_who_learns_the_name() -> None:
    assert all(body.learns_name and body.definition for body in RouteTo)
