"""Dimensions, codes and questions of the community record in the reader's words."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from accountability.release.community.asked import COHORT, Asked
from accountability.release.community.domain import Cohort
from accountability.release.reader import Reader
from accountability.site.tags import label, number, per_cent
from accountability.vocab import AllegationClass, OutcomeGroup, Term
from accountability.vocab.community import (
    UNSTATED_DEPARTMENT,
    CommunityDimension,
    Reporting,
)

_TERMS: dict[str, type[Term]] = {
    CommunityDimension.ALLEGATION_CLASS.value: AllegationClass,
    CommunityDimension.OUTCOME.value: OutcomeGroup,
    CommunityDimension.REPORTING.value: Reporting,
}
_DEPARTMENT = CommunityDimension.DEPARTMENT.value


@lru_cache(maxsize=4)
def department_names(reader: Reader) -> dict[str, str]:
    """Return the names of the release's departments by code."""
    return {row["department"]: row["name"] for row in reader.departments()}


def dimension_words(name: str) -> str:
    """Return a dimension's label; cohorts are asked for like one."""
    if name == COHORT:
        return gettext("Years received")
    return label(CommunityDimension.of(name))


def code_words(reader: Reader, dimension: str, code: str) -> str:
    """Return what a code of a dimension means."""
    if dimension == _DEPARTMENT:
        if code == UNSTATED_DEPARTMENT:
            return gettext("No department named, or none of those listed")
        return department_names(reader).get(code, code.replace("-", " "))
    if dimension in _TERMS:
        return label(_TERMS[dimension].of(code))
    return cohort_words(Cohort.of(code)) if dimension == COHORT else code


def cohort_words(cohort: Cohort) -> str:
    """Return a cohort's years: 2024, or 2021 to 2024."""
    if cohort.first_year == cohort.last_year:
        return cohort.label
    return gettext("%(first)s to %(last)s") % {
        "first": cohort.first_year,
        "last": cohort.last_year,
    }


def cohorts_words(cohorts: Iterable[Cohort]) -> str:
    """Return the years of several cohorts in a row."""
    return listed(cohort_words(cohort) for cohort in cohorts)


def listed(words: Iterable[str]) -> str:
    """Return words in a row, with "and" before the last."""
    *first, last = words
    if not first:
        return last
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def quoted(words: str) -> str:
    """Return words within the reader's quotation marks."""
    return gettext("“%(words)s”") % {"words": words}


def named(name: str, words: str) -> str:
    """Return a name and what it has, with the colon as the language sets it."""
    return gettext("%(name)s: %(words)s") % {"name": name, "words": words}


def conditions(reader: Reader, asked: Asked) -> list[tuple[str, str]]:
    """Return what a question narrows: a dimension, and the codes it takes, in words."""
    found = [
        (
            dimension_words(name),
            ", ".join(code_words(reader, name, code) for code in codes),
        )
        for name, codes in asked.question.where
    ]
    if asked.question.cohorts:
        years = ", ".join(cohort_words(cohort) for cohort in asked.question.cohorts)
        found.append((dimension_words(COHORT), years))
    return found


def question_words(reader: Reader, asked: Asked) -> str:
    """Return a question as one line, for a title or a citation."""
    parts = [gettext("Community cases")]
    parts += [named(name, codes) for name, codes in conditions(reader, asked)]
    if asked.by:
        parts.append(gettext("by %(dimension)s") % {"dimension": by_words(asked.by)})
    return " · ".join(parts)


def by_words(name: str) -> str:
    """Return a dimension's label as it stands within a sentence."""
    words = dimension_words(name)
    return words[:1].lower() + words[1:]


def percent(share: float) -> str:
    """Write a share, 0 to 1, as percent to a tenth: as fine as the table has it."""
    return per_cent(_tenths(share))


def points(share: float) -> str:
    """Write a margin of a share in percentage points to a tenth."""
    return gettext("%(number)s points") % {"number": _tenths(share)}


def _tenths(share: float) -> str:
    """Write per cent from the share as the table rounds it.

    ``number_format`` cuts digits off and 100 * 0.022 is a little less than 2.2.
    """
    return number_format(round(100 * round(share, 3), 1), decimal_pos=1)


def cases(n: int) -> str:
    """Write a number of cases."""
    return ngettext("%(number)s case", "%(number)s cases", n) % {"number": number(n)}
