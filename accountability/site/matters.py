"""Allegations of the official record, grouped into the matters they belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accountability.release.reader import Row
from accountability.site.figures import Source, flags_of, source_of
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    Flag,
    Measure,
    OutcomeGroup,
    Route,
)


@dataclass(frozen=True)
class AllegationLine:
    """One allegation: class, sub-type, conclusion, measures, and where it stands."""

    allegation: str
    department: str
    year: int
    period: str | None
    allegation_class: AllegationClass
    class_raw: str
    subtype: str
    disposition: Disposition
    disposition_raw: str
    outcome: OutcomeGroup
    measures: tuple[Measure, ...]
    measures_raw: str
    suspension_days: float | None
    stage: DisciplineStage | None
    flags: tuple[Flag, ...]
    source: Source

    @property
    def after_departure(self) -> bool:
        """Whether the measure was only put on record, the officer having left."""
        return self.stage is DisciplineStage.RECORDED_AFTER_DEPARTURE


@dataclass(frozen=True)
class Matter:
    """One numbered matter. ``listed`` of ``listed_of`` allegations are given."""

    complaint: str
    year: int
    period: str | None
    route: Route
    file_type: FileType
    file_type_raw: str
    employment: EmploymentStatus
    listed: int | None
    listed_of: int | None
    allegations: tuple[AllegationLine, ...]

    @property
    def partial(self) -> bool:
        """Whether the source counts more allegations than it lists."""
        return (
            self.listed is not None
            and self.listed_of is not None
            and self.listed < self.listed_of
        )

    @property
    def after_departure(self) -> bool:
        """Whether any measure was recorded after the officer had left."""
        return any(line.after_departure for line in self.allegations)


def allegation_line(row: Row, documents: Mapping[str, Row]) -> AllegationLine:
    """Return one row of the allegations as a reader meets it."""
    stage = row["discipline_stage"]
    return AllegationLine(
        allegation=row["allegation"],
        department=row["department"],
        year=row["year"],
        period=row["period"],
        allegation_class=AllegationClass.of(row["class"]),
        class_raw=row["class_raw"],
        subtype=row["subtype_raw"],
        disposition=Disposition.of(row["disposition"]),
        disposition_raw=row["disposition_raw"],
        outcome=OutcomeGroup.of(row["outcome"]),
        measures=tuple(map(Measure.of, row["measures"].split())),
        measures_raw=row["measures_raw"],
        suspension_days=row["suspension_days"],
        stage=DisciplineStage.of(stage) if stage else None,
        flags=flags_of(row),
        source=source_of(row, documents),
    )


def matters_of(rows: Iterable[Row], documents: Mapping[str, Row]) -> list[Matter]:
    """Group allegations into matters, the newest first."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["complaint"], []).append(row)
    matters = [_matter(group, documents) for group in groups.values()]
    matters.sort(key=lambda matter: matter.complaint)
    matters.sort(key=lambda matter: matter.year, reverse=True)
    return matters


def _matter(rows: list[Row], documents: Mapping[str, Row]) -> Matter:
    first = rows[0]
    return Matter(
        complaint=first["complaint"],
        year=first["year"],
        period=first["period"],
        route=Route.of(first["route"]),
        file_type=FileType.of(first["file_type"]),
        file_type_raw=first["file_type_raw"],
        employment=EmploymentStatus.of(first["employment_status"]),
        listed=first["listed"],
        listed_of=first["listed_of"],
        allegations=tuple(allegation_line(row, documents) for row in rows),
    )
