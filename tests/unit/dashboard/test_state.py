from hypothesis import given
from hypothesis import strategies as st

from accountability.vocab import AllegationClass, Metric, OutcomeGroup
from dashboard.address import Problem, held, read
from dashboard.state import State, ToldBy

SLUGS = st.lists(
    st.sampled_from(["all", "saanich", "oak-bay", "new-orleans"]), unique=True
).map(tuple)
YEARS = st.none() | st.integers(1800, 2200)


@st.composite
def states(draw: st.DrawFn) -> State:
    def bounds() -> tuple[int | None, int | None]:
        first, last = draw(YEARS), draw(YEARS)
        if first is not None and last is not None and first > last:
            return last, first
        return first, last

    period_min, period_max = bounds()
    year_min, year_max = bounds()
    return State(
        metric=draw(st.sampled_from(Metric)),
        departments=draw(SLUGS),
        period_min=period_min,
        period_max=period_max,
        jurisdiction=draw(st.none() | st.sampled_from(["CA-BC", "US-LA", "all"])),
        police=draw(SLUGS),
        year_min=year_min,
        year_max=year_max,
        classes=tuple(
            draw(st.lists(st.sampled_from(AllegationClass), unique=True, max_size=3))
        ),
        outcomes=tuple(
            draw(st.lists(st.sampled_from(OutcomeGroup), unique=True, max_size=3))
        ),
        cohort=draw(st.none() | st.sampled_from(["2023", "2021-2024", "all"])),
        told_by=draw(st.sampled_from(ToldBy)),
        case_by=draw(st.sampled_from(["department", "outcome", "cohort", "all"])),
        case_department=draw(SLUGS),
        case_reporting=draw(st.sampled_from([(), ("reported",), ("stigma", "other")])),
        release=draw(st.none() | st.just("2026-11-22.1")),
        language=draw(st.sampled_from(["en", "fr"])),
    )


@given(states())
def test_an_address_holds_the_whole_state(state: State) -> None:
    assert read(state.search()) == (state, ())


def test_the_default_state_has_an_empty_address() -> None:
    assert State().search() == ""
    assert read("") == (State(), ())


def test_values_may_be_repeated_or_joined_by_commas() -> None:
    state, problems = read("?department=saanich,vancouver&department=oak-bay")
    assert state.departments == ("saanich", "vancouver", "oak-bay")
    assert not problems


def test_an_unknown_parameter_is_named_with_the_nearest_right_one() -> None:
    state, problems = read("?deparment=saanich")
    assert state == State()
    assert problems == (Problem("deparment", "saanich", "department"),)


def test_an_unknown_code_is_left_out_and_named() -> None:
    state, problems = read("?metric=registerd_complaints&class=deceit")
    assert state == State(classes=(AllegationClass.DECEIT,))
    assert problems == (
        Problem("metric", "registerd_complaints", "registered_complaints"),
    )


def test_a_year_out_of_reason_or_no_year_is_left_out() -> None:
    _, problems = read("?year__min=20&year__max=last&period__min=1e9")
    assert {problem.parameter for problem in problems} == {
        "year__min",
        "year__max",
        "period__min",
    }


def test_bounds_the_wrong_way_round_keep_the_first() -> None:
    state, problems = read("?year__min=2020&year__max=2018")
    assert (state.year_min, state.year_max) == (2020, None)
    assert problems == (Problem("year__max", "2018"),)


def test_what_the_release_does_not_hold_is_left_out_and_named() -> None:
    domain = {
        "department": {"all", "saanich"},
        "police": {"saanich"},
        "jurisdiction": {"CA-BC"},
    }
    state, problems = held(
        State(departments=("sanich", "saanich"), jurisdiction="CA-AB"), domain
    )
    assert state == State(departments=("saanich",))
    assert problems == (
        Problem("jurisdiction", "CA-AB", "CA-BC"),
        Problem("department", "sanich", "saanich"),
    )
