"""Which bulletins of a city's account are the office's."""

import pytest

from accountability.sources.base import DocumentContent
from accountability.sources.errors import Failure, SourceError
from accountability.sources.registry import source
from accountability.vocab import DocumentType
from tests.sources.examples import example

LIST = "https://content.govdelivery.com/accounts/WASEATTLE/bulletins"


def test_only_bulletins_whose_words_name_the_office_are_followed() -> None:
    page = (
        b"<a href='/accounts/WASEATTLE/bulletins/3773555'>OPA closed case summaries</a>"
        b"<a href='/accounts/WASEATTLE/bulletins/1'>Parks newsletter</a>"
        b"<a href='/accounts/WASEATTLE/subscribe'>OPA: subscribe</a>"
        b"<a href='https://elsewhere.example/bulletins/2'>OPA</a>"
    )
    [link] = source("us_wa_opa").checked_links(LIST, page)
    assert link.url == f"{LIST}/3773555"
    assert link.document_type is DocumentType.DECISION_LIST


def test_a_bulletin_without_a_case_is_an_alarm() -> None:
    document = DocumentContent(
        f"{LIST}/1", DocumentType.DECISION_LIST, "text/html", b"<p>No cases today.</p>"
    )
    with pytest.raises(SourceError) as error:
        list(source("us_wa_opa").checked_readings(document))
    assert error.value.failure is Failure.EMPTY_LIST


def test_what_employees_are_alleged_to_have_done_is_not_read() -> None:
    for reading in source("us_wa_opa").readings(example("us_wa_opa", "bulletin")):
        assert "invented sentence" not in repr(reading)
