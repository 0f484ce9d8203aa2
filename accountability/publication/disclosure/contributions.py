"""Which cases count, and their counts over the full domain.

A case adds one to one cell of each table. Of one complainant at most three cases count
in a cohort; which ones is a keyed hash's choice, so that nobody can arrange it and both
vintages choose alike (PRIVACY.md A4, unit of privacy). True counts live in memory
between here and the noise, and nowhere else.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from accountability.publication.disclosure.plans import Plan, Spending
from accountability.release.community.cubes import Dimensions, frozen
from accountability.release.community.domain import Cohort, Domain
from accountability.vocab.community import Vintage

#: Cases of one complainant that count in a cohort.
CASES_A_COMPLAINANT = 3


@dataclass(frozen=True)
class Record:
    """One eligible case: its own bytes, a code for each dimension, whose it is.

    ``codes`` stand in the order of the domain. ``complainant`` is the keyed token of
    the complainant, None when there is none: such cases cannot be capped. Nothing of
    it is in a ``repr``: a traceback must not tell a case.
    """

    case: bytes = field(repr=False)
    codes: tuple[str, ...] = field(repr=False)
    complainant: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False, repr=False)
class Counts:
    """True counts of one cohort for one vintage: confidential, never stored or shown.

    ``tables`` maps measured dimensions to int64 arrays over the full domain.
    """

    cohort: Cohort
    vintage: Vintage
    domain: Domain
    tables: Mapping[Dimensions, NDArray[np.int64]]


def admitted(
    records: Iterable[Record], *, cohort: Cohort, key: bytes
) -> tuple[Record, ...]:
    """Return the records that count, in an order that tells nothing.

    The order of ``records`` changes nothing. ValueError when a case stands twice or
    the key is shorter than 16 bytes.
    """
    if len(key) < 16:
        raise ValueError("the key of contributions has 16 bytes at the least")

    def rank(record: Record) -> bytes:
        message = f"contribution\0{cohort.label}\0".encode() + record.case
        return hmac.digest(key, message, sha256)

    ranked = sorted(records, key=rank)
    if len({record.case for record in ranked}) != len(ranked):
        raise ValueError("a case stands twice")
    seen: Counter[bytes] = Counter()
    kept = []
    for record in ranked:
        if record.complainant is not None:
            seen[record.complainant] += 1
            if seen[record.complainant] > CASES_A_COMPLAINANT:
                continue
        kept.append(record)
    return tuple(kept)


def count(
    records: Iterable[Record], *, plan: Plan, vintage: Vintage, cohort: Cohort
) -> Counts:
    """Count admitted records in every table that the plan's vintage measures.

    UnknownDimensionError, which does not name the code, when a record has a code
    outside the domain; ValueError when it has not one code a dimension.
    """
    plan.require_cohort(cohort)
    domain, spending = plan.domain, plan.spending(vintage)
    places = _places(records, domain)
    return Counts(
        cohort,
        vintage,
        domain,
        {names: _table(places, domain, names) for names in spending.measured},
    )


def counts_of_cube(
    values: NDArray[np.int64], *, domain: Domain, spending: Spending, cohort: Cohort
) -> Counts:
    """Count a whole cube instead of records: for bootstraps and synthetic worlds."""
    return Counts(
        cohort,
        spending.vintage,
        domain,
        {
            names: frozen(values.sum(axis=domain.summed_axes(names), dtype=np.int64))
            for names in spending.measured
        },
    )


def _places(records: Iterable[Record], domain: Domain) -> NDArray[np.int64]:
    """Return a row of axis places for each record."""
    dimensions = domain.dimensions
    rows = []
    for record in records:
        if len(record.codes) != len(dimensions):
            raise ValueError("a record has one code for each dimension")
        pairs = zip(dimensions, record.codes, strict=True)
        rows.append([dimension.index(code) for dimension, code in pairs])
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(dimensions))


def _table(
    places: NDArray[np.int64], domain: Domain, names: Dimensions
) -> NDArray[np.int64]:
    values = np.zeros(domain.shape_of(names), dtype=np.int64)
    at = tuple(places[:, domain.axis(name)] for name in names)
    if names:
        np.add.at(values, at, 1)
    else:
        values[()] = len(places)
    return frozen(values)
