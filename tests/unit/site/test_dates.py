"""One form of a date: the dashboard knows no Django and writes as the pages do."""

from datetime import date

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accountability.site.tags import day
from dashboard.words import LANGUAGES, words_for


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(LANGUAGES))
def test_a_date_is_the_same_on_a_page_and_in_the_dashboard(
    when: date, language: str
) -> None:
    with override(language):
        assert words_for(language).day(when) == day(when)
