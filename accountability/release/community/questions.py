"""What may be asked, and the nearest question that may be.

A question constrains some dimensions to unions of codes, over a union of cohorts. It is
answered when what it constrains lies within one measured table (PRIVACY.md A4,
"Serving"); else it is refused before any number is looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from accountability.release.community.cubes import Dimensions, Edition
from accountability.release.community.domain import Cohort, Domain


class UnsupportedQuestionError(Exception):
    """The question constrains dimensions that no measured table holds together.

    ``nearest`` is a question that is answered. Neither holds a figure.
    """

    def __init__(self, nearest: "Question") -> None:
        super().__init__("these dimensions are not published together")
        self.nearest = nearest


@dataclass(frozen=True)
class Question:
    """One figure: ``where`` has (dimension, codes) pairs, sorted; empty is the total.

    No cohort named means every cohort of the edition.
    """

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cohorts: tuple[Cohort, ...] = ()

    @classmethod
    def of(
        cls,
        where: Mapping[str, Iterable[str]] | None = None,
        cohorts: Iterable[Cohort] = (),
    ) -> "Question":
        """Make a question; the order and doubling of codes and cohorts do not count."""
        pairs = {
            name: tuple(sorted(set(codes))) for name, codes in (where or {}).items()
        }
        return cls(tuple(sorted(pairs.items())), tuple(sorted(set(cohorts))))

    @property
    def constraints(self) -> dict[str, tuple[str, ...]]:
        """The constrained dimensions and their codes."""
        return dict(self.where)

    def plain(self, domain: Domain) -> "Question":
        """Return it without dimensions that take every code: they constrain nothing.

        UnknownDimensionError for a dimension or code that the domain does not have;
        ValueError for a dimension constrained to no code at all.
        """
        kept = {}
        for name, codes in self.where:
            dimension = domain.dimension(name)
            for code in codes:
                dimension.index(code)
            if not codes:
                raise ValueError(f"{name} is asked for no code")
            if len(codes) < len(dimension.codes):
                kept[name] = codes
        return Question.of(kept, self.cohorts)


def supported(names: Iterable[str], measured: Iterable[Dimensions]) -> bool:
    """Say whether the constrained dimensions lie within one measured table."""
    wanted = set(names)
    return any(wanted <= set(table) for table in measured)


def supported_in(
    edition: Edition, names: Iterable[str], cohorts: Iterable[Cohort] = ()
) -> bool:
    """Say whether every one of the cohorts measured these dimensions together.

    A preliminary cohort beside final ones can be asked for its own tables alone.
    """
    wanted = tuple(names)
    return all(
        supported(wanted, cube.measured)
        for cube, _ in edition.of(tuple(cohorts) or edition.cohorts)
    )


def nearest(question: Question, edition: Edition) -> Question:
    """Return the supported question that keeps the most of what was asked.

    Of equally many kept dimensions those win that come first in the domain.
    """
    domain = edition.domain
    plain = question.plain(domain)
    names = domain.ordered(plain.constraints)
    for size in range(len(names), -1, -1):
        for kept in combinations(names, size):
            if supported_in(edition, kept, plain.cohorts):
                where = {name: plain.constraints[name] for name in kept}
                return Question.of(where, plain.cohorts)
    return Question.of({}, plain.cohorts)


def require_supported(question: Question, edition: Edition) -> Question:
    """Return the plain form of a question, or raise UnsupportedQuestionError."""
    plain = question.plain(edition.domain)
    if supported_in(edition, plain.constraints, plain.cohorts):
        return plain
    raise UnsupportedQuestionError(nearest(plain, edition))
