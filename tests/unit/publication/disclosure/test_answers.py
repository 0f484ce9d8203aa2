"""What may be asked, what is shown, and that every answer is a plain sum."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accountability.release.community.answers import (
    NOT_SHOWN,
    answer,
    by_cohort,
    figure,
    share,
    shown,
    table,
)
from accountability.release.community.cubes import (
    Cube,
    Edition,
    StandardErrors,
    answerable,
)
from accountability.release.community.domain import (
    Cohort,
    Domain,
    UnknownDimensionError,
)
from accountability.release.community.questions import (
    Question,
    UnsupportedQuestionError,
    nearest,
    supported,
)
from accountability.vocab.community import Display, Vintage
from tests.oracles.community_sums import slow_sum
from tests.unit.publication.disclosure.made_up import (
    COHORT,
    DOMAIN,
    NAMES,
    PAIRS,
    domain,
    edition,
    truth,
)

DEPARTMENT, CLASS, OUTCOME, REPORTING = NAMES
TWO_YEARS = edition(truth(4_000, 1), truth(3_000, 2), error=0.5)
LAST = Cohort(2025, 2025)

where = st.dictionaries(
    st.sampled_from(NAMES),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    max_size=3,
)
questions = st.builds(
    lambda chosen, cohorts: Question.of(
        {
            name: [
                DOMAIN.dimension(name).codes[n % len(DOMAIN.dimension(name).codes)]
                for n in codes
            ]
            for name, codes in chosen.items()
        },
        cohorts,
    ),
    where,
    st.lists(st.sampled_from([COHORT, LAST]), max_size=2),
)


@settings(max_examples=150, deadline=None)
@given(questions)
def test_an_answer_is_the_sum_of_the_cells_or_a_refusal(question: Question) -> None:
    constrained = [
        name
        for name, codes in question.where
        if len(codes) < len(DOMAIN.dimension(name).codes)
    ]
    if not supported(constrained, PAIRS):
        with pytest.raises(UnsupportedQuestionError) as refusal:
            answer(TWO_YEARS, question)
        assert not re.search(r"\d", str(refusal.value))
        answer(TWO_YEARS, refusal.value.nearest)
        return
    given_answer = answer(TWO_YEARS, question)
    expected = slow_sum(TWO_YEARS, question)
    if given_answer.display is Display.SHOWN:
        assert given_answer.n == expected
        assert given_answer.moe90 is not None
        assert given_answer.moe90 <= expected / 2 + 1
    else:
        assert given_answer == NOT_SHOWN


def test_two_measured_together_are_answered_and_any_other_set_is_not() -> None:
    assert supported([], PAIRS)
    assert supported([OUTCOME], PAIRS)
    assert supported([CLASS, DEPARTMENT], PAIRS)
    assert not supported([OUTCOME, REPORTING], PAIRS)
    assert not supported([DEPARTMENT, CLASS, OUTCOME], PAIRS)
    assert not supported([], [])


def test_a_dimension_with_every_code_constrains_nothing() -> None:
    every = {OUTCOME: DOMAIN.dimension(OUTCOME).codes}
    asked = Question.of({DEPARTMENT: ["d0"], CLASS: ["a0"], **every})
    assert answer(TWO_YEARS, asked) == answer(
        TWO_YEARS, Question.of({DEPARTMENT: ["d0"], CLASS: ["a0"]})
    )


def test_a_refused_question_is_told_the_nearest_that_is_answered() -> None:
    asked = Question.of(
        {OUTCOME: ["o1"], DEPARTMENT: ["d0", "d2"], CLASS: ["a1"]}, [LAST]
    )
    assert nearest(asked, TWO_YEARS) == Question.of(
        {DEPARTMENT: ["d0", "d2"], CLASS: ["a1"]}, [LAST]
    )
    pair = Question.of({OUTCOME: ["o1"], REPORTING: ["r1"]})
    assert nearest(pair, TWO_YEARS) == Question.of({OUTCOME: ["o1"]})
    fine = Question.of({OUTCOME: ["o1"], CLASS: ["a1"]})
    assert nearest(fine, TWO_YEARS) == fine


def test_a_preliminary_year_beside_final_ones_is_asked_for_its_own_tables() -> None:
    early = edition(truth(400), measured=(PAIRS[0],)).parts[0]
    cube = Cube(LAST, Vintage.PRELIMINARY, DOMAIN, (PAIRS[0],), early[0].values)
    mixed = Edition((TWO_YEARS.parts[0], (cube, early[1])))
    outcome = Question.of({OUTCOME: ["o1"]})
    assert answer(mixed, Question(outcome.where, (COHORT,))).display is Display.SHOWN
    for cohorts in ((LAST,), ()):
        with pytest.raises(UnsupportedQuestionError):
            answer(mixed, Question(outcome.where, cohorts))


@pytest.mark.parametrize(
    ("n", "error", "is_shown"),
    [
        (9, 0.0, False),
        (10, 0.0, True),
        (10, 5 / 1.645 - 1e-9, True),
        (10, 5 / 1.645 + 1e-9, False),
        (1000, 500 / 1.645 + 1e-6, False),
        (0, 0.0, False),
    ],
)
def test_a_number_shows_from_ten_with_a_margin_of_half_at_most(
    n: int, error: float, is_shown: bool
) -> None:
    assert shown(n, error) is is_shown
    assert (figure(n, error) is NOT_SHOWN) is not is_shown


def test_zero_small_and_unsure_look_alike() -> None:
    values = np.zeros(DOMAIN.shape, dtype=np.int64)
    values[1, 0, 0, 0], values[2, 0, 0, 0] = 9, 900
    answers = dict(table(edition(values, error=300.0), DEPARTMENT, Question()))
    assert {repr(found) for found in answers.values()} == {repr(NOT_SHOWN)}


def test_sums_of_cells_and_of_years_add_variances() -> None:
    values = np.full(DOMAIN.shape, 50, dtype=np.int64)
    two = edition(values, values, error=10.0)
    cells = Question.of({DEPARTMENT: ["d0", "d1", "d2"]})
    assert answer(two, cells).moe90 == int(np.ceil(1.645 * np.sqrt(6) * 10))
    assert [cohort for cohort, _ in by_cohort(two, cells)] == [COHORT, LAST]


def test_a_share_is_of_fifty_and_more_and_of_figures_that_show() -> None:
    values = np.zeros(DOMAIN.shape, dtype=np.int64)
    values[0, 0, 0, 0], values[0, 0, 0, 1] = 20, 30
    reported = Question.of({REPORTING: ["r0"]})
    found = share(edition(values, error=0.0), reported, Question())
    assert (found.display, found.share, found.moe90) == (Display.SHOWN, 0.4, 0.0)
    unsure = share(edition(values, error=2.0), reported, Question())
    assert unsure.moe90 == pytest.approx(1.645 * np.hypot(2, 0.8) / 50)
    values[0, 0, 0, 1] = 29
    few = share(edition(values, error=0.0), reported, Question())
    assert (few.display, few.share) == (Display.NOT_SHOWN, None)
    values[0, 0, 0, 0], values[0, 0, 0, 1] = 9, 300
    small = share(edition(values, error=0.0), reported, Question())
    assert small.display is Display.NOT_SHOWN


def test_a_share_of_something_else_is_refused() -> None:
    reported = Question.of({REPORTING: ["r0"]})
    with pytest.raises(ValueError, match="same whole"):
        share(TWO_YEARS, reported, Question.of({DEPARTMENT: ["d0"]}))
    with pytest.raises(ValueError, match="same whole"):
        share(TWO_YEARS, reported, Question.of({}, [LAST]))


def test_unknown_names_codes_and_cohorts_are_errors_and_no_answers() -> None:
    for odd in ({"badge": ["1"]}, {DEPARTMENT: ["d9"]}):
        with pytest.raises(UnknownDimensionError):
            answer(TWO_YEARS, Question.of(odd))
    with pytest.raises(ValueError, match="no code"):
        answer(TWO_YEARS, Question.of({DEPARTMENT: []}))
    with pytest.raises(ValueError, match="no figures for 1999"):
        answer(TWO_YEARS, Question.of({}, [Cohort(1999, 1999)]))


def test_a_cube_is_int64_not_negative_and_read_only() -> None:
    values = truth()
    with pytest.raises(ValueError, match="negative"):
        Cube(COHORT, Vintage.FINAL, DOMAIN, PAIRS, values - 1000)
    with pytest.raises(TypeError, match="int64"):
        Cube(COHORT, Vintage.FINAL, DOMAIN, PAIRS, values.astype(float))
    cube = Cube(COHORT, Vintage.FINAL, DOMAIN, PAIRS, values)
    with pytest.raises(ValueError, match="read-only"):
        cube.values[0] = 1
    with pytest.raises(ValueError, match="no standard errors"):
        Edition(((cube, StandardErrors({})),))


def test_a_department_that_came_later_has_no_cases_in_older_years() -> None:
    older, newer = truth(3_000, 1), truth(3_000, 2, of=domain(5, 3, 3, 2))
    first = edition(older).parts[0]
    cube = Cube(LAST, Vintage.FINAL, domain(5, 3, 3, 2), PAIRS, newer)
    errors = {
        names: np.ones(cube.domain.shape_of(names)) for names in answerable(PAIRS)
    }
    grown = Edition((first, (cube, StandardErrors(errors))))
    assert grown.domain.dimension(DEPARTMENT).codes == ("d0", "d1", "d2", "d3", "d4")
    new = Question.of({DEPARTMENT: ["d4"]})
    assert answer(grown, new).n == int(newer[4].sum())
    assert answer(grown, Question(new.where, (COHORT,))) is NOT_SHOWN
    both = Question.of({DEPARTMENT: ["d3", "d4"]})
    assert answer(grown, both).n == int(older[3].sum() + newer[3:].sum())


def test_cohorts_with_other_dimensions_are_no_edition() -> None:
    fewer = Domain(DOMAIN.dimensions[:3])
    cube = Cube(LAST, Vintage.FINAL, fewer, ((),), truth().sum(axis=3))
    errors = StandardErrors({(): np.ones(())})
    with pytest.raises(ValueError, match="share their dimensions"):
        Edition((edition(truth()).parts[0], (cube, errors)))
