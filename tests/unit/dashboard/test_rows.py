"""Labels of drawings: whole at any width, calm, and not too many."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.chart import spaced
from dashboard.figures.rows import Rows, numbered
from dashboard.figures.subtype_data import readable

WORDS = st.lists(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
    min_size=1,
    max_size=20,
).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["", "1,234 ± 56"]))
def test_a_label_is_never_cut_nor_laid_over_another(
    names: list[str], number: str
) -> None:
    rows = Rows(
        {n: numbered(number, name) if number else name for n, name in enumerate(names)}
    )
    written = list(rows.written())
    for name, label in zip(names, written, strict=True):
        lines = [re.sub("<[^>]*>", "", line) for line in label["text"].split("<br>")]
        assert "".join(" ".join(lines).split()).endswith("".join(name.split()))
        assert max(map(len, lines)) <= 44
        # From the foot of the label up: its lines end below the mark above.
        assert 14 + 17 * len(lines) <= rows.row - 11
    assert [each["y"] for each in written] == sorted(
        (each["y"] for each in written), reverse=True
    )


@given(st.integers(1, 400))
def test_an_axis_names_a_dozen_periods_at_most_and_the_newest(count: int) -> None:
    named = spaced(range(count))
    assert len(named) <= 12
    assert named[-1] == count - 1
    assert len({b - a for a, b in pairwise(named)}) <= 1
    assert spaced(range(12)) == list(range(12))


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("PARAGRAPH 04 - NEGLECT OF DUTY", "Paragraph 04 - neglect of duty"),
        ("PARAGRAPH 01 - Professionalism", "Paragraph 01 - Professionalism"),
        ("inadequate  investigation", "inadequate investigation"),
        ("DWI", "DWI"),
        ("", ""),
    ],
)
def test_a_kind_is_read_without_the_capitals_of_a_form(printed: str, read: str) -> None:
    assert readable(printed) == read


@given(st.text(max_size=60))
def test_reading_a_kind_changes_capitals_and_spaces_alone(text: str) -> None:
    assert readable(text).casefold().split() == text.casefold().split()
