"""Which cases count: three a complainant, one cell a table, whatever the order."""

import random as plain
import traceback

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.publication.disclosure.contributions import (
    Record,
    admitted,
    count,
)
from accountability.publication.disclosure.domains import reporting_code
from accountability.release.community.domain import Cohort, UnknownDimensionError
from accountability.vocab import NotReportedBecause, ReportedTo
from accountability.vocab.community import NOT_REPORTED, Reporting, Vintage
from tests.unit.publication.disclosure.made_up import (
    COHORT,
    DOMAIN,
    KEY,
    PLAN,
    record,
)

places = st.tuples(*[st.integers(0, size - 1) for size in DOMAIN.shape])
people = st.one_of(st.none(), st.sampled_from([b"anna", b"bea", b"cleo"]))
records = st.lists(st.tuples(places, people), max_size=30).map(
    lambda told: [record(n, at, who) for n, (at, who) in enumerate(told)]
)


def counted(given_records: list[Record]) -> dict[tuple[str, ...], list[int]]:
    kept = admitted(given_records, cohort=COHORT, key=KEY)
    counts = count(kept, plan=PLAN, vintage=Vintage.FINAL, cohort=COHORT)
    return {
        names: values.reshape(-1).tolist() for names, values in counts.tables.items()
    }


@given(records, st.integers())
def test_the_order_of_rows_changes_nothing(rows: list[Record], seed: int) -> None:
    mixed = rows.copy()
    plain.Random(seed).shuffle(mixed)
    assert admitted(rows, cohort=COHORT, key=KEY) == admitted(
        mixed, cohort=COHORT, key=KEY
    )
    assert counted(rows) == counted(mixed)


@given(records, places)
def test_one_more_case_changes_one_cell_of_each_table_by_one(
    rows: list[Record], at: tuple[int, ...]
) -> None:
    before, after = counted(rows), counted([*rows, record(99, at)])
    for names, values in after.items():
        change = np.array(values) - np.array(before[names])
        assert sorted(change[change != 0].tolist()) == [1]


@given(records)
def test_of_one_complainant_three_count_and_of_nobody_known_all(
    rows: list[Record],
) -> None:
    kept = admitted(rows, cohort=COHORT, key=KEY)
    for who in {row.complainant for row in rows} - {None}:
        told = sum(row.complainant == who for row in rows)
        assert sum(row.complainant == who for row in kept) == min(3, told)
    assert sum(r.complainant is None for r in kept) == sum(
        r.complainant is None for r in rows
    )


def test_which_three_count_depends_on_key_and_cohort_alone() -> None:
    rows = [record(n, (0, 0, 0, 0), b"anna") for n in range(12)]

    def chosen(key: bytes, cohort: Cohort) -> set[bytes]:
        return {row.case for row in admitted(rows, cohort=cohort, key=key)}

    assert chosen(KEY, COHORT) == chosen(KEY, COHORT)
    others = {frozenset(chosen(bytes([n]) * 32, COHORT)) for n in range(20)}
    assert len(others) > 10
    assert len({frozenset(chosen(KEY, Cohort(y, y))) for y in range(2000, 2020)}) > 10


def test_a_case_twice_a_short_key_and_a_code_outside_the_domain_are_refused() -> None:
    row = record(1, (0, 0, 0, 0))
    with pytest.raises(ValueError, match="stands twice"):
        admitted([row, row], cohort=COHORT, key=KEY)
    with pytest.raises(ValueError, match="16 bytes"):
        admitted([row], cohort=COHORT, key=b"short")
    odd = Record(b"1", ("a story", *row.codes[1:]))
    with pytest.raises(UnknownDimensionError) as error:
        count([odd], plan=PLAN, vintage=Vintage.FINAL, cohort=COHORT)
    assert "a story" not in "".join(traceback.format_exception(error.value))
    assert "a story" not in repr(odd)
    with pytest.raises(ValueError, match="one code for each"):
        count(
            [Record(b"1", row.codes[1:])],
            plan=PLAN,
            vintage=Vintage.FINAL,
            cohort=COHORT,
        )


def code(
    told: ReportedTo | None, *reasons: NotReportedBecause, case: int = 0
) -> Reporting:
    return reporting_code(told, reasons, case=case.to_bytes(4, "big"), key=KEY)


def test_a_case_is_reported_or_not_or_not_known() -> None:
    assert code(ReportedTo.OPCC, NotReportedBecause.STIGMA) is Reporting.REPORTED
    assert code(ReportedTo.UNKNOWN, NotReportedBecause.STIGMA) is Reporting.UNKNOWN
    assert code(None) is Reporting.UNKNOWN
    assert code(ReportedTo.NOBODY) is Reporting.NO_REASON_TOLD
    assert code(ReportedTo.NOBODY, NotReportedBecause.STIGMA) is Reporting.STIGMA


def test_every_reason_has_a_code_that_is_counted_as_not_reported() -> None:
    for reason in NotReportedBecause:
        assert code(ReportedTo.NOBODY, reason) in NOT_REPORTED
    assert len(NOT_REPORTED) == len(NotReportedBecause) + 1


def test_of_several_reasons_one_counts_whatever_their_order_and_each_as_often() -> None:
    told = (NotReportedBecause.FEAR_OF_RETALIATION, NotReportedBecause.TOO_LATE)
    cases = range(2000)
    drawn = [code(ReportedTo.NOBODY, *told, case=n) for n in cases]
    assert drawn == [code(ReportedTo.NOBODY, *told[::-1], case=n) for n in cases]
    # Half each: 2,000 fair draws leave this range once in a million keys.
    assert 890 < drawn.count(Reporting.TOO_LATE) < 1110
