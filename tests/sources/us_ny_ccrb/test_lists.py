"""What is followed from the board's page, and what never is."""

import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.registry import source
from accountability.vocab import DocumentType

PAGE = b"""<html><body>
<script src="/js/records.js" data-list="/assets/closingreports.json"></script>
<script>load('/assets/departureletters.json'); load("/assets/other.json")</script>
<a href="/closing-reports/201007184_RedactedClosingReport.pdf">report</a>
</body></html>"""


def test_only_the_list_of_closing_reports_is_followed() -> None:
    url = "https://www.nyc.gov/site/ccrb/policy/MOS-records.page"
    [link] = source("us_ny_ccrb").checked_links(url, PAGE)
    assert link.url == "https://www.nyc.gov/assets/closingreports.json"
    assert link.document_type is DocumentType.DATASET


def test_the_open_tables_are_asked_for_without_a_tax_number() -> None:
    first, *tables = source("us_ny_ccrb").start_links("https://www.nyc.gov/")
    assert first.document_type is None
    assert len(tables) == 2
    for table in tables:
        assert "complaint_id" in table.url
        assert "tax" not in table.url


@pytest.mark.parametrize(
    "content",
    [
        b'{"Link": "/x/201804621_Tax912345_RedactedDepartureLetter.pdf"}',
        b'"201804621_tax-912345"',
        b'[{"TaxID": "1"}]',
    ],
)
def test_what_holds_a_tax_number_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError) as error:
        source("us_ny_ccrb").refuse_to_keep("https://www.nyc.gov/x", content)
    assert error.value.failure is Failure.NOT_TO_BE_KEPT


def test_a_closing_report_is_not_taken_for_a_letter() -> None:
    plain = b'{"Link": "/closing-reports/201007184_RedactedClosingReport.pdf"}'
    source("us_ny_ccrb").refuse_to_keep("https://www.nyc.gov/x", plain)
