"""Words above the list are read as its own terms; nothing else is looked for."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from accountability.cases.search import understood
from accountability.vocab import AllegationClass, CaseStatus, OutcomeGroup

DEPARTMENTS = [(1, "Saanich Police Department"), (2, "Surrey Police Service")]
COURT = UUID(int=5)
TAGS = [(COURT, "court support"), (UUID(int=6), "Open")]


def test_words_are_terms_in_both_languages_and_names_without_their_endings() -> None:
    found = understood("saanich neglect of duty  Ouvert", DEPARTMENTS, TAGS)
    assert found.department_id == 1
    assert found.allegation_class is AllegationClass.NEGLECT_OF_DUTY
    assert found.status is CaseStatus.OPEN
    assert found.unknown == ()


def test_the_longest_phrase_counts_and_a_tag_hides_no_term() -> None:
    found = understood("court support, open", DEPARTMENTS, TAGS)
    assert found.tag_id == COURT
    assert found.status is CaseStatus.OPEN
    assert understood("court", DEPARTMENTS, TAGS).tag_id == COURT
    assert understood("Surrey Police Service", DEPARTMENTS).department_id == 2


def test_a_number_or_its_beginning() -> None:
    assert understood("7xk2-mm").number == "7XK2-MM"
    assert understood("7XK2-MMPQ").number == "7XK2-MMPQ"
    assert understood("7xk2mmpq").number == "7XK2-MMPQ"


def test_a_name_of_a_number_s_letters_is_no_number() -> None:
    for name in ("Jane", "Mary", "Marc", "Beth", "JANE"):
        found = understood(name)
        assert (found.number, found.unknown) == ("", (name,))
    assert understood("JANE-").number == "JANE-"


def test_what_is_no_term_is_named_and_not_left_out_quietly() -> None:
    found = understood("motel saanich Goldilocks", DEPARTMENTS)
    assert found.unknown == ("motel", "Goldilocks")
    assert found.department_id == 1


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_any_word_is_read_or_named(words: list[str]) -> None:
    found = understood(" ".join(words), DEPARTMENTS, TAGS)
    read = (
        found.number,
        found.status,
        found.allegation_class,
        found.outcome,
        found.department_id,
        found.tag_id,
    )
    assert any(read) or len(found.unknown) == len(words)


@given(st.sampled_from([*CaseStatus, *AllegationClass, *OutcomeGroup]))
def test_every_label_finds_something(term: CaseStatus) -> None:
    for words in (term.value, term.english, term.french):
        found = understood(words)
        assert found.status or found.allegation_class or found.outcome
