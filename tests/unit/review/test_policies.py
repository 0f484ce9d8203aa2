"""What may be done with a reading, over all that a reading can be."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.review.policies import (
    ALWAYS_ALONE,
    GROUP_FLAGS,
    TRANSITIONS,
    BatchGroup,
    Proposes,
    Refused,
    Standing,
    State,
    Verdict,
    batch_group,
    crop_refusal,
    refusal,
)
from accountability.vocab import DocumentType, Flag

#: Flags that say the reading itself may be wrong, or that a person must judge.
UNHEALTHY = set(Flag) - {Flag.SUM_CHECKED, Flag.UNMAPPED_TERM}

standings = st.builds(
    Standing,
    state=st.sampled_from(State),
    proposes=st.sampled_from(Proposes),
    has_department=st.booleans(),
    published=st.booleans(),
    relied_on=st.booleans(),
)
some_flags = st.frozensets(st.sampled_from(list(Flag)), max_size=3)


def a_reading(**changes: object) -> Standing:
    given: dict[str, object] = {
        "state": State.PROPOSED,
        "proposes": Proposes.STATISTIC,
        **changes,
    }
    return Standing(**given)  # type: ignore[arg-type]


@given(
    standing=standings,
    flags=some_flags,
    document_type=st.sampled_from(list(DocumentType)),
    replaces=st.booleans(),
)
def test_no_unhealthy_reading_is_ever_accepted_in_a_batch(
    standing: Standing,
    flags: frozenset[Flag],
    document_type: DocumentType,
    replaces: bool,
) -> None:
    group = batch_group(standing, flags, document_type, replaces=replaces)
    if group is None:
        return
    assert not flags & UNHEALTHY
    assert not replaces
    assert standing.state is State.PROPOSED
    assert standing.has_department
    if standing.proposes is Proposes.STATISTIC:
        assert flags == {Flag.SUM_CHECKED}
    elif standing.proposes is Proposes.PROCEEDING:
        assert (document_type, flags) == (DocumentType.CASE_LIST, frozenset())
    else:
        assert document_type is DocumentType.DATASET


@given(standing=standings, verdict=st.sampled_from(Verdict))
def test_what_is_allowed_leads_to_a_state_and_what_leads_nowhere_is_refused(
    standing: Standing, verdict: Verdict
) -> None:
    allowed = refusal(standing, verdict) is None
    if allowed:
        assert verdict in TRANSITIONS[standing.state]
        assert standing.proposes is not Proposes.REJECTION


def test_every_state_and_verdict_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {verdict for moves in TRANSITIONS.values() for verdict in moves} == set(
        Verdict
    )


@pytest.mark.parametrize(
    ("proposes", "flags", "document_type", "group"),
    [
        (
            Proposes.STATISTIC,
            {Flag.SUM_CHECKED},
            DocumentType.ANNUAL_REPORT,
            BatchGroup.TOTALS_CHECK,
        ),
        (Proposes.STATISTIC, set(), DocumentType.ANNUAL_REPORT, None),
        (Proposes.ALLEGATION, set(), DocumentType.DATASET, BatchGroup.PLAIN_ROWS),
        (Proposes.ALLEGATION, set(), DocumentType.APPENDIX, None),
        (
            Proposes.ALLEGATION,
            {Flag.UNMAPPED_TERM},
            DocumentType.DATASET,
            BatchGroup.UNMAPPED_ROWS,
        ),
        (Proposes.ALLEGATION, {Flag.UNMAPPED_TERM}, DocumentType.APPENDIX, None),
        (
            Proposes.PROCEEDING,
            set(),
            DocumentType.CASE_LIST,
            BatchGroup.LISTED_CASES,
        ),
        (Proposes.PROCEEDING, set(), DocumentType.INVESTIGATION_REPORT, None),
        (Proposes.PROCEEDING, {Flag.UNMAPPED_TERM}, DocumentType.CASE_LIST, None),
        (Proposes.ALLEGATION, set(), DocumentType.CASE_LIST, None),
    ],
)
def test_what_vouches_for_a_group(
    proposes: Proposes,
    flags: set[Flag],
    document_type: DocumentType,
    group: BatchGroup | None,
) -> None:
    assert (
        batch_group(a_reading(proposes=proposes), flags, document_type, replaces=False)
        is group
    )


@pytest.mark.parametrize(
    "flag", [Flag.UNKNOWN_DEPARTMENT, Flag.SUM_MISMATCH, Flag.NUMBER_UNREADABLE]
)
def test_these_three_never_go_with_a_checked_sum(flag: Flag) -> None:
    for document_type, proposes in product(
        DocumentType, (Proposes.STATISTIC, Proposes.ALLEGATION)
    ):
        standing = a_reading(proposes=proposes)
        for flags in ({flag}, {flag, Flag.SUM_CHECKED}):
            assert batch_group(standing, flags, document_type, replaces=False) is None


def test_what_was_read_by_ocr_is_never_accepted_with_others() -> None:
    for document_type, proposes in product(DocumentType, Proposes):
        standing = a_reading(proposes=proposes)
        for flag in (*Flag, Flag.READ_BY_OCR):
            flags = {flag, Flag.READ_BY_OCR}
            assert batch_group(standing, flags, document_type, replaces=False) is None
    allowed = [flags for group in GROUP_FLAGS.values() for flags in group]
    assert not any(flags & ALWAYS_ALONE for flags in allowed)


@pytest.mark.parametrize(
    ("changes", "verdict", "why"),
    [
        ({"has_department": False}, Verdict.ACCEPTED, Refused.NO_DEPARTMENT),
        ({"has_department": False}, Verdict.CORRECTED, None),
        ({"has_department": False}, Verdict.REJECTED, None),
        ({"state": State.ACCEPTED}, Verdict.ACCEPTED, Refused.STATE),
        ({"state": State.ACCEPTED}, Verdict.REOPENED, None),
        (
            {"state": State.ACCEPTED, "published": True},
            Verdict.REOPENED,
            Refused.PUBLISHED,
        ),
        (
            {"state": State.ACCEPTED, "relied_on": True},
            Verdict.REOPENED,
            Refused.RELIED_ON,
        ),
        ({"state": State.REJECTED, "published": True}, Verdict.REOPENED, None),
        ({"state": State.UNCHANGED}, Verdict.ACCEPTED, Refused.STATE),
        (
            {"state": State.REJECTED, "proposes": Proposes.REJECTION},
            Verdict.REOPENED,
            Refused.NO_PROPOSAL,
        ),
    ],
)
def test_why_a_decision_is_refused(
    changes: dict[str, object], verdict: Verdict, why: Refused | None
) -> None:
    assert refusal(a_reading(**changes), verdict) is why


@given(
    st.sampled_from(State),
    st.sampled_from(Proposes),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_a_picture_is_of_an_accepted_figure_on_a_page_of_a_real_document(
    state: State, proposes: Proposes, on_a_page: bool, rebuilt: bool, demo: bool
) -> None:
    refused = crop_refusal(
        state, proposes, on_a_page=on_a_page, reconstruction=rebuilt, demo=demo
    )
    may = (
        state is State.ACCEPTED
        and proposes is Proposes.STATISTIC
        and on_a_page
        and (demo or not rebuilt)
    )
    assert (refused is None) == may
