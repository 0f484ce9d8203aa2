"""Sealing: now and then the new entries become a batch, chained and signed.

A chain per entry would make everybody wait for everybody; between two seals (a minute)
an entry is protected by the grants and triggers alone.
"""

import json
import os
import secrets
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accountability.audit import chain
from accountability.models import AuditEvent, AuditSeal

#: Numbers of the advisory locks; the first is the one of the trigger that numbers
#: entries (migration 0003).
NUMBERING, SEALING = 72601, 72602
_BATCH = 50_000
#: A head at least so often, so that a quiet day is proven quiet.
_AT_LEAST = timedelta(days=1)


def seal_audit() -> AuditSeal | None:
    """Seal what is new; None when nothing is, or while another process seals."""
    with transaction.atomic():
        if not _only_one():
            return None
        last = AuditSeal.objects.order_by("-number").first()
        since = last.last_seq if last else 0
        newest = _newest_settled()
        entries = list(
            AuditEvent.objects.filter(seq__gt=since, seq__lte=newest).order_by("seq")[
                :_BATCH
            ]
        )
        if not entries:
            if last is not None and timezone.now() - last.sealed_at > _AT_LEAST:
                write_head(last)
            return None
        previous = bytes(last.digest) if last else chain.FIRST
        key = chain.signing_key(Path(str(settings.AUDIT_SIGNING_KEY_FILE)).read_bytes())
        digest, marks = chain.chained(previous, (entry_of(e) for e in entries))
        head = chain.Head(
            number=last.number + 1 if last else 1,
            first_seq=entries[0].seq,
            last_seq=entries[-1].seq,
            count=len(entries),
            digest=digest.hex(),
            previous=previous.hex(),
            marks=chain.marks_hash(marks),
        )
        seal = AuditSeal.objects.create(
            number=head.number,
            first_seq=head.first_seq,
            last_seq=head.last_seq,
            count=head.count,
            digest=digest,
            previous=previous,
            marks=marks,
            sealed_at=timezone.now(),
            key_id=chain.key_id(key.public_key()),
            signature=key.sign(head.as_bytes()),
        )
    write_head(seal)
    return seal


def head_of(seal: AuditSeal) -> chain.Head:
    """Return what the seal's signature is over."""
    return chain.Head(
        number=seal.number,
        first_seq=seal.first_seq,
        last_seq=seal.last_seq,
        count=seal.count,
        digest=bytes(seal.digest).hex(),
        previous=bytes(seal.previous).hex(),
        marks=chain.marks_hash(bytes(seal.marks)),
    )


def entry_of(event: AuditEvent) -> chain.Entry:
    """Return an entry as it is hashed."""
    return chain.Entry(
        seq=event.seq,
        at=event.at,
        actor_id=event.actor_id,
        purpose=event.purpose,
        action=event.action,
        outcome=event.outcome,
        object_type=event.object_type,
        object_id=event.object_id,
        request_id=event.request_id,
        details=event.details,
    )


def write_head(seal: AuditSeal) -> Path:
    """Write the signed head to ``AUDIT_HEADS_DIR``, to be carried off this host."""
    directory = Path(settings.AUDIT_HEADS_DIR)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"head-{seal.number:09}.json"
    told = {
        **asdict(head_of(seal)),
        "sealed_at": seal.sealed_at.isoformat(),
        "key_id": seal.key_id,
        "signature": bytes(seal.signature).hex(),
    }
    for place in (path, directory / "latest.json"):
        draft = directory / f".{secrets.token_hex(8)}"
        draft.write_text(json.dumps(told, indent=1) + "\n")
        os.replace(draft, place)  # noqa: PTH105  (atomic)
    return path


def _only_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
        return bool(cursor.fetchone()[0])


def _newest_settled() -> int:
    """Return a number below which no entry can still appear.

    Every writer holds the numbering lock, shared, from before it takes a number until
    it commits; having it alone for a moment means that none is under way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [NUMBERING])
        try:
            cursor.execute(
                "SELECT coalesce(max(seq), 0) FROM accountability_auditevent"
            )
            return int(cursor.fetchone()[0])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBERING])
