"""An example's document made ugly, and what reading it comes to."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import Reading
from accountability.sources.registry import source
from tests.sources.examples import example


def altered(document: DocumentContent, *changes: tuple[str, str]) -> DocumentContent:
    """Replace words of a page, each of which must be there."""
    text = document.content.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return replace(document, content=text.encode())


def read(source_id: str, document: DocumentContent) -> list[Reading]:
    return list(source(source_id).checked_readings(document))


def failure_of(act: Callable[[], object]) -> SourceError:
    with pytest.raises(SourceError) as error:
        act()
    return error.value


def layout_error(source_id: str, case: str, *changes: tuple[str, str]) -> SourceError:
    """Return the error that reading an example with ``changes`` ends in."""
    document = altered(example(source_id, case), *changes)
    error = failure_of(lambda: read(source_id, document))
    assert error.failure is Failure.LAYOUT_CHANGED
    return error
