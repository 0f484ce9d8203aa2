"""A correction is checked field by field, and every wrong field is named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accountability.review.changed_fields import CorrectionError
from accountability.review.corrections import (
    allegation_values,
    corrected_allegation,
    corrected_statistic,
    statistic_values,
)
from accountability.review.matter_corrections import (
    corrected_proceeding,
    proceeding_values,
)
from accountability.review.words import CORRECTION_ERRORS
from accountability.sources.proposals import (
    Locator,
    MeasureFacts,
    ProceedingProposal,
)
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Flag,
    Measure,
    Metric,
    Period,
    Unit,
    ValueStatus,
)
from tests.factories import figure, matter

SLUGS = ("saanich", "vancouver")


def test_only_what_is_named_changes() -> None:
    read = figure()
    corrected = corrected_statistic(read, {"value": "49"}, SLUGS)
    assert corrected == replace(read, value=Decimal(49))


def test_an_unknown_department_is_named_and_its_flag_goes() -> None:
    read = figure(
        department=None,
        department_raw="Surrey Police",
        flags=(Flag.UNKNOWN_DEPARTMENT, Flag.SUM_CHECKED),
    )
    corrected = corrected_statistic(read, {"department": "vancouver"}, SLUGS)
    assert corrected.department == "vancouver"
    assert corrected.department_raw == "Surrey Police"
    assert corrected.flags == (Flag.SUM_CHECKED,)


def test_an_unreadable_number_may_get_a_value_or_stay_unreadable() -> None:
    read = figure(
        value=None,
        value_raw="#VALUE!",
        status=ValueStatus.PARSE_FAILED,
        flags=(Flag.NUMBER_UNREADABLE,),
    )
    read_by_a_person = corrected_statistic(
        read, {"status": "reported", "value": "12"}, SLUGS
    )
    assert (read_by_a_person.value, read_by_a_person.flags) == (Decimal(12), ())
    still = corrected_statistic(read, {"department": "vancouver"}, SLUGS)
    assert still.flags == (Flag.NUMBER_UNREADABLE,)


def test_the_unit_follows_the_metric() -> None:
    corrected = corrected_statistic(figure(), {"metric": "files_opened"}, SLUGS)
    assert (corrected.metric, corrected.unit) == (Metric.FILES_OPENED, Unit.FILE)


def test_zero_is_a_value_and_a_period_is_not_a_bare_year() -> None:
    corrected = corrected_statistic(
        figure(), {"value": "0", "period": "2020/21"}, SLUGS
    )
    assert (corrected.value, corrected.period) == (Decimal(0), Period.parse("2020/21"))


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {"__all__": "nothing_changed"}),
        ({"value": " 48 "}, {"__all__": "nothing_changed"}),
        ({"value": "2 262"}, {"value": "not_a_number"}),
        ({"value": "2,262"}, {"value": "not_a_number"}),
        ({"value": "NaN"}, {"value": "not_a_number"}),
        ({"value": ""}, {"value": "value_missing"}),
        ({"value": "-1"}, {"value": "not_a_count"}),
        ({"value": "1.5"}, {"value": "not_a_count"}),
        ({"value": "1e300"}, {"value": "out_of_range"}),
        ({"value": "1", "status": "suppressed"}, {"value": "value_without_status"}),
        ({"period": "2021"}, {"period": "not_a_period"}),
        ({"metric": "wishes"}, {"metric": "unknown_code"}),
        ({"department": "atlantis"}, {"department": "unknown_department"}),
        ({"category": "x" * 121}, {"category": "too_long"}),
        ({"locator": "page 9"}, {"locator": "unknown_field"}),
        (
            {"value": "many", "period": "soon", "department": ""},
            {
                "value": "not_a_number",
                "period": "not_a_period",
                "department": "unknown_department",
            },
        ),
    ],
)
def test_every_wrong_field_of_a_figure_is_named(
    changes: dict[str, str], errors: dict[str, str]
) -> None:
    with pytest.raises(CorrectionError) as wrong:
        corrected_statistic(figure(), changes, SLUGS)
    assert wrong.value.errors == errors
    assert set(errors.values()) <= set(CORRECTION_ERRORS)


def test_a_percentage_may_fall_and_have_decimals() -> None:
    read = figure(metric=Metric.CHANGE_IN_INVESTIGATIONS, unit=Unit.PERCENT)
    assert corrected_statistic(read, {"value": "-3.5"}, SLUGS).value == Decimal("-3.5")


SUSPENDED = matter(
    department="saanich",
    measures=(
        MeasureFacts(Measure.SUSPENSION, "5 days", DisciplineStage.IMPOSED, Decimal(5)),
    ),
)


def test_an_allegation_is_corrected_with_its_measures() -> None:
    corrected = corrected_allegation(
        SUSPENDED,
        {"allegation_class": "deceit", "days_1": "3", "employment_status": "resigned"},
        SLUGS,
    )
    assert corrected.allegation_class is AllegationClass.DECEIT
    assert corrected.class_raw == SUSPENDED.class_raw
    assert corrected.measures[0].days == Decimal(3)
    assert corrected.measures[0].raw == "5 days"
    assert corrected.complaint.employment_status.value == "resigned"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"days_1": "31"}, {"days_1": "days_out_of_range"}),
        ({"measure_1": "dismissal"}, {"days_1": "days_without_suspension"}),
        ({"stage_1": "dreamt"}, {"stage_1": "unknown_code"}),
        ({"department": "all"}, {"department": "unknown_department"}),
        ({"measure_2": "advice"}, {"measure_2": "unknown_field"}),
    ],
)
def test_every_wrong_field_of_an_allegation_is_named(
    changes: dict[str, str], errors: dict[str, str]
) -> None:
    with pytest.raises(CorrectionError) as wrong:
        corrected_allegation(SUSPENDED, changes, SLUGS)
    assert wrong.value.errors == errors


def test_a_form_shows_what_is_held() -> None:
    assert statistic_values(figure())["value"] == "48"
    assert allegation_values(SUSPENDED)["days_1"] == "5"


def proceeding(**changes: object) -> ProceedingProposal:
    return replace(
        ProceedingProposal(key="case:1", locator=Locator(row=2), number_raw="1"),
        **changes,  # type: ignore[arg-type]
    )


def test_a_matter_is_corrected_in_its_words_and_terms() -> None:
    read = proceeding(
        department_raw="VPD East", flags=(Flag.UNKNOWN_DEPARTMENT, Flag.UNMAPPED_TERM)
    )
    corrected = corrected_proceeding(
        read, {"department": "vancouver", "outcome": "no_grounds"}, SLUGS
    )
    assert (corrected.department, corrected.outcome) == ("vancouver", "no_grounds")
    assert corrected.department_raw == "VPD East"
    assert corrected.flags == (Flag.UNMAPPED_TERM,)
    assert corrected.number_raw == "1"


def test_a_matter_may_go_without_a_department_only_where_none_is_named() -> None:
    unnamed = corrected_proceeding(proceeding(), {"place_raw": "Comox"}, SLUGS)
    assert (unnamed.department, unnamed.place_raw) == (None, "Comox")
    with pytest.raises(CorrectionError) as wrong:
        corrected_proceeding(
            proceeding(department_raw="VPD East"), {"place_raw": "Comox"}, SLUGS
        )
    assert wrong.value.errors == {"department": "unknown_department"}


def test_every_wrong_field_of_a_matter_is_named() -> None:
    with pytest.raises(CorrectionError) as wrong:
        corrected_proceeding(
            proceeding(),
            {"outcome": "guilty", "kind": "", "harm_raw": "x" * 121},
            SLUGS,
        )
    assert wrong.value.errors == {
        "outcome": "unknown_code",
        "kind": "unknown_code",
        "harm_raw": "too_long",
    }
    assert set(proceeding_values(proceeding())) > {"place_raw", "incident_raw"}
