import inspect

import pytest

from accountability import vocab
from accountability.vocab import (
    AllegationClass,
    Disposition,
    Measure,
    Metric,
    OutcomeGroup,
    Term,
    comparable,
    outcome_group,
    unit_of,
)

VOCABULARIES = [
    item
    for item in vars(vocab).values()
    if inspect.isclass(item) and issubclass(item, Term) and item is not Term
]

#: Codes that have been published. A code is never removed and never renamed.
PERMANENT = {
    AllegationClass: "abuse_of_authority accessory_to_misconduct corrupt_practice "
    "damage_to_police_property damage_to_property_of_others deceit discourtesy "
    "discreditable_conduct improper_disclosure improper_off_duty_conduct "
    "improper_use_of_firearms misuse_of_intoxicants neglect_of_duty unknown unassigned",
    OutcomeGroup: "substantiated not_substantiated unfounded exonerated "
    "resolved_informally withdrawn closed_without_finding left_before_finding pending "
    "unknown unassigned",
    Measure: "advice verbal_reprimand written_reprimand program counselling training "
    "close_supervision transfer suspension reduction_in_rank dismissal unknown "
    "unassigned",
}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_term_has_both_languages_and_a_plain_code(vocabulary: type[Term]) -> None:
    assert list(vocabulary)
    for term in vocabulary:
        assert term.value.replace("_", "").isalnum()
        assert term.value == term.value.lower()
        assert term.label("en").strip()
        assert term.label("fr-ca").strip()
        assert vocabulary.of(term.value) is term


@pytest.mark.parametrize("vocabulary", PERMANENT)
def test_published_codes_stay_and_keep_their_order(vocabulary: type[Term]) -> None:
    assert vocabulary.codes() == PERMANENT[vocabulary].split()


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'nonsense' is not a code of Measure"):
        Measure.of("nonsense")


def test_every_disposition_has_a_group_and_every_metric_a_unit() -> None:
    assert {outcome_group(d) for d in Disposition} <= set(OutcomeGroup)
    assert all(unit_of(metric) for metric in Metric)


def test_gravity_follows_the_act() -> None:
    ordered = sorted(Measure, key=lambda measure: measure.gravity)
    assert ordered[-1] is Measure.DISMISSAL
    assert Measure.ADVICE.gravity == 1
    assert Measure.UNKNOWN.gravity == Measure.UNASSIGNED.gravity == 0


def test_unsubstantiated_and_not_sustained_do_not_compare() -> None:
    assert not comparable(Disposition.UNSUBSTANTIATED, Disposition.NOT_SUSTAINED)
    assert not comparable(Disposition.NOT_SUSTAINED, Disposition.UNSUBSTANTIATED)
    assert comparable(Disposition.SUBSTANTIATED, Disposition.SUBSTANTIATED)
