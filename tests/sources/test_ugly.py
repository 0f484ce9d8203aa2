"""What every format of every listed source must do with pages that are none of it."""

from dataclasses import replace

import pytest

from accountability.sources.errors import Failure
from tests.sources.examples import HERE, Example, listed_examples
from tests.sources.ugly import failure_of, read

EXAMPLES = [
    item
    for listed in sorted(HERE.glob("*/examples.csv"))
    for item in listed_examples(listed.parent.name)
]
CHALLENGE = b"<!doctype html><html><title>Just a moment...</title></html>"
ERROR_PAGE = (
    b"<!doctype html><html><head><title>Error</title></head><body>"
    b"<h1>Error establishing a database connection</h1></body></html>"
)


@pytest.mark.parametrize("item", EXAMPLES, ids=lambda item: item.case)
@pytest.mark.parametrize(
    ("content", "failures"),
    [
        (CHALLENGE, {Failure.CHALLENGE_PAGE}),
        (ERROR_PAGE, {Failure.LAYOUT_CHANGED, Failure.EMPTY_LIST, Failure.WRONG_TYPE}),
        (b"", {Failure.WRONG_TYPE, Failure.EMPTY_LIST}),
    ],
    ids=["challenge", "error page", "nothing"],
)
def test_a_page_that_is_none_of_it_is_an_error_and_yields_nothing(
    item: Example, content: bytes, failures: set[Failure]
) -> None:
    document = replace(item.document, content=content)
    error = failure_of(lambda: read(item.source, document))
    assert error.failure in failures
