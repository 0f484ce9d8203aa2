"""A reviewer's correction of a proposal, checked field by field.

What is printed may be put right where a parser misread it; nothing else of the source
is changed. Flags that the correction settles are dropped from the proposal (they stay
on the reading).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial

from accountability.review.changed_fields import (
    Fields,
    ValueRefusedError,
    unsettled,
)
from accountability.sources.proposals import (
    AllegationProposal,
    MatterProposal,
    MeasureFacts,
    StatisticProposal,
)
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    Measure,
    Metric,
    Period,
    Route,
    Unit,
    ValueStatus,
    unit_of,
)

#: Stands for the body's total over the agencies of a period.
ALL_DEPARTMENTS = "all"
_VALUED = (ValueStatus.REPORTED, ValueStatus.ROUNDED)
_MOST_DAYS = Decimal(30)  # Police Act s.126(1)(b): not more than 30 scheduled days


def statistic_values(proposal: StatisticProposal) -> dict[str, str]:
    """Return the correctable fields of a figure as a form shows them."""
    return {
        "department": proposal.department or "",
        "metric": proposal.metric.value,
        "category": proposal.category,
        "period": proposal.period.label,
        "value_raw": proposal.value_raw,
        "status": proposal.status.value,
        "value": "" if proposal.value is None else f"{proposal.value:f}",
    }


def allegation_values(proposal: AllegationProposal) -> dict[str, str]:
    """Return the correctable fields of an allegation as a form shows them."""
    values = {
        "department": proposal.complaint.department or "",
        "allegation_class": proposal.allegation_class.value,
        "subtype_raw": proposal.subtype_raw,
        "disposition": proposal.disposition.value,
        "employment_status": proposal.complaint.employment_status.value,
    }
    for number, facts in enumerate(proposal.measures, start=1):
        values[f"measure_{number}"] = facts.measure.value
        values[f"stage_{number}"] = facts.stage.value
        values[f"days_{number}"] = "" if facts.days is None else f"{facts.days:f}"
    return values


def matter_values(proposal: MatterProposal) -> dict[str, str]:
    """Return the correctable fields of a matter as a form shows them."""
    return {
        "department": proposal.complaint.department or "",
        "route": proposal.complaint.route.value,
        "file_type": proposal.complaint.file_type.value,
        "disposition": proposal.disposition.value,
    }


def corrected_statistic(
    proposal: StatisticProposal,
    changes: Mapping[str, str],
    departments: Collection[str],
) -> StatisticProposal:
    """Return ``proposal`` with ``changes`` made.

    ``departments`` are the slugs that may be named. Raises CorrectionError naming every
    field that is wrong, unknown, or not changed by any of them (``__all__``).
    """
    fields = Fields(statistic_values(proposal), changes)
    department = fields.department({*departments, ALL_DEPARTMENTS})
    metric = fields.term("metric", Metric)
    status = fields.term("status", ValueStatus)
    period = fields.read("period", lambda words: _period(words, proposal.period))
    unit = unit_of(metric) if metric else proposal.unit
    value = fields.read("value", lambda words: _value(words, status, unit))
    category, value_raw = fields.text("category"), fields.text("value_raw")
    fields.raise_errors()
    assert metric  # noqa: S101  (no error was found, so it was read)
    assert status  # noqa: S101
    assert period  # noqa: S101
    return replace(
        proposal,
        department=department,
        metric=metric,
        unit=unit if metric is not proposal.metric else proposal.unit,
        category=category,
        period=period,
        value_raw=value_raw,
        status=status,
        value=value,
        flags=unsettled(proposal.flags, value is not None),
    )


def corrected_allegation(
    proposal: AllegationProposal,
    changes: Mapping[str, str],
    departments: Collection[str],
) -> AllegationProposal:
    """Return ``proposal`` with ``changes`` made; raises as corrected_statistic does."""
    fields = Fields(allegation_values(proposal), changes)
    department = fields.department(set(departments))
    allegation_class = fields.term("allegation_class", AllegationClass)
    disposition = fields.term("disposition", Disposition)
    standing = fields.term("employment_status", EmploymentStatus)
    subtype = fields.text("subtype_raw")
    measures = tuple(_measures(proposal, fields))
    fields.raise_errors()
    assert allegation_class  # noqa: S101  (no error was found, so it was read)
    assert disposition  # noqa: S101
    assert standing  # noqa: S101
    return replace(
        proposal,
        complaint=replace(
            proposal.complaint, department=department, employment_status=standing
        ),
        allegation_class=allegation_class,
        subtype_raw=subtype,
        disposition=disposition,
        measures=measures,
        flags=unsettled(proposal.flags, True),
    )


def corrected_matter(
    proposal: MatterProposal,
    changes: Mapping[str, str],
    departments: Collection[str],
) -> MatterProposal:
    """Return ``proposal`` with ``changes`` made; raises as corrected_statistic does."""
    fields = Fields(matter_values(proposal), changes)
    department = fields.department(set(departments))
    route, file_type = fields.term("route", Route), fields.term("file_type", FileType)
    disposition = fields.term("disposition", Disposition)
    fields.raise_errors()
    assert route  # noqa: S101  (no error was found, so it was read)
    assert file_type  # noqa: S101
    assert disposition  # noqa: S101
    return replace(
        proposal,
        complaint=replace(
            proposal.complaint, department=department, route=route, file_type=file_type
        ),
        disposition=disposition,
        flags=unsettled(proposal.flags, True),
    )


def _period(words: str, held: Period) -> Period:
    if words == held.label:
        return held
    try:
        return Period.parse(words)
    except ValueError as error:
        raise ValueRefusedError("not_a_period") from error


def _number(words: str) -> Decimal:
    try:
        number = Decimal(words)
    except InvalidOperation as error:
        raise ValueRefusedError("not_a_number") from error
    if not number.is_finite():
        raise ValueRefusedError("not_a_number")
    return number


def _value(words: str, status: ValueStatus | None, unit: Unit) -> Decimal | None:
    if status is None:
        return None
    if status not in _VALUED:
        if words:
            raise ValueRefusedError("value_without_status")
        return None
    if not words:
        raise ValueRefusedError("value_missing")
    number = _number(words)
    if unit is not Unit.PERCENT and (
        number < 0 or number != number.to_integral_value()
    ):
        raise ValueRefusedError("not_a_count")
    if number.adjusted() > 10 or number.normalize().as_tuple().exponent < -3:  # type: ignore[operator]
        raise ValueRefusedError("out_of_range")
    return number


def _measures(proposal: AllegationProposal, fields: Fields) -> Iterator[MeasureFacts]:
    for number, held in enumerate(proposal.measures, start=1):
        measure = fields.term(f"measure_{number}", Measure)
        stage = fields.term(f"stage_{number}", DisciplineStage)
        days = fields.read(f"days_{number}", partial(_days, measure))
        if measure and stage:
            yield MeasureFacts(measure, held.raw, stage, days)


def _days(measure: Measure | None, words: str) -> Decimal | None:
    if not words:
        return None
    days = _number(words)
    if measure is not Measure.SUSPENSION:
        raise ValueRefusedError("days_without_suspension")
    if not 0 < days <= _MOST_DAYS:
        raise ValueRefusedError("days_out_of_range")
    return days
