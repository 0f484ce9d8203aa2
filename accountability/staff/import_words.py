"""A past case before it is entered, and a problem of a table, as pages tell them."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accountability.cases.importing.records import PastCase
from accountability.models import Department, ImportProblem
from accountability.staff.words import name_of, term_label
from accountability.vocab import ConsentPurpose, Harm, Term
from accountability.vocab.imports import ImportField, ImportProblemKind

_ANSWERS = {
    ConsentPurpose.KEEP: ImportField.KEEP,
    ConsentPurpose.STATISTICS: ImportField.STATISTICS,
}


def department_names() -> Mapping[int, str]:
    """Return the names of all departments in the reader's language."""
    return {place.pk: name_of(place) for place in Department.objects.all()}


def told(past: PastCase, departments: Mapping[int, str]) -> list[tuple[str, str]]:
    """Return what a row says, field by field, in the reader's language."""
    entry = past.entry
    facts, text = entry.facts, entry.text
    found: list[tuple[ImportField, str]] = [
        (ImportField.RECEIVED, date_format(facts.received_month, "F Y")),
        (ImportField.DEPARTMENT, departments.get(facts.department_id or 0, "")),
        (ImportField.NARRATIVE, text.narrative),
        (ImportField.OCCURRED, text.occurred),
        (ImportField.PLACE, text.place),
        (ImportField.HARM, _word(Harm.of(text.harm) if text.harm else None)),
        (ImportField.WISHES, text.wishes),
        (ImportField.REPORTED_TO, _word(facts.reported_to)),
        (
            ImportField.NOT_REPORTED_BECAUSE,
            "; ".join(_word(why) for why in facts.not_reported_because),
        ),
        (ImportField.POLICE_RESPONSE, _word(facts.police_response)),
        (ImportField.OUTCOME, _word(facts.outcome)),
    ]
    for officer in entry.officers:
        found.append((ImportField.OFFICER, officer.description or ""))
        for act in officer.acts:
            found += [
                (ImportField.ACT, act.told),
                (ImportField.ALLEGATION_CLASS, _word(act.kind.allegation_class)),
                (ImportField.SUBTYPE, _word(act.kind.subtype)),
            ]
    for person in entry.people:
        found += [
            (ImportField.PERSON_NAME, person.text.name),
            (ImportField.PERSON_CONTACT, person.text.contact),
        ]
    found += [
        (_ANSWERS[answer.purpose], _("yes") if answer.given else _("no"))
        for answer in entry.answers
    ]
    if past.closed_month:
        found.append((ImportField.CLOSED, date_format(past.closed_month, "F Y")))
    found.append((ImportField.NOTE, past.note))
    return [(term_label(field), words) for field, words in found if words]


def problem_words(problem: ImportProblem) -> tuple[int, str, str]:
    """Return a problem's row, field and what is wrong with it."""
    field = term_label(ImportField.of(problem.field)) if problem.field else ""
    return problem.row, field, term_label(ImportProblemKind.of(problem.kind))


def _word(term: Term | None) -> str:
    return term_label(term) if term else ""
