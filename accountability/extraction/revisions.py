"""A version that says something else than the one before: a proposed entry."""

from accountability.archive.ledger.proposing import propose
from accountability.extraction.versions import differences_of, version_before
from accountability.models import ChangeState, DocumentChange, Snapshot
from accountability.vocab import DocumentChangeKind, DocumentType


def note_revision(snapshot: Snapshot, *, first_reading: bool) -> None:
    """Propose an entry if a version, just read, differs from the one before.

    Bytes that differ and say the same are none. When a newer parser reads a version
    again, an entry that nobody decided yet is counted anew, and none is made: that
    difference may be the parser's. To be called while the document's row is held.
    """
    older = version_before(snapshot)
    if older is None:
        return
    noticed = {
        "document": snapshot.document,
        "kind": DocumentChangeKind.REVISED.value,
        "noticed_at": snapshot.retrieved_at,
    }
    counts = differences_of(older, snapshot)
    facts = {
        **counts.as_dict(),
        "parsers_differ": older.parser_version != snapshot.parser_version,
    }
    DocumentChange.objects.filter(**noticed, state=ChangeState.PROPOSED).update(**facts)
    document_type = DocumentType.of(snapshot.document.document_type)
    if first_reading and counts.is_news(document_type):
        propose(
            snapshot.document,
            DocumentChangeKind.REVISED,
            before_at=older.last_seen_at,
            noticed_at=snapshot.retrieved_at,
            before=older,
            after=snapshot,
            **facts,
        )
