"""Names of documents in samples, and where their rows were read."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

Rows = Iterable[Mapping[str, object]]

RETRIEVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANNUAL = "ca_bc_opcc/annual-2021-22"
NOPD = "us_la_nopd/misconduct-2016-2023"
TYPED, ANSWERS = "ca_bc_mwci/recommendations", "ca_bc_mwci/responses"
CASES = "ca_bc_iio/cases-2014"


def sha256_for(name: str) -> str:
    """Return a stable hash that stands for the bytes of document version ``name``."""
    return hashlib.sha256(name.encode()).hexdigest()


def read_from(document: str, **overrides: Any) -> dict[str, object]:
    """Return the columns that say where a row was read."""
    provenance: dict[str, object] = {
        "document": document,
        "sha256": sha256_for(document),
        "retrieved_at": RETRIEVED,
        "page": 3,
        "box_x0": 310.5,
        "box_top": 201.25,
        "box_x1": 325.0,
        "box_bottom": 211.0,
        "row": None,
        "xpath": None,
        "parser_version": "ca_bc_opcc/1",
    }
    return provenance | overrides


#: Of a place that is no box on a page.
NO_BOX = dict.fromkeys(("box_x0", "box_top", "box_x1", "box_bottom"))
