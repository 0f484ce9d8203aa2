"""One proposed entry of the ledger, made once."""

from datetime import datetime

from accountability.archive.services import is_overridden
from accountability.models import DocumentChange, Snapshot, SourceDocument
from accountability.sources.base import Source
from accountability.vocab import DocumentChangeKind, DocumentKind


def propose(
    document: SourceDocument,
    kind: DocumentChangeKind,
    *,
    before_at: datetime,
    noticed_at: datetime,
    **facts: object,
) -> DocumentChange:
    """Return the entry of what was noticed at that moment, made if it is new.

    What is there already, decided or not, stays as it is.
    """
    change, _ = DocumentChange.objects.get_or_create(
        document=document,
        kind=kind.value,
        noticed_at=noticed_at,
        defaults={"before_at": min(before_at, noticed_at), **facts},
    )
    return change


def newest(document: SourceDocument) -> Snapshot | None:
    """Return the newest version of a document, if it has one."""
    return document.snapshots.order_by("-number").first()


def publishers(source: Source, document: SourceDocument, url: str) -> str:
    """Return ``url`` if it is the publisher's own; what stands in for it has none."""
    rebuilt = document.kind == DocumentKind.RECONSTRUCTION.value
    return "" if rebuilt or is_overridden(source) else url
