"""Release bundles for tests, written by the real writer.

``write_sample_bundle(root)`` publishes a small release that holds the figures every
part of the public face is asked for (Saanich 48, Oak Bay 0, the two counts of
reportable injuries, the Saanich matter with 7 of 11 allegations listed). Pass rows
of your own, made with ``statistic(...)``, ``allegation(...)`` and ``document(...)``,
to replace a table; each takes any column of the schema as a keyword.
"""

from tests.bundles.documents import body, department, document, document_change
from tests.bundles.facts import (
    PICTURE,
    allegation,
    crop,
    finding,
    measure,
    picture,
    statistic,
)
from tests.bundles.matters import (
    proceeding,
    recommendation,
    rejection,
    response,
    statement,
)
from tests.bundles.places import (
    ANNUAL,
    ANSWERS,
    CASES,
    NOPD,
    PUBLISHED,
    RETRIEVED,
    TYPED,
    Rows,
    sha256_for,
)
from tests.bundles.sample_documents import (
    SAMPLE_BODIES,
    SAMPLE_DEPARTMENTS,
    sample_documents,
    sample_ledger,
    sample_proceedings,
    sample_recommendations,
    sample_responses,
    sample_statements,
    told_documents,
)
from tests.bundles.sample_figures import sample_allegations, sample_statistics
from tests.bundles.writing import SIGNER, forget_aggregates, write_sample_bundle

__all__ = [
    "ANNUAL",
    "ANSWERS",
    "CASES",
    "NOPD",
    "PICTURE",
    "PUBLISHED",
    "RETRIEVED",
    "SAMPLE_BODIES",
    "SAMPLE_DEPARTMENTS",
    "SIGNER",
    "TYPED",
    "Rows",
    "allegation",
    "body",
    "crop",
    "department",
    "document",
    "document_change",
    "finding",
    "forget_aggregates",
    "measure",
    "picture",
    "proceeding",
    "recommendation",
    "rejection",
    "response",
    "sample_allegations",
    "sample_documents",
    "sample_ledger",
    "sample_proceedings",
    "sample_recommendations",
    "sample_responses",
    "sample_statements",
    "sample_statistics",
    "sha256_for",
    "statement",
    "statistic",
    "told_documents",
    "write_sample_bundle",
]
