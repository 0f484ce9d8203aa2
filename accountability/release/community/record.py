"""The community record of a release: an edition of cubes, and the bytes it is kept as.

It is an edition of its own: it changes when a vintage is drawn and at no other moment,
and is copied unchanged through releases of the official record (PRIVACY.md A5, T7). The
file lies in the bundle's ``server/`` and is never served; what may be shown of it is in
the ``community_*`` tables.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from accountability.release.community.cubes import (
    Cube,
    Edition,
    StandardErrors,
    answerable,
)
from accountability.release.community.domain import Cohort, Domain
from accountability.vocab.community import PlanKind, Vintage

_FORMAT = 1
#: Digits of a standard error after the point: far finer than any margin shown.
_DIGITS = 4


class RecordDamagedError(ValueError):
    """Bytes that are not a community record."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One cohort's figures and how they came about.

    ``epsilon`` is what its vintage spent, a decimal as text; ``scheduled`` the day that
    was fixed beforehand; ``plan`` the written plan with its tables and shares (without
    codes, which are the cube's); ``code_sha256`` the version of the code that drew and
    fitted; ``measurements_sha256`` the hash of the protected measurements.
    """

    cube: Cube
    errors: StandardErrors
    epsilon: str
    scheduled: date
    plan: Mapping[str, Any]
    plan_sha256: str
    code_sha256: str
    measurements_sha256: str

    @property
    def kind(self) -> PlanKind:
        """The kind of its plan."""
        return PlanKind.of(self.plan["kind"])

    def as_json(self) -> dict[str, Any]:
        """Return plain values; standard errors rounded to four digits."""
        cube = self.cube
        return {
            "cohort": cube.cohort.label,
            "vintage": cube.vintage.value,
            "epsilon": self.epsilon,
            "scheduled": self.scheduled.isoformat(),
            "plan": dict(self.plan),
            "plan_sha256": self.plan_sha256,
            "code_sha256": self.code_sha256,
            "measurements_sha256": self.measurements_sha256,
            "dimensions": cube.domain.as_json(),
            "measured": [list(names) for names in cube.measured],
            "values": cube.values.reshape(-1).tolist(),
            "errors": [
                [
                    list(names),
                    self.errors.tables[names].round(_DIGITS).reshape(-1).tolist(),
                ]
                for names in answerable(cube.measured)
            ],
        }

    def to_bytes(self) -> bytes:
        """Return canonical JSON: the same figures are the same bytes."""
        return _canonical(self.as_json())

    @classmethod
    def from_bytes(cls, data: bytes) -> "Entry":
        """Read what ``to_bytes`` gave; RecordDamagedError for anything else."""
        try:
            return cls.from_json(json.loads(data))
        except (ValueError, TypeError) as wrong:
            raise RecordDamagedError("this is no cohort of figures") from wrong

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Entry":
        """Read what ``as_json`` gave; RecordDamagedError for anything else."""
        try:
            domain = Domain.from_json(value["dimensions"])
            cube = Cube(
                Cohort.of(value["cohort"]),
                Vintage.of(value["vintage"]),
                domain,
                tuple(tuple(names) for names in value["measured"]),
                np.array(value["values"], dtype=np.int64).reshape(domain.shape),
            )
            errors = {
                tuple(names): np.array(cells, dtype=np.float64).reshape(
                    domain.shape_of(names)
                )
                for names, cells in value["errors"]
            }
            return cls(
                cube,
                StandardErrors(errors),
                str(value["epsilon"]),
                date.fromisoformat(value["scheduled"]),
                value["plan"],
                value["plan_sha256"],
                value["code_sha256"],
                value["measurements_sha256"],
            )
        except (KeyError, TypeError, ValueError) as wrong:
            raise RecordDamagedError("this is no cohort of figures") from wrong


@dataclass(frozen=True)
class Scheduled:
    """A day on which a vintage of a cohort may be drawn; fixed beforehand."""

    cohort: Cohort
    vintage: Vintage
    day: date


@dataclass(frozen=True, eq=False)
class CommunityRecord:
    """What an organisation publishes about its cases.

    ``entries`` has one vintage of each cohort, in the order of years; ``calendar``
    every vintage that was and will be drawn; ``synthetic`` says that the cases are
    made up.
    """

    organisation: str
    synthetic: bool
    entries: tuple[Entry, ...]
    calendar: tuple[Scheduled, ...]

    @cached_property
    def edition(self) -> Edition:
        """Its cubes as one body of figures."""
        return Edition(tuple((entry.cube, entry.errors) for entry in self.entries))

    @property
    def kind(self) -> PlanKind:
        """The kind of the newest cohort's plan."""
        return self.entries[-1].kind

    def entry(self, cohort: Cohort) -> Entry:
        """Return the figures of a cohort; KeyError if there are none."""
        for entry in self.entries:
            if entry.cube.cohort == cohort:
                return entry
        raise KeyError(cohort.label)

    def to_bytes(self) -> bytes:
        """Return canonical JSON: the same record is the same bytes."""
        calendar = [
            [day.cohort.label, day.vintage.value, day.day.isoformat()]
            for day in self.calendar
        ]
        return _canonical({**self._figures(), "calendar": calendar})

    def _figures(self) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "organisation": self.organisation,
            "synthetic": self.synthetic,
            "cohorts": [entry.as_json() for entry in self.entries],
        }

    @classmethod
    def from_bytes(cls, data: bytes) -> "CommunityRecord":
        """Read what ``to_bytes`` gave; RecordDamagedError if it is not just that."""
        try:
            value = json.loads(data)
            if value["format"] != _FORMAT:
                raise RecordDamagedError("the record has another format")
            read = cls(
                value["organisation"],
                value["synthetic"],
                tuple(map(Entry.from_json, value["cohorts"])),
                tuple(
                    Scheduled(
                        Cohort.of(cohort), Vintage.of(vintage), date.fromisoformat(day)
                    )
                    for cohort, vintage, day in value["calendar"]
                ),
            )
        except RecordDamagedError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise RecordDamagedError("these bytes are no community record") from wrong
        if read.to_bytes() != data:
            raise RecordDamagedError("these bytes are not canonical")
        return read

    @cached_property
    def sha256(self) -> str:
        """The edition's name: the hash of its figures, whatever is planned next."""
        return sha256(_canonical(self._figures())).hexdigest()


def _canonical(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"
