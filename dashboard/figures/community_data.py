"""What charts of community cases are made of: a record, its years, words for codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accountability.release.community.asked import COHORT, Asked
from accountability.release.community.domain import Cohort
from accountability.release.community.record import CommunityRecord
from accountability.release.community.tables import vintage_of
from accountability.release.schema import ALL
from accountability.vocab import AllegationClass, OutcomeGroup, Term
from accountability.vocab.community import (
    UNSTATED_DEPARTMENT,
    CommunityDimension,
    Reporting,
    Vintage,
)
from dashboard.figures.chart import Chart, Source, Table
from dashboard.words import Words

_TERMS: Mapping[str, type[Term]] = {
    CommunityDimension.ALLEGATION_CLASS.value: AllegationClass,
    CommunityDimension.OUTCOME.value: OutcomeGroup,
    CommunityDimension.REPORTING.value: Reporting,
}
#: The columns that every row of protected figures begins with.
RECORD_COLUMNS = ("release", "edition", "organisation", "synthetic")


@dataclass(frozen=True)
class CommunityData:
    """The cases of some cohorts; none named is all of them together.

    ``names`` are the departments' by id.
    """

    record: CommunityRecord
    cohorts: tuple[Cohort, ...]
    names: Mapping[str, str]
    release: str

    @property
    def cohort(self) -> str:
        """The cohorts as the release's tables name them: a label, or ``all``."""
        return self.cohorts[0].label if self.cohorts else ALL

    @property
    def every(self) -> tuple[Cohort, ...]:
        """The cohorts one by one, in the order of years."""
        return self.cohorts or self.record.edition.cohorts

    @property
    def vintage(self) -> Vintage:
        """The less settled of the cohorts' vintages."""
        return vintage_of(self.record, self.cohorts)

    @property
    def told(self) -> tuple[str | bool, ...]:
        """The values of ``RECORD_COLUMNS``."""
        record = self.record
        return self.release, record.sha256, record.organisation, record.synthetic

    def years(self, words: Words) -> str:
        """Write the years that the cases were received in."""
        return words.list(cohort_words(cohort, words) for cohort in self.every)

    def code(self, dimension: str, code: str, words: Words) -> str:
        """Return what a code of a dimension means."""
        if dimension == CommunityDimension.DEPARTMENT:
            if code == UNSTATED_DEPARTMENT:
                return words("No department named, or none of those listed")
            return self.names.get(code, code.replace("-", " "))
        if dimension == COHORT:
            return cohort_words(Cohort.of(code), words)
        if dimension in _TERMS:
            return _TERMS[dimension].of(code).label(words.language)
        return code

    def conditions(self, asked: Asked, words: Words) -> list[str]:
        """Return what a question narrows beside the years, one text a dimension."""
        return [
            words(
                "{name}: {value}",
                name=CommunityDimension.of(name).label(words.language),
                value=", ".join(self.code(name, code, words) for code in codes),
            )
            for name, codes in asked.question.where
        ]

    def titled(self, title: str, words: Words) -> str:
        """Return a chart's title; what is made up says so first of all."""
        if not self.record.synthetic:
            return title
        return words("SYNTHETIC: {title}", title=title)

    def credit(self, words: Words) -> str:
        """Say whose figures these are, as a citation needs it."""
        said = words(
            "Cases: {organisation}, edition {edition}.",
            organisation=self.record.organisation,
            edition=self.record.sha256,
        )
        if not self.record.synthetic:
            return said
        return f"{said} {words('Made up: not for citation.')}"

    def notes(self, words: Words) -> list[str]:
        """Return what must be known of every chart of these cases."""
        found = []
        if self.record.synthetic:
            found.append(words("These cases are made up, for a demonstration."))
        if self.vintage is Vintage.PRELIMINARY:
            found.append(
                words(
                    "Preliminary: departments and classes only. The final figures "
                    "replace these once; there is never a third edition."
                )
            )
        return found

    def sources(self, words: Words) -> tuple[Source, ...]:
        """Return the page that tells how the figures are made: no case is linked."""
        language = "&lang=fr" if words.language == "fr" else ""
        return (
            Source(
                words(
                    "{organisation}: how these figures are made",
                    organisation=self.record.organisation,
                ),
                f"/methodology/community/?release={self.release}{language}",
            ),
        )


def cohort_words(cohort: Cohort, words: Words) -> str:
    """Write a cohort's years: 2024, or 2021 to 2024."""
    if cohort.first_year == cohort.last_year:
        return cohort.label
    return words("{first} to {last}", first=cohort.first_year, last=cohort.last_year)


def dimension_words(name: str, words: Words) -> str:
    """Return a dimension's label; cohorts are asked for like one."""
    if name == COHORT:
        return words("Years received")
    return CommunityDimension.of(name).label(words.language)


def percent(share: float, words: Words) -> str:
    """Write a share, 0 to 1, in per cent to a tenth: as fine as the table has it."""
    space = "\N{NO-BREAK SPACE}" if words.language == "fr" else ""
    return f"{words.tenths(tenths(share))}{space}%"


def points(margin: float, words: Words) -> str:
    """Write the margin of a share in percentage points to a tenth."""
    return words("{number} points", number=words.tenths(tenths(margin)))


def tenths(share: float) -> float:
    """Return a share in per cent as the table rounds it; never 12.299999."""
    return round(100 * round(share, 3), 1)


def without_record(name: str, title: str, words: Words) -> Chart:
    """Return the chart of a release that nobody publishes figures of cases in."""
    return Chart(
        name=name,
        title=title,
        sentence=words(
            "No organisation of advocates publishes figures of its cases in this "
            "release. That says nothing about how many cases there are."
        ),
        figure=None,
        table=Table("", (), ()),
        columns=(),
        rows=(),
    )


def quoted(names: Iterable[str], words: Words) -> str:
    """Return names in quotation marks, in a row."""
    return words.list(words("“{name}”", name=name) for name in names)
