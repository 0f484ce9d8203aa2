"""A reading in words: what a reviewer compares with the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accountability.models import Department
from accountability.review.corrections import ALL_DEPARTMENTS
from accountability.review.words import REASONS
from accountability.sources.proposals import (
    AllegationProposal,
    ComplaintFacts,
    MatterProposal,
    MeasureFacts,
    ProceedingProposal,
    Reading,
    RecommendationProposal,
    Rejection,
    ResponseProposal,
    StatisticProposal,
)
from accountability.staff.words import name_of, term_label, translated
from accountability.vocab import Period, ProceedingOutcome
from accountability.vocab.refusals import Refusal


@dataclass(frozen=True)
class Line:
    """One fact of a reading: what we read, and the words it was read from.

    ``before`` is what the accepted reading that it would replace says, if different.
    """

    label: str
    value: str
    printed: str = ""
    before: str = ""


def department_names() -> dict[str, str]:
    """Return the names of all departments by slug, for one page."""
    return {place.slug: name_of(place) for place in Department.objects.all()}


def headline(reading: Reading, names: Mapping[str, str]) -> str:
    """Return a reading in one line."""
    if isinstance(reading, StatisticProposal):
        parts = [
            _department(reading.department, reading.department_raw, names),
            term_label(reading.metric),
            reading.category,
            reading.period.label,
        ]
        return ", ".join(part for part in parts if part)
    if isinstance(reading, AllegationProposal):
        facts = reading.complaint
        parts = [
            _department(facts.department, facts.department_raw, names),
            reading.class_raw or term_label(reading.allegation_class),
            reading.subtype_raw,
        ]
        return ", ".join(part for part in parts if part)
    if isinstance(reading, ProceedingProposal):
        named = reading.department or reading.department_raw
        parts = [
            reading.number_raw,
            _department(reading.department, reading.department_raw, names)
            if named
            else reading.place_raw,
            term_label(reading.kind),
        ]
        return ", ".join(part for part in parts if part)
    if isinstance(reading, MatterProposal):
        facts = reading.complaint
        place = _department(facts.department, facts.department_raw, names)
        return _("%(department)s, a matter") % {"department": place}
    if isinstance(reading, RecommendationProposal):
        what = reading.summary or _counted_only(reading)
        return _("To %(addressee)s: %(what)s") % {
            "addressee": reading.addressee_raw,
            "what": what,
        }
    if isinstance(reading, ResponseProposal):
        return _("%(who)s answers: %(what)s") % {
            "who": reading.responder_raw,
            "what": term_label(reading.status),
        }
    return _("Could not be read: %(reason)s") % {"reason": reason_words(reading.reason)}


def value_words(reading: Reading) -> str:
    """Return what a reading says in the fewest words: the value, or the outcome."""
    if isinstance(reading, StatisticProposal):
        if reading.value is None:
            return term_label(reading.status)
        return f"{_decimal(reading.value)} {term_label(reading.unit)}"
    if isinstance(reading, AllegationProposal):
        return term_label(reading.disposition)
    if isinstance(reading, ProceedingProposal):
        told = reading.corrected or reading.reported or reading.opened
        stated = reading.outcome is not ProceedingOutcome.UNKNOWN
        return term_label(reading.outcome) if stated or told is None else told.text
    if isinstance(reading, MatterProposal):
        facts = reading.complaint
        if facts.received:
            return _("received %(date)s") % {"date": date_format(facts.received)}
        return facts.report_period.label if facts.report_period else ""
    if isinstance(reading, RecommendationProposal):
        return reading.made.text if reading.made else ""
    if isinstance(reading, ResponseProposal):
        return reading.answered.text if reading.answered else ""
    return reading.field


def reason_words(code: str) -> str:
    """Return a reading's reason in words; a parser's own code as it is, spaced."""
    if code in Refusal.codes():
        return term_label(Refusal.of(code))
    return str(REASONS.get(code) or translated(code.replace("_", " ")))


def lines(
    reading: Reading, names: Mapping[str, str], before: Reading | None = None
) -> list[Line]:
    """Return every fact of a reading, with what ``before`` says where it differs."""
    old = {line.label: line.value for line in _lines(before, names)} if before else {}
    return [
        Line(line.label, line.value, line.printed, old.get(line.label, line.value))
        if before and old.get(line.label, line.value) != line.value
        else line
        for line in _lines(reading, names)
    ]


def _lines(reading: Reading, names: Mapping[str, str]) -> Iterator[Line]:
    if isinstance(reading, StatisticProposal):
        yield from _statistic(reading, names)
    elif isinstance(reading, AllegationProposal):
        yield from _allegation(reading, names)
    elif isinstance(reading, ProceedingProposal):
        yield from _proceeding(reading, names)
    elif isinstance(reading, MatterProposal):
        yield _department_line(reading.complaint, names)
        if reading.disposition_raw:
            finding = term_label(reading.disposition)
            yield Line(_("Finding on the whole"), finding, reading.disposition_raw)
        yield from _matter(reading.complaint)
    elif isinstance(reading, RecommendationProposal):
        yield from _recommendation(reading, names)
    elif isinstance(reading, ResponseProposal):
        yield from _response(reading, names)
    else:
        yield from _rejection(reading)


def _statistic(reading: StatisticProposal, names: Mapping[str, str]) -> Iterator[Line]:
    value = _("no value") if reading.value is None else _decimal(reading.value)
    yield Line(
        _("Department"),
        _department(reading.department, reading.department_raw, names),
        reading.department_raw,
    )
    yield Line(_("What is counted"), term_label(reading.metric))
    if reading.category:
        yield Line(_("Part"), reading.category)
    yield Line(_("Value"), value, reading.value_raw)
    yield Line(_("Unit"), term_label(reading.unit))
    yield Line(_("Status"), term_label(reading.status))
    yield Line(_("Period"), _period(reading.period), reading.period.label)
    if reading.note:
        yield Line(_("Note"), reading.note)


def _allegation(
    reading: AllegationProposal, names: Mapping[str, str]
) -> Iterator[Line]:
    facts = reading.complaint
    yield _department_line(facts, names)
    yield Line(_("Class"), term_label(reading.allegation_class), reading.class_raw)
    if reading.subtype_raw:
        yield Line(_("Sub-type"), reading.subtype_raw)
    yield Line(_("Finding"), term_label(reading.disposition), reading.disposition_raw)
    yield Line(_("Whose finding"), term_label(reading.stage))
    for number, measure in enumerate(reading.measures, start=1):
        yield Line(
            _("Measure %(number)s") % {"number": number},
            _measure(measure),
            measure.raw,
        )
    yield Line(
        _("Officer's standing"),
        term_label(facts.employment_status),
        facts.employment_status_raw,
    )
    yield from _matter(facts)


def _department_line(facts: ComplaintFacts, names: Mapping[str, str]) -> Line:
    return Line(
        _("Department"),
        _department(facts.department, facts.department_raw, names),
        facts.department_raw,
    )


def _matter(facts: ComplaintFacts) -> Iterator[Line]:
    yield Line(_("Set in motion by"), term_label(facts.route))
    yield Line(_("Type of file"), term_label(facts.file_type), facts.file_type_raw)
    if facts.report_period:
        yield Line(
            _("Report period"), _period(facts.report_period), facts.report_period.label
        )
    if facts.occurred:
        yield Line(_("Occurred"), facts.occurred.text)
    if facts.received:
        yield Line(_("Received"), date_format(facts.received))
    if facts.concluded:
        yield Line(_("Concluded"), date_format(facts.concluded))
    if facts.listed is not None and facts.listed_of is not None:
        yield Line(
            _("Listed"),
            _("%(listed)s of %(total)s allegations of this matter")
            % {"listed": facts.listed, "total": facts.listed_of},
        )
    if facts.number_raw:
        yield Line(_("Body's own number (never published)"), facts.number_raw)


def _proceeding(
    reading: ProceedingProposal, names: Mapping[str, str]
) -> Iterator[Line]:
    yield _named_line(reading, names)
    yield Line(_("Kind of matter"), term_label(reading.kind))
    for label, words in (
        (_("Place"), reading.place_raw),
        (_("Incident"), reading.incident_raw),
        (_("Harm"), reading.harm_raw),
    ):
        if words:
            yield Line(label, words)
    yield Line(_("How it ended"), term_label(reading.outcome), reading.outcome_raw)
    for label, told in (
        (_("Occurred"), reading.occurred),
        (_("Told of or begun"), reading.opened),
        (_("Reported or decided"), reading.reported),
        (_("Corrected"), reading.corrected),
    ):
        if told:
            yield Line(label, told.text)
    if reading.number_raw:
        yield Line(_("Body's own number (never published)"), reading.number_raw)


def _named_line(
    reading: ProceedingProposal | RecommendationProposal | ResponseProposal,
    names: Mapping[str, str],
) -> Line:
    named = reading.department or reading.department_raw
    return Line(
        _("Department"),
        _department(reading.department, reading.department_raw, names)
        if named
        else _("not named"),
        reading.department_raw,
    )


def _counted_only(reading: RecommendationProposal) -> str:
    return ngettext(
        "%(number)s recommendation, text not seen",
        "%(number)s recommendations, text not seen",
        reading.recommended,
    ) % {"number": reading.recommended}


def _recommendation(
    reading: RecommendationProposal, names: Mapping[str, str]
) -> Iterator[Line]:
    if reading.number_raw:
        yield Line(_("Number in the document (never published)"), reading.number_raw)
    yield Line(_("Addressee"), reading.addressee_raw)
    yield _named_line(reading, names)
    yield Line(
        _("What was recommended, in our own words"),
        reading.summary or _counted_only(reading),
    )
    if reading.made:
        yield Line(_("When"), reading.made.text)
    yield from _cited(reading)


def _response(reading: ResponseProposal, names: Mapping[str, str]) -> Iterator[Line]:
    yield Line(_("Who answered"), reading.responder_raw)
    yield Line(_("Who that is"), term_label(reading.role))
    yield _named_line(reading, names)
    yield Line(_("The answer"), term_label(reading.status), reading.status_raw)
    if reading.answered:
        yield Line(_("When"), reading.answered.text)
    yield Line(_("Recommendation"), reading.recommendation)
    yield from _cited(reading)


def _cited(reading: RecommendationProposal | ResponseProposal) -> Iterator[Line]:
    if reading.cited_url:
        yield Line(_("Page it was read from"), reading.cited_url)
    if reading.note:
        yield Line(_("Note"), reading.note)


def _rejection(reading: Rejection) -> Iterator[Line]:
    yield Line(_("Reason"), reason_words(reading.reason))
    yield Line(_("Field"), reading.field)
    for name, text in reading.raw.items():
        yield Line(name, text)


def _department(slug: str | None, raw: str, names: Mapping[str, str]) -> str:
    if slug == ALL_DEPARTMENTS:
        return _("All agencies of the period")
    if slug is None:
        return _("not recognised: “%(raw)s”") % {"raw": raw}
    return names.get(slug, slug)


def _decimal(number: Decimal) -> str:
    return str(number_format(number.normalize() + 0, force_grouping=True))


def _period(period: Period) -> str:
    return _("%(start)s to %(end)s") % {
        "start": date_format(period.start),
        "end": date_format(period.end),
    }


def _measure(facts: MeasureFacts) -> str:
    words = f"{term_label(facts.measure)} ({term_label(facts.stage)})"
    if facts.days is None:
        return words
    return f"{words}, " + _("%(days)s days") % {"days": _decimal(facts.days)}
