"""Headline facts, computed from a release."""

from pathlib import Path

import pytest

from accountability.release.reader import Reader
from accountability.site.facts import Headlines, headlines
from accountability.vocab import Metric
from tests.bundles import allegation, statistic, write_sample_bundle


@pytest.fixture
def facts(tmp_path: Path) -> Headlines:
    return headlines(Reader(write_sample_bundle(tmp_path)))


def test_the_newest_total_is_the_one_to_quote(facts: Headlines) -> None:
    [complaints, files] = facts.totals
    assert (files.metric, files.reading.value) == (Metric.FILES_OPENED, 1326)
    assert complaints.reading.status == "rounded"


def test_matters_and_allegations_after_departure_are_counted_apart(
    facts: Headlines,
) -> None:
    [saanich] = facts.after_departure
    assert (saanich.allegations, saanich.matters) == (7, 1)
    assert saanich.department["department"] == "saanich"


def test_a_list_of_substantiated_allegations_only_has_no_share(
    facts: Headlines,
) -> None:
    assert [one.department["department"] for one in facts.row_by_row] == ["new-orleans"]
    [one] = facts.row_by_row
    assert (one.allegations, one.first_year, one.last_year) == (100, 2016, 2023)
    assert 0 < one.substantiated < one.allegations


def test_a_disagreement_names_both_readings(facts: Headlines) -> None:
    [one] = facts.disagreements
    assert [reading.value for reading in one.readings] == [408, 486]


def test_coverage_counts_departments_and_not_the_totals(facts: Headlines) -> None:
    assert (facts.coverage.covered, facts.coverage.departments) == (4, 7)


def test_a_release_without_such_facts_has_no_headline(tmp_path: Path) -> None:
    bundle = write_sample_bundle(
        tmp_path,
        statistics=[statistic()],
        allegations=[allegation(department="saanich")],
    )
    facts = headlines(Reader(bundle))
    assert facts.totals == []
    assert facts.after_departure == []
    assert facts.row_by_row == []
    assert facts.disagreements == []
