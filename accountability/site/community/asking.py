"""The form that asks the community record a question; its address is the question."""

from dataclasses import dataclass

from django.utils.translation import gettext

from accountability.release.community.asked import BY, COHORT, Asked
from accountability.release.community.record import CommunityRecord
from accountability.release.parameters import Parameters
from accountability.release.reader import Reader
from accountability.site.community.words import (
    by_words,
    code_words,
    dimension_words,
    named,
)
from accountability.site.language import PARAMETER
from accountability.site.page import PINNED

#: What the page's address says beside the question.
BESIDE = (PINNED, PARAMETER)


@dataclass(frozen=True)
class Choice:
    """One code that may be ticked."""

    code: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A dimension with its codes; ``chosen`` are the words of those ticked."""

    name: str
    words: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> list[str]:
        """The words of what is ticked."""
        return [choice.words for choice in self.choices if choice.chosen]

    @property
    def summary(self) -> str:
        """The dimension and what is ticked of it."""
        return named(self.words, ", ".join(self.chosen) or gettext("any"))


@dataclass(frozen=True)
class Form:
    """The fields of a question, and what its answer may be broken down by."""

    fields: tuple[Field, ...]
    by: tuple[Choice, ...]


def read_question(record: CommunityRecord, parameters: Parameters) -> Asked:
    """Read the form's own address; raises QueryError as ``Asked.from_params`` does.

    A form without a breakdown sends an empty ``by``.
    """
    given = {
        name: values for name, values in parameters.items() if name != BY or any(values)
    }
    return Asked.from_params(record, given, also=BESIDE)


def form_for(reader: Reader, record: CommunityRecord, asked: Asked | None) -> Form:
    """Return the form, filled with what was asked."""
    chosen = asked.question.constraints if asked else {}
    cohorts = [cohort.label for cohort in asked.question.cohorts] if asked else []
    domain = record.edition.domain
    fields = [
        _field(reader, name, domain.dimension(name).codes, chosen.get(name, ()))
        for name in domain.names
    ]
    labels = [cohort.label for cohort in record.edition.cohorts]
    fields.append(_field(reader, COHORT, labels, cohorts))
    by = asked.by if asked else None
    return Form(
        tuple(fields),
        tuple(
            Choice(name, by_words(name), name == by) for name in (*domain.names, COHORT)
        ),
    )


def _field(
    reader: Reader,
    name: str,
    codes: list[str] | tuple[str, ...],
    chosen: list[str] | tuple[str, ...],
) -> Field:
    return Field(
        name,
        dimension_words(name),
        tuple(
            Choice(code, code_words(reader, name, code), code in chosen)
            for code in codes
        ),
    )
