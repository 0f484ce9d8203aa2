"""The reporting gap: the shares of the bundle's table, and what may be called first."""

import pytest

from accountability.release.community.answers import NO_SHARE, Figure, Share
from accountability.release.community.domain import Cohort
from accountability.release.community.gap import (
    leading,
    reported_share,
    reporting_gap,
    settled,
)
from accountability.release.community.tables import community_rows
from accountability.release.schema import ALL, COMMUNITY_SHARES
from accountability.vocab.community import Display, PlanKind, Reporting, ShareOf
from tests.community_records import sample_record

FINAL, PRELIMINARY = Cohort(2023, 2023), Cohort(2024, 2024)


def figure(n: int, moe: int) -> Figure:
    return Figure(Display.SHOWN, n, moe)


@pytest.mark.parametrize("department", [None, "saanich", "oak-bay"])
def test_the_gap_is_what_the_table_of_shares_says(department: str | None) -> None:
    record = sample_record()
    where = {"department": [department]} if department else {}
    gap = reporting_gap(record, [FINAL], where)
    assert gap is not None
    assert reported_share(record, [FINAL], where) == gap.reported
    told = {
        (row["of"], row["reporting"]): (row["display"], row["share"], row["moe90"])
        for row in community_rows(record)[COMMUNITY_SHARES]
        if row["cohort"] == "2023"
        and row["department"] == (department or ALL)
        and row["allegation_class"] == ALL
    }
    shares = {(ShareOf.KNOWN.value, Reporting.REPORTED.value): gap.reported}
    for reason, share in gap.reasons:
        shares[ShareOf.NOT_REPORTED.value, reason.value] = share
    assert told == {
        key: (
            share.display.value,
            None if share.share is None else round(share.share, 3),
            None if share.moe90 is None else round(share.moe90, 3),
        )
        for key, share in shares.items()
    }


def test_a_preliminary_cohort_has_no_gap_alone_or_beside_others() -> None:
    assert reporting_gap(sample_record(), [PRELIMINARY]) is None
    assert reporting_gap(sample_record(), [FINAL, PRELIMINARY]) is None


def test_a_small_plan_has_the_gap_as_a_whole_alone() -> None:
    record = sample_record(PlanKind.SMALL, 180)
    assert reporting_gap(record, settled(record)) is not None
    where = {"department": ["saanich"]}
    assert reporting_gap(record, settled(record), where) is None


def test_settled_are_final_cohorts() -> None:
    assert settled(sample_record()) == (FINAL,)


def test_one_leads_only_where_its_margin_keeps_clear() -> None:
    assert leading([("a", figure(100, 10)), ("b", figure(80, 9))]) == ("a",)
    assert leading([("b", figure(80, 10)), ("a", figure(100, 10))]) == ("a", "b")
    assert leading([("a", figure(100, 10)), ("c", Figure(Display.NOT_SHOWN))]) == ("a",)
    assert leading([("a", NO_SHARE)]) == ()
    sure = Share(Display.SHOWN, 0.4, 0.05)
    assert leading([("a", sure), ("b", Share(Display.SHOWN, 0.3, 0.04))]) == ("a",)
