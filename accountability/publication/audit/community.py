"""The gate's checks of the community record: T1 to T3, T7 and the budget (PRIVACY A5).

They recompute every figure from the cubes' cells by code of their own, hold the record
to the release before it, and to what the ledger says was drawn. None reads a case.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import ceil, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accountability.publication.audit.checks import Check, Found
from accountability.publication.audit.written import Written
from accountability.publication.disclosure.plans import LIFETIME_EPSILON
from accountability.release.bundle import (
    ReleaseInfo,
    community_path,
    csv_path,
    parquet_path,
    sha256_of,
)
from accountability.release.community.answers import answer
from accountability.release.community.cubes import Edition
from accountability.release.community.questions import (
    Question,
    UnsupportedQuestionError,
    supported_in,
)
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import (
    ALL,
    COMMUNITY,
    COMMUNITY_DIMENSIONS,
    COMMUNITY_FIGURES,
)

#: Random unions of codes and cohorts that T1 asks for beside every row of the table.
_QUESTIONS = 5_000


@dataclass(frozen=True)
class Drawn:
    """A row of the ledger, as the gate needs it; cohorts are an organisation's own."""

    organisation: int
    cohort: str
    vintage: str
    epsilon: Decimal
    measurements_sha256: str


def community_checks(shelf: Path, ledger: Sequence[Drawn]) -> tuple[Check, ...]:
    """Return the checks; ``shelf`` is where published releases lie."""

    def frozen(written: Written, _: Ed25519PublicKey) -> Found:
        return _unmoved(written, shelf)

    def budget(written: Written, _: Ed25519PublicKey) -> Found:
        return _paid_for(written, ledger)

    return (
        Check("community_sums", sums),
        Check("community_totals", totals),
        Check("community_refusals", refusals),
        Check("community_unmoved", frozen),
        Check("community_budget", budget),
    )


def sums(written: Written, _: Ed25519PublicKey) -> Found:
    """T1: every figure, of the tables and of random questions, is a sum of cells."""
    record = _record(written)
    if record is None:
        return Found(True, 0)
    cells = _Cells(community_path(written.bundle))
    asked, wrong = 0, ""
    for relation in (
        written.parquet(COMMUNITY_FIGURES),
        written.csv(COMMUNITY_FIGURES),
    ):
        for row in written.rows(f"SELECT * FROM {relation}"):
            asked += 1
            where = {
                name: [row[name]] for name in COMMUNITY_DIMENSIONS if row[name] != ALL
            }
            cohorts = [] if row["cohort"] == ALL else [row["cohort"]]
            said = (row["display"], _whole(row["n"]), _whole(row["moe90"]))
            if said != cells.figure(where, cohorts):
                wrong = wrong or f"{row['cohort']} {sorted(where.items())}"
    for question in _random_questions(record):
        asked += 1
        found = answer(record.edition, question)
        labels = [cohort.label for cohort in question.cohorts]
        said = (found.display.value, found.n, found.moe90)
        if said != cells.figure(question.constraints, labels):
            wrong = wrong or str(question)
    return Found(not wrong, asked, wrong)


def totals(written: Written, _: Ed25519PublicKey) -> Found:
    """T2: no cell is below zero, and every total is the sum of its parts."""
    record = _record(written)
    if record is None:
        return Found(True, 0)
    checked, wrong = 0, ""
    for cube, _errors in record.edition.parts:
        whole = int(cube.values.sum())
        for size in (1, 2):
            for names in combinations(cube.domain.names, size):
                checked += 1
                if int(cube.table(names).sum()) != whole:
                    wrong = wrong or f"{cube.cohort.label} {names}"
        if (cube.values < 0).any():
            wrong = wrong or cube.cohort.label
    return Found(not wrong, checked, wrong)


def refusals(written: Written, _: Ed25519PublicKey) -> Found:
    """T3: whatever no table measured together is refused, without a figure."""
    record = _record(written)
    if record is None:
        return Found(True, 0)
    edition = record.edition
    refused, wrong = 0, ""
    names = edition.domain.names
    for size in range(2, len(names) + 1):
        for asked in combinations(names, size):
            if supported_in(edition, asked):
                continue
            refused += 1
            if not _is_refused(edition, asked):
                wrong = wrong or " ".join(asked)
    return Found(not wrong, refused, wrong)


def _is_refused(edition: Edition, names: Iterable[str]) -> bool:
    question = Question.of({n: edition.domain.dimension(n).codes[:1] for n in names})
    try:
        answer(edition, question)
    except UnsupportedQuestionError as refused:
        told = "".join(map(str, refused.args))
        nearest = refused.nearest
        return not any(c.isdigit() for c in told) and supported_in(
            edition, nearest.constraints, nearest.cohorts
        )
    return False


def _unmoved(written: Written, shelf: Path) -> Found:
    """T7: nothing of a cohort moves but by its next vintage; files are copied."""
    info = ReleaseInfo.of(written.bundle)
    if info.previous is None or not (shelf / info.previous).is_dir():
        return Found(True, 0)
    before = ReleaseInfo.of(shelf / info.previous)
    if not before.community:
        return Found(True, 0)
    if not info.community:
        return Found(False, 1, "the record of the release before is gone")
    moved = []
    if before.community == info.community:
        if before.schema_version == info.schema_version:
            moved = [
                path(written.bundle, table).name
                for table in COMMUNITY
                for path in (csv_path, parquet_path)
                if sha256_of(path(written.bundle, table))
                != sha256_of(path(shelf / info.previous, table))
            ]
    else:
        now = _Cells(community_path(written.bundle)).cohorts
        for label, cohort in _Cells(community_path(shelf / info.previous)).cohorts:
            held = dict(now).get(label)
            later = held and (cohort["vintage"], held["vintage"]) == (
                "preliminary",
                "final",
            )
            if held != cohort and not later:
                moved.append(label)
    return Found(not moved, len(moved), "".join(moved[:1]))


def _paid_for(written: Written, ledger: Sequence[Drawn]) -> Found:
    """Hold every cohort shown to the ledger, and the ledger to the lifetime budget."""
    spent: dict[tuple[int, str], Decimal] = {}
    for drawn in ledger:
        whose = (drawn.organisation, drawn.cohort)
        spent[whose] = spent.get(whose, Decimal(0)) + drawn.epsilon
    over = [cohort for (_, cohort), sum_ in spent.items() if sum_ > LIFETIME_EPSILON]
    known = {(d.cohort, d.vintage, d.epsilon, d.measurements_sha256): d for d in ledger}
    if not ReleaseInfo.of(written.bundle).community:
        return Found(not over, len(over), "".join(over[:1]))
    unpaid = [
        label
        for label, cohort in _Cells(community_path(written.bundle)).cohorts
        if (
            label,
            cohort["vintage"],
            Decimal(cohort["epsilon"]),
            cohort["measurements_sha256"],
        )
        not in known
    ]
    wrong = [*over, *unpaid]
    return Found(not wrong, len(wrong), "".join(wrong[:1]))


def _record(written: Written) -> CommunityRecord | None:
    if not ReleaseInfo.of(written.bundle).community:
        return None
    return CommunityRecord.from_bytes(community_path(written.bundle).read_bytes())


def _random_questions(record: CommunityRecord) -> Iterator[Question]:
    """Yield supported questions over unions of codes and cohorts.

    Drawn from the record's own hash: the same record is asked the same.
    """
    random = np.random.default_rng(int(record.sha256[:16], 16))
    edition = record.edition
    names = edition.domain.names
    found = 0
    while found < _QUESTIONS:
        asked = random.choice(names, size=random.integers(0, 3), replace=False)
        some = random.random(len(edition.cohorts)) < 0.5
        cohorts = [c for c, wanted in zip(edition.cohorts, some, strict=True) if wanted]
        if not supported_in(edition, map(str, asked), cohorts):
            continue
        where = {}
        for name in map(str, asked):
            codes = edition.domain.dimension(name).codes
            size = random.integers(1, len(codes) + 1)
            where[name] = [codes[n] for n in random.permutation(len(codes))[:size]]
        found += 1
        yield Question.of(where, cohorts)


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


class _Cells:
    """The record's file read by other code than the reader's, and its plain sums."""

    def __init__(self, path: Path) -> None:
        told = json.loads(path.read_bytes())
        self.cohorts: list[tuple[str, dict[str, Any]]] = [
            (cohort["cohort"], cohort) for cohort in told["cohorts"]
        ]
        self._arrays = {
            label: np.array(cohort["values"]).reshape(
                [len(d["codes"]) for d in cohort["dimensions"]]
            )
            for label, cohort in self.cohorts
        }

    def figure(
        self, where: Mapping[str, Sequence[str]], cohorts: Sequence[str]
    ) -> tuple[str, int | None, int | None]:
        """Return display, n and margin by the rule of PRIVACY.md A4, "Serving"."""
        n, variance = 0, 0.0
        for label, cohort in self.cohorts:
            if cohorts and label not in cohorts:
                continue
            names = [d["name"] for d in cohort["dimensions"]]
            codes = {d["name"]: d["codes"] for d in cohort["dimensions"]}
            constrained = [
                name
                for name in names
                if name in where and set(where[name]) < self._every(name)
            ]
            values = self._arrays[label]
            table = values.sum(
                axis=tuple(i for i, x in enumerate(names) if x not in constrained)
            )
            errors = np.array(
                next(e for dims, e in cohort["errors"] if dims == constrained)
            ).reshape(table.shape)
            for axis, name in enumerate(constrained):
                places = [i for i, c in enumerate(codes[name]) if c in where[name]]
                table = table.take(places, axis=axis)
                errors = errors.take(places, axis=axis)
            n += int(table.sum())
            variance += float((errors**2).sum())
        error = sqrt(variance)
        if n < 10 or 1.645 * error > 0.5 * n:
            return "not_shown", None, None
        return "shown", n, ceil(1.645 * error)

    def _every(self, name: str) -> set[str]:
        return {
            code
            for _, cohort in self.cohorts
            for d in cohort["dimensions"]
            if d["name"] == name
            for code in d["codes"]
        }
