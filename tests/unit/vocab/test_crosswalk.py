import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.vocab import (
    AllegationClass,
    Crosswalk,
    Disposition,
    EmploymentStatus,
    FileType,
    Measure,
    ProceedingOutcome,
    Route,
)
from accountability.vocab.crosswalk import NOTHING

VOCABULARY_OF = {
    "allegation_class": AllegationClass,
    "disposition": Disposition,
    "measure": Measure,
    "file_type": FileType,
    "route": Route,
    "employment_status": EmploymentStatus,
    "outcome": ProceedingOutcome,
}
SOURCES = sorted(
    table.name.removesuffix(".csv")
    for table in (files("accountability.vocab") / "crosswalks").iterdir()
)


@pytest.mark.parametrize("source", SOURCES)
def test_every_line_maps_to_a_known_code(source: str) -> None:
    table = files("accountability.vocab") / "crosswalks" / f"{source}.csv"
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            vocabulary = VOCABULARY_OF[row["field"]]
            assert row["code"] == NOTHING or vocabulary.of(row["code"])
            assert row["reviewed"]


@pytest.mark.parametrize("source", SOURCES)
def test_nothing_stated_is_unknown(source: str) -> None:
    crosswalk = Crosswalk.load(source)
    assert crosswalk.term(Disposition, "disposition", " ") is Disposition.UNKNOWN


@given(st.text(min_size=1).filter(lambda words: words.strip()))
def test_words_not_covered_are_never_guessed(words: str) -> None:
    crosswalk = Crosswalk("none", "", {})
    assert crosswalk.term(Measure, "measure", words) is Measure.UNASSIGNED


def test_case_spaces_and_apostrophes_do_not_matter() -> None:
    crosswalk = Crosswalk.load("us_la_nopd")
    assert (
        crosswalk.term(Disposition, "disposition", "  not   SUSTAINED ")
        is Disposition.NOT_SUSTAINED
    )
    assert crosswalk.term(Disposition, "disposition", "Other") is Disposition.UNASSIGNED


def test_words_mapped_to_nothing_state_nothing_and_are_not_unassigned() -> None:
    crosswalk = Crosswalk("x", "", {("measure", "not applicable"): NOTHING})
    assert crosswalk.term(Measure, "measure", "Not Applicable") is Measure.UNKNOWN
    assert crosswalk.says_nothing("measure", " Not Applicable ")
    assert crosswalk.says_nothing("measure", " ")
    assert not crosswalk.says_nothing("measure", "Reprimand")
