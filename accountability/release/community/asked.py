"""A question to the community record, as its address says it.

Parameters: every dimension of the record (``department``, ``allegation_class``,
``outcome``, ``reporting``, in some records ``year``) with codes, ``cohort`` with
labels, each repeated or separated by commas; and ``by``, one dimension or ``cohort``,
for a figure for each code of it. What is left out takes everything.
"""

from collections.abc import Collection
from dataclasses import dataclass

from accountability.release.community.answers import Figure, answer, by_cohort, table
from accountability.release.community.domain import Cohort
from accountability.release.community.questions import (
    Question,
    UnsupportedQuestionError,
    nearest,
    supported_in,
)
from accountability.release.community.record import CommunityRecord
from accountability.release.community.tables import vintage_of
from accountability.release.parameters import (
    Parameters,
    QueryError,
    check_known,
    given,
    one,
    refuse_unknown,
)
from accountability.release.parameters import nearest as nearest_word
from accountability.vocab.community import Vintage

COHORT = "cohort"
BY = "by"


@dataclass(frozen=True)
class Asked:
    """A question, and what its figures are broken down by; None for one figure."""

    question: Question
    by: str | None = None

    @classmethod
    def from_params(
        cls,
        record: CommunityRecord,
        parameters: Parameters,
        *,
        also: Collection[str] = (),
    ) -> "Asked":
        """Read a question from the parameters of an address.

        ``also`` names parameters that the caller reads itself. Raises QueryError for
        anything that the record does not know. Whether the question is answered is
        not asked here (``answers``).
        """
        domain = record.edition.domain
        refuse_unknown(parameters, [*domain.names, COHORT, BY, *also])
        where = {}
        for name in domain.names:
            codes = _several(parameters, name)
            check_known(name, codes, domain.dimension(name).codes)
            if codes:
                where[name] = codes
        labels = _several(parameters, COHORT)
        cohorts = {cohort.label: cohort for cohort in record.edition.cohorts}
        check_known(COHORT, labels, cohorts)
        by = one(parameters, BY)
        choices = [*domain.names, COHORT]
        if by is not None and by not in choices:
            raise QueryError(
                BY, f"{by!r} is not one of {choices}.", nearest_word(by, choices)
            )
        return cls(Question.of(where, [cohorts[label] for label in labels]), by)

    def to_params(self) -> list[tuple[str, str]]:
        """Return the parameters that ``from_params`` reads back to this question."""
        found = [(name, code) for name, codes in self.question.where for code in codes]
        found += [(COHORT, cohort.label) for cohort in self.question.cohorts]
        return [*found, (BY, self.by)] if self.by else found

    def vintage(self, record: CommunityRecord) -> Vintage:
        """Return the less settled of the vintages that it takes."""
        return vintage_of(record, self.question.cohorts)

    def cohorts(self, record: CommunityRecord) -> tuple[Cohort, ...]:
        """Return the cohorts that it takes, in the order of years."""
        return self.question.cohorts or record.edition.cohorts


class NotTogetherError(Exception):
    """No table measured these dimensions together; ``nearest`` is answered.

    Neither holds a figure.
    """

    def __init__(self, nearest: Asked) -> None:
        super().__init__("these dimensions are not published together")
        self.nearest = nearest


def answers(record: CommunityRecord, asked: Asked) -> list[tuple[str, Figure]]:
    """Return (code, figure) pairs; one pair with an empty code without ``by``.

    Raises NotTogetherError before any figure is looked at.
    """
    edition, question, by = record.edition, asked.question, asked.by
    try:
        if by is None:
            return [("", answer(edition, question))]
        if by == COHORT:
            _require_each(record, question)
            found = by_cohort(edition, question)
            return [(cohort.label, figure) for cohort, figure in found]
        _require_together(record, question, by)
        return table(edition, by, question)
    except UnsupportedQuestionError as refused:
        kept = refused.nearest.constraints
        chosen = question.constraints
        where = {name: chosen[name] for name in kept if name in chosen}
        keeps_by = by is not None and (by == COHORT or by in kept)
        nearest_one = Question.of(where, question.cohorts)
        raise NotTogetherError(Asked(nearest_one, by if keeps_by else None)) from None


def _require_together(record: CommunityRecord, question: Question, by: str) -> None:
    """Refuse before the first figure; one code of ``by`` stands for the breakdown."""
    edition = record.edition
    plain = question.plain(edition.domain)
    names = {*plain.constraints, by}
    if not supported_in(edition, names, plain.cohorts):
        first = edition.domain.dimension(by).codes[:1]
        probe = Question.of({**plain.constraints, by: first}, plain.cohorts)
        raise UnsupportedQuestionError(nearest(probe, edition))


def _require_each(record: CommunityRecord, question: Question) -> None:
    plain = question.plain(record.edition.domain)
    if not supported_in(record.edition, plain.constraints, plain.cohorts):
        raise UnsupportedQuestionError(nearest(plain, record.edition))


def _several(parameters: Parameters, name: str) -> list[str]:
    """Read the codes of a parameter; QueryError for an empty one."""
    codes = [part for text in given(parameters, name) for part in text.split(",")]
    if "" in codes:
        raise QueryError(name, "needs a value.")
    return codes
