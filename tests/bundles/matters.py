"""Rows of rejections, of bodies' own matters, and of recommendations."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accountability.release.schema import (
    PROCEEDING_STATEMENTS,
)
from tests.bundles.places import (
    ANSWERS,
    CASES,
    NO_BOX,
    NOPD,
    TYPED,
    read_from,
    sha256_for,
)


def rejection(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the rejections table."""
    row: dict[str, object] = {
        "rejection": f"rejection-{number}",
        "document": NOPD,
        "sha256": sha256_for(NOPD),
        "page": None,
        "row": number,
        "reason": "shifted_cells",
        "field": "",
    }
    return row | overrides


def proceeding(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the proceedings table: a line of a body's table of cases."""
    row: dict[str, object] = {
        "proceeding": f"p{number}",
        "body": "iio-bc",
        "jurisdiction": "CA-BC",
        "department": None,
        "year": 2014,
        "kind": "independent_investigation",
        "place_raw": "Princeton",
        "incident_raw": "Use of Force",
        "harm_raw": "Serious Harm",
        "outcome": "referred_to_crown",
        "outcome_raw": "Pending",
        "occurred_month": None,
        "opened_month": date(2014, 3, 1),
        "reported_month": date(2014, 7, 1),
        "corrected_month": None,
        "documents": 1,
        "languages": "en",
        "replaced": 0,
        "flags": "",
    }
    place = {"page": None, "xpath": f"/html/body/table/tr[{number + 1}]/td[1]"}
    document = str(overrides.get("document", CASES))
    return row | read_from(document, **NO_BOX, **place) | overrides


def statement(
    of: Mapping[str, object], number: int = 1, **overrides: Any
) -> dict[str, object]:
    """Return one row of the proceeding statements, from a proceeding's row."""
    own: dict[str, object] = {
        "statement": f"{of['proceeding']}-s{number}",
        "current": True,
        "replaced_by": None,
    }
    names = PROCEEDING_STATEMENTS.names
    return {name: of[name] for name in names if name not in own} | own | overrides


def recommendation(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the recommendations table, typed by hand."""
    row: dict[str, object] = {
        "recommendation": f"m{number}",
        "body": "mwci",
        "jurisdiction": "CA-BC",
        "addressee": "Province of British Columbia",
        "department": None,
        "year": 2012,
        "made": "2012",
        "recommended": 1,
        "text_seen": True,
        "summary": "Pay for more sex-trade liaison officers",
        "status": "none_known",
        "responses": 0,
        "cited_url": "https://news.example.org/recommended",
        "note": "",
        "authority": "press",
        "flags": "",
    }
    place = {"page": None, "row": number + 1}
    document = str(overrides.get("document", TYPED))
    return row | read_from(document, **NO_BOX, **place) | overrides


def response(to: str = "m1", number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one row of the answers to recommendations, typed by hand."""
    row: dict[str, object] = {
        "response": f"n{number}",
        "recommendation": to,
        "body": "mwci",
        "jurisdiction": "CA-BC",
        "responder": "Vancouver Police Department",
        "department": "vancouver",
        "role": "other",
        "status": "endorsed",
        "status_raw": "endorsed",
        "year": 2013,
        "answered": "2013",
        "cited_url": "https://news.example.org/answered",
        "note": "",
        "authority": "press",
        "flags": "",
    }
    place = {"page": None, "row": number + 1}
    document = str(overrides.get("document", ANSWERS))
    return row | read_from(document, **NO_BOX, **place) | overrides
