"""Whoever ends a demo, and however they do, none of its processes is left."""

import os
from collections.abc import Callable

import pytest

from tests.demos import Demo, assert_nothing_is_left


def press_control_c(demo: Demo) -> None:
    os.write(demo.terminal, b"\x03")


def terminate_make(demo: Demo) -> None:
    demo.make.terminate()


def close_terminal(demo: Demo) -> None:
    demo.close()


@pytest.mark.parametrize("kind", ["as we are", "ordinary user"])
@pytest.mark.parametrize("end", [press_control_c, terminate_make, close_terminal])
def test_no_process_is_left(end: Callable[[Demo], None], kind: str) -> None:
    assert_nothing_is_left(end, kind)
