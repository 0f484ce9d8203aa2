from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accountability.release.overview import OverviewQuery
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import ALLEGATIONS
from accountability.release.server_tables import DURATIONS, DurationCount
from accountability.vocab import DisciplineStage, Disposition, Measure
from tests.bundles import allegation, forget_aggregates, write_sample_bundle

PENDING = Disposition.PENDING


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(write_sample_bundle(tmp_path_factory.mktemp("sample")))


def durations(root: Path, rows: list[dict[str, object]]) -> list[DurationCount]:
    reader = Reader(write_sample_bundle(root, allegations=rows))
    return list(reader.durations(OverviewQuery()))


@pytest.mark.parametrize(
    "query",
    [
        OverviewQuery(),
        OverviewQuery(jurisdiction="CA-BC"),
        OverviewQuery(departments=("new-orleans",), year_min=2018, year_max=2021),
    ],
)
def test_each_aggregate_counts_every_allegation_once(
    sample: Reader, query: OverviewQuery
) -> None:
    total = sample.overview(query).total
    assert sum(count.allegations for count in sample.measures(query)) == total
    assert sum(count.allegations for count in sample.subtypes(query)) == total
    matters = {
        row["complaint"]
        for row in sample.rows(Query(ALLEGATIONS))
        if query.jurisdiction in (None, row["jurisdiction"])
        and (not query.departments or row["department"] in query.departments)
        and (query.year_min or 0) <= row["year"] <= (query.year_max or 9999)
    }
    assert sum(count.matters for count in sample.durations(query)) == len(matters)


def test_measures_are_told_with_their_effect(sample: Reader) -> None:
    (count,) = sample.measures(OverviewQuery(departments=("saanich",)))
    assert count.measure is Measure.DISMISSAL
    assert count.stage is DisciplineStage.RECORDED_AFTER_DEPARTURE
    assert count.allegations == 7


def test_a_matter_counts_once_however_many_allegations_it_has(tmp_path: Path) -> None:
    rows = [
        allegation(number, complaint="one", days_to_conclusion=40)
        for number in range(1, 4)
    ]
    (count,) = durations(tmp_path, rows)
    assert (count.state, count.days, count.matters) == ("concluded", 40, 1)


def test_an_open_matter_lasts_from_the_end_of_its_month_to_the_lists_last_day(
    tmp_path: Path,
) -> None:
    month = date(2020, 3, 1)
    rows = [
        allegation(1, disposition=PENDING, received_month=month),
        # The last day that the list knows: 100 days after 1 June.
        allegation(2, received_month=date(2020, 6, 1), days_to_conclusion=100),
    ]
    found = {count.state: count for count in durations(tmp_path, rows)}
    assert found["open"].days == (date(2020, 9, 9) - date(2020, 3, 31)).days
    assert found["concluded"].days == 100


def test_a_date_in_the_future_does_not_make_the_list_reach_into_it(
    tmp_path: Path,
) -> None:
    fetched = datetime(2020, 12, 31, 9, tzinfo=UTC)
    rows = [
        allegation(
            1,
            disposition=PENDING,
            received_month=date(2020, 3, 1),
            retrieved_at=fetched,
        ),
        allegation(
            2,
            received_month=date(2020, 6, 1),
            days_to_conclusion=9_000,
            retrieved_at=fetched,
        ),
    ]
    found = {count.state: count for count in durations(tmp_path, rows)}
    assert found["open"].days == (date(2020, 12, 31) - date(2020, 3, 31)).days


def test_a_matter_without_dates_is_undated(tmp_path: Path) -> None:
    rows = [
        allegation(1, received_month=None, disposition=PENDING),
        allegation(2, received_month=date(2020, 1, 1)),
    ]
    found = durations(tmp_path, rows)
    assert [(count.state, count.matters) for count in found] == [("undated", 2)]


def test_spans_tell_how_far_a_list_reaches(sample: Reader) -> None:
    spans = {span.department: span for span in sample.spans()}
    assert spans["new-orleans"].last_month == date(2023, 3, 1)
    assert spans["saanich"].last_month is None


def test_a_release_made_before_them_is_read_and_says_that_it_has_none(
    tmp_path: Path,
) -> None:
    bundle = write_sample_bundle(tmp_path)
    forget_aggregates(bundle)
    reader = Reader(bundle)
    assert not reader.info.has(DURATIONS)
    assert reader.measures(OverviewQuery()) == ()
    assert reader.overview(OverviewQuery()).total == 107
    assert reader.spans() == ()
