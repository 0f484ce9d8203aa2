"""The words that may stand in a table for a term or a department."""

import re
from collections.abc import Mapping
from functools import cache

from accountability.cases.words import compared
from accountability.models import Department
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    Harm,
    NotReportedBecause,
    OutcomeGroup,
    PoliceResponse,
    ReportedTo,
    Term,
)
from accountability.vocab.imports import ImportField

#: The fields that hold a term.
TERMS: Mapping[ImportField, type[Term]] = {
    ImportField.HARM: Harm,
    ImportField.ALLEGATION_CLASS: AllegationClass,
    ImportField.SUBTYPE: AllegationSubtype,
    ImportField.REPORTED_TO: ReportedTo,
    ImportField.NOT_REPORTED_BECAUSE: NotReportedBecause,
    ImportField.POLICE_RESPONSE: PoliceResponse,
    ImportField.OUTCOME: OutcomeGroup,
}
#: Several reasons stand in one cell, cut by these; a comma is part of some.
SEVERAL = re.compile(r"[;|\n]")


@cache
def terms_by_word(vocabulary: type[Term]) -> Mapping[str, Term]:
    """Return a vocabulary's terms by code, English and French label."""
    return {
        compared(words): term
        for term in vocabulary
        for words in (term.french, term.english, term.value.replace("_", " "), term)
    }


def accepted_words(language: str) -> list[tuple[ImportField, list[str]]]:
    """Return the words that each field with a list of its own takes, for a page.

    Those of both languages are taken; a page lists them in its own.
    """
    french = language.startswith("fr")
    names = [
        (french and place.name_fr) or place.name
        for place in Department.objects.order_by("name")
    ]
    listed: list[tuple[ImportField, list[str]]] = [(ImportField.DEPARTMENT, names)]
    return [
        *listed,
        *((field, [t.label(language) for t in kind]) for field, kind in TERMS.items()),
    ]
