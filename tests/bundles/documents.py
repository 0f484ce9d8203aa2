"""Rows of documents and what happened to them, of departments and bodies."""

from typing import Any

from tests.bundles.places import ANNUAL, PUBLISHED, RETRIEVED, sha256_for


def document(
    name: str = ANNUAL,
    *,
    title: str = "Annual report 2021/22 (reconstruction)",
    **overrides: Any,
) -> dict[str, object]:
    """Return one row of the documents table: one version of one document."""
    row: dict[str, object] = {
        "document": name,
        "title": title,
        "body": "opcc",
        "source": name.partition("/")[0],
        "kind": "reconstruction",
        "type": "annual_report",
        "authority": "primary",
        "publisher_url": "",
        "cited_urls": "https://opcc.bc.ca/reports/annual-report/",
        "licence": "",
        "attribution": "",
        "period": "2021/22",
        "sha256": sha256_for(name),
        "bytes": 48_231,
        "media_type": "application/pdf",
        "version": 1,
        "current": True,
        "retrieved_at": RETRIEVED,
        "last_seen_at": RETRIEVED,
        "records_read": 20,
        "records_accepted": 18,
        "records_rejected": 2,
    }
    return row | overrides


def department(
    name: str, title: str, *, jurisdiction: str = "CA-BC", **overrides: Any
) -> dict[str, object]:
    """Return one row of the departments table."""
    row: dict[str, object] = {
        "department": name,
        "name": title,
        "kind": "municipal" if jurisdiction == "CA-BC" else "city",
        "jurisdiction": jurisdiction,
        "body": "opcc" if jurisdiction == "CA-BC" else "nopd-pib",
        "valid_from": None,
        "valid_to": None,
        "source": "OPCC list of agencies",
    }
    return row | overrides


def body(name: str, title: str, jurisdiction: str, url: str) -> dict[str, object]:
    """Return one row of the bodies table."""
    return {"body": name, "name": title, "jurisdiction": jurisdiction, "url": url}


def document_change(number: int = 1, **overrides: Any) -> dict[str, object]:
    """Return one entry of the ledger: the annual report is gone, unless told."""
    row: dict[str, object] = {
        "change": f"k{number}",
        "document": ANNUAL,
        "body": "opcc",
        "kind": "disappeared",
        "before_at": RETRIEVED,
        "noticed_at": PUBLISHED,
        "sha256_before": sha256_for(ANNUAL),
        "sha256": None,
        "address_before": "",
        "address_after": "",
        "moved_to": None,
        "answers": None,
    }
    return row | overrides
