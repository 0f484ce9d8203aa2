"""Allegations grouped into the matters they belong to."""

from accountability.site.matters import Matter, matters_of
from accountability.vocab import Measure
from tests.bundles import NOPD, allegation, document

DOCUMENTS = {NOPD: document(NOPD)}


def test_allegations_of_one_complaint_are_one_matter_the_newest_first() -> None:
    rows = [
        allegation(1, year=2017, complaint="a"),
        allegation(2, year=2019, complaint="b"),
        allegation(3, year=2017, complaint="a"),
    ]
    found = matters_of(rows, DOCUMENTS)
    assert [(one.complaint, len(one.allegations)) for one in found] == [
        ("b", 1),
        ("a", 2),
    ]


def test_a_matter_is_partial_only_where_the_source_counts_more() -> None:
    def matter(listed: int | None, listed_of: int | None) -> Matter:
        [found] = matters_of(
            [allegation(listed=listed, listed_of=listed_of)], DOCUMENTS
        )
        return found

    assert matter(7, 11).partial
    assert not matter(7, 7).partial
    assert not matter(None, None).partial
    assert not matter(7, None).partial


def test_a_measure_recorded_after_departure_is_not_one_imposed() -> None:
    [left] = matters_of(
        [
            allegation(
                measures="suspension dismissal",
                discipline_stage="recorded_after_departure",
            )
        ],
        DOCUMENTS,
    )
    [served] = matters_of(
        [allegation(measures="dismissal", discipline_stage="imposed")], DOCUMENTS
    )
    assert left.after_departure
    assert left.allegations[0].measures == (Measure.SUSPENSION, Measure.DISMISSAL)
    assert not served.after_departure
