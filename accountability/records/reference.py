"""Reference data: read from fixtures/reference, checked line by line, loaded whole."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model

from accountability.models import (
    Denominator,
    Department,
    DepartmentAlias,
    OversightBody,
)

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "reference"
#: Places whose sources are declared and whose departments this edition does not offer.
ELSEWHERE = REFERENCE / "elsewhere"
#: The body that oversees the departments of a jurisdiction, where a department does
#: not name its own.
_BODY_OF = {"CA-BC": "opcc-bc", "CA-ON": "leca", "US-LA": "nopd-pib"}
#: Federal police answer to a body of their own wherever they serve.
_FEDERAL = "federal"
_BODY_OF_FEDERAL = "crcc"

Row = dict[str, str]


class ReferenceDataError(Exception):
    """A line of the reference data that can't be loaded. Names file and line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        """Keep the place in the message."""
        super().__init__(f"{file} line {line}: {problem}")


@transaction.atomic
def load_reference(directory: Path = REFERENCE) -> dict[str, int]:
    """Load every table, or nothing; return the number of lines of each.

    What is there is brought up to the files, nothing is deleted. Raises
    ReferenceDataError naming file and line.
    """
    return {
        "bodies": _load(directory / "bodies.csv", _body),
        "departments": _load(directory / "departments.csv", _department),
        "aliases": _load(directory / "department_aliases.csv", _alias),
        "denominators": _load(directory / "denominators.csv", _denominator),
    }


def _load(path: Path, save: Callable[[Row], Model]) -> int:
    number = 0
    for line, row in _rows(path):
        try:
            save(row).full_clean(validate_unique=False, validate_constraints=False)
        except KeyError as error:
            problem = f"no column {error.args[0]}"
            raise ReferenceDataError(path.name, line, problem) from error
        except ValidationError as error:
            problem = "; ".join(f"{k}: {v[0]}" for k, v in error.message_dict.items())
            raise ReferenceDataError(path.name, line, problem) from error
        except (ValueError, DataError, IntegrityError) as error:
            raise ReferenceDataError(path.name, line, str(error)) from error
        number += 1
    return number


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            for row in reader:
                if None in row or None in row.values():
                    problem = "not as many fields as there are headings"
                    raise ReferenceDataError(path.name, reader.line_num, problem)
                yield reader.line_num, row
    except FileNotFoundError as error:
        raise ReferenceDataError(path.name, 0, "the file is missing") from error


def _body(row: Row) -> OversightBody:
    body, _ = OversightBody.objects.update_or_create(
        slug=row["slug"],
        defaults={
            "name": row["name"],
            "jurisdiction": row["jurisdiction"],
            "url": row["website"],
        },
    )
    return body


def _department(row: Row) -> Department:
    federal = row["kind"] == _FEDERAL
    body = _BODY_OF_FEDERAL if federal else _BODY_OF.get(row["jurisdiction"])
    body = row.get("body") or body
    if body is None:
        raise ValueError(f"jurisdiction {row['jurisdiction']}: no body oversees it")
    first, last = _day(row["valid_from"]), _day(row["valid_to"])
    if first and last and last < first:
        raise ValueError("valid_to: before valid_from")
    department, _ = Department.objects.update_or_create(
        slug=row["slug"],
        defaults={
            "name": row["name"],
            "kind": row["kind"],
            "jurisdiction": row["jurisdiction"],
            "body": OversightBody.objects.get(slug=body),
            "valid_from": first,
            "valid_to": last,
            "source": row["source"],
        },
    )
    return department


def _alias(row: Row) -> DepartmentAlias:
    department = _known(row["department"])
    if department.jurisdiction != row["jurisdiction"]:
        raise ValueError("jurisdiction: not the department's own")
    alias, made = DepartmentAlias.objects.get_or_create(
        jurisdiction=row["jurisdiction"],
        name=row["alias"],
        defaults={"department": department},
    )
    if not made and alias.department_id != department.pk:
        raise ValueError("alias: another department has it already")
    return alias


def _denominator(row: Row) -> Denominator:
    denominator, _ = Denominator.objects.update_or_create(
        department=_known(row["department"]),
        measure=row["measure"],
        year=int(row["as_of"]),
        defaults={
            "value": int(row["value"]),
            "unit": row["unit"],
            "source_kind": row["source_kind"],
            "source_url": row["source"],
            "note": row["note"],
        },
    )
    return denominator


def _known(slug: str) -> Department:
    department = Department.objects.filter(slug=slug).first()
    if department is None:
        raise ValueError(f"department {slug!r}: not in departments.csv")
    return department


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
