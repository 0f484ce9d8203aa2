"""Reading a snapshot: every reading stored, compared with what was read before.

All or nothing: one transaction a snapshot, rows by COPY, the comparison in the
database, so that memory does not grow with the number of rows.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.utils import timezone

from accountability.archive.store import open_bytes
from accountability.extraction.books import others_read, version_by, with_book
from accountability.extraction.declarations import source_for
from accountability.extraction.ocr.recogniser import scans_of, version_with
from accountability.extraction.payload import stored
from accountability.extraction.revisions import note_revision
from accountability.models import Snapshot, SourceDocument
from accountability.models.reading import BY_HAND
from accountability.records.presence import refresh_presence
from accountability.sources.base import DocumentContent, Source
from accountability.vocab import DocumentType

#: Pages are read by OCR for so long, then the job waits for its next turn.
_OCR_SECONDS = 40.0

_STAGE = """
CREATE TEMPORARY TABLE staged (
    position integer NOT NULL, record_type text NOT NULL, key text NOT NULL,
    payload jsonb NOT NULL, locator jsonb NOT NULL, digest text NOT NULL,
    flags text NOT NULL, total_key text NOT NULL, reason text NOT NULL,
    field text NOT NULL, parser_version text NOT NULL
) ON COMMIT DROP
"""
_COPY = """
COPY staged (position, record_type, key, payload, locator, digest, flags, total_key,
             reason, field, parser_version) FROM STDIN
"""
#: What an older parser read and nobody decided gives way to the new reading.
_UNDECIDED = """
CREATE TEMPORARY TABLE outdated ON COMMIT DROP AS
SELECT e.id FROM accountability_extractedrecord e
WHERE e.snapshot_id = %(snapshot)s
  AND (e.state IN ('proposed', 'unchanged') OR e.record_type = 'rejection'
       OR e.reason = 'rejected_before')
  AND NOT starts_with(e.parser_version, %(by_hand)s)
  AND NOT EXISTS (SELECT FROM accountability_reviewdecision d WHERE d.reading_id = e.id)
  AND NOT EXISTS (SELECT FROM accountability_provenance p WHERE p.reading_id = e.id)
"""
_FREE = """
UPDATE accountability_extractedrecord SET previous_id = NULL,
    state = CASE WHEN state = 'unchanged' THEN 'proposed' ELSE state END
WHERE previous_id IN (SELECT id FROM outdated)
"""
_FORGET = """
DELETE FROM accountability_extractedrecord WHERE id IN (SELECT id FROM outdated)
"""
#: A reading that a person decided and that the new parser repeats stands as it is.
_SETTLED = """
DELETE FROM staged USING accountability_extractedrecord e
WHERE e.snapshot_id = %(snapshot)s AND e.key = staged.key AND e.digest = staged.digest
"""
#: ``here`` are this document's earlier readings, ``elsewhere`` other documents' of the
#: source: a matter told twice is one matter, a figure printed twice is two figures.
_INSERT = """
WITH here AS (
    SELECT DISTINCT ON (e.key) e.key, e.id, e.digest
    FROM accountability_extractedrecord e
    JOIN accountability_snapshot s ON s.id = e.snapshot_id
    WHERE s.document_id = %(document)s AND s.number <= %(number)s
      AND e.state IN ('proposed', 'accepted')
    ORDER BY e.key, s.number DESC, e.id DESC
),
accepted AS (
    SELECT DISTINCT ON (e.key) e.key, e.id
    FROM accountability_extractedrecord e
    JOIN accountability_snapshot s ON s.id = e.snapshot_id
    WHERE s.document_id = %(document)s AND s.number <= %(number)s
      AND e.state = 'accepted'
    ORDER BY e.key, s.number DESC, e.id DESC
),
refused AS (
    SELECT DISTINCT ON (e.key, e.digest) e.key, e.digest, e.id
    FROM accountability_extractedrecord e
    JOIN accountability_snapshot s ON s.id = e.snapshot_id
    WHERE s.document_id = %(document)s AND s.number <= %(number)s
      AND e.state = 'rejected' AND e.record_type <> 'rejection'
      AND e.reason <> 'rejected_before'
    ORDER BY e.key, e.digest, s.number DESC, e.id DESC
),
elsewhere AS (
    SELECT DISTINCT ON (e.key) e.key, e.id, e.payload, e.state
    FROM accountability_extractedrecord e
    JOIN accountability_snapshot s ON s.id = e.snapshot_id
    JOIN accountability_sourcedocument d ON d.id = s.document_id
    WHERE d.source_id = %(source)s AND d.id <> %(document)s
      AND e.record_type IN ('allegation', 'matter')
      AND e.state IN ('proposed', 'accepted')
      AND EXISTS (SELECT FROM staged WHERE staged.key = e.key)
    ORDER BY e.key, (e.state = 'accepted') DESC, e.id DESC
),
judged AS (
    SELECT staged.*,
        CASE
            WHEN staged.record_type = 'rejection' THEN 'rejected'
            WHEN here.digest = staged.digest THEN 'unchanged'
            WHEN here.id IS NULL AND staged.record_type = 'allegation'
                AND {same_matter} THEN 'unchanged'
            WHEN here.id IS NULL AND staged.record_type = 'matter'
                AND elsewhere.payload->'complaint' = staged.payload->'complaint'
                AND elsewhere.payload->'disposition' = staged.payload->'disposition'
                THEN 'unchanged'
            WHEN refused.id IS NOT NULL THEN 'rejected'
            ELSE 'proposed'
        END AS state,
        here.id AS here_id, here.digest = staged.digest AS repeated,
        accepted.id AS accepted_id, refused.id AS refused_id,
        elsewhere.id AS elsewhere_id, elsewhere.state AS elsewhere_state
    FROM staged
    LEFT JOIN here ON here.key = staged.key
    LEFT JOIN accepted ON accepted.key = staged.key
    LEFT JOIN refused ON refused.key = staged.key AND refused.digest = staged.digest
    LEFT JOIN elsewhere
      ON elsewhere.key = staged.key AND staged.record_type IN ('allegation', 'matter')
)
INSERT INTO accountability_extractedrecord (
    snapshot_id, record_type, key, position, locator, payload, digest, flags,
    total_key, parser_version, state, reason, field, previous_id, created_at)
SELECT %(snapshot)s, record_type, key, position, locator, payload, digest, flags,
    total_key, parser_version, state,
    CASE WHEN state = 'rejected' AND record_type <> 'rejection'
        THEN 'rejected_before' ELSE reason END,
    field,
    CASE
        WHEN record_type = 'rejection' THEN NULL
        WHEN state = 'rejected' THEN refused_id
        WHEN repeated THEN here_id
        WHEN state = 'unchanged' THEN elsewhere_id
        WHEN accepted_id IS NULL AND elsewhere_state = 'accepted' THEN elsewhere_id
        ELSE accepted_id
    END,
    now()
FROM judged ORDER BY position
"""
#: What two documents must agree on to tell the same allegation: the terms, and the
#: matter's own facts. Their wording and their flags may differ.
_SAME = """(
    (elsewhere.payload->>'allegation_class', elsewhere.payload->>'disposition',
     elsewhere.payload->>'stage', elsewhere.payload#>>'{complaint,department}',
     elsewhere.payload#>>'{complaint,employment_status}',
     jsonb_path_query_array(elsewhere.payload, '$.measures[*].measure'),
     jsonb_path_query_array(elsewhere.payload, '$.measures[*].stage'),
     jsonb_path_query_array(elsewhere.payload, '$.measures[*].days'))
    IS NOT DISTINCT FROM
    (staged.payload->>'allegation_class', staged.payload->>'disposition',
     staged.payload->>'stage', staged.payload#>>'{complaint,department}',
     staged.payload#>>'{complaint,employment_status}',
     jsonb_path_query_array(staged.payload, '$.measures[*].measure'),
     jsonb_path_query_array(staged.payload, '$.measures[*].stage'),
     jsonb_path_query_array(staged.payload, '$.measures[*].days')))"""
_INSERT = _INSERT.replace("{same_matter}", _SAME)
_COUNT = """
SELECT
    count(*),
    count(*) FILTER (WHERE state <> 'unchanged' AND previous_id IS NULL
                     AND record_type <> 'rejection'),
    count(*) FILTER (WHERE state <> 'unchanged' AND previous_id IS NOT NULL
                     AND reason <> 'rejected_before'),
    count(*) FILTER (WHERE state = 'unchanged' OR reason = 'rejected_before'),
    count(*) FILTER (WHERE record_type = 'rejection')
FROM accountability_extractedrecord
WHERE snapshot_id = %(snapshot)s AND NOT starts_with(parser_version, %(by_hand)s)
"""
_GONE = """
SELECT count(*) FROM (
    SELECT f.absent_since_id FROM accountability_statistic f
    UNION ALL SELECT f.absent_since_id FROM accountability_allegation f
    UNION ALL SELECT f.absent_since_id FROM accountability_proceedingstatement f
    UNION ALL SELECT f.absent_since_id FROM accountability_recommendation f
    UNION ALL SELECT f.absent_since_id FROM accountability_recommendationresponse f
) facts WHERE absent_since_id = %(snapshot)s
"""


#: Hears how many rows were read.
Tell = Callable[[int], None]
_TOLD_EVERY = 500


def _tell_nobody(_rows: int) -> None:
    """Keep it to oneself."""


@dataclass(frozen=True)
class Counts:
    """What reading a snapshot came to, in rows.

    ``created`` are new, ``updated`` say something else than an accepted reading,
    ``unchanged`` repeat what is proposed or decided, ``failed`` could not be read;
    ``gone`` are records that this version has no more.
    """

    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
    gone: int

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


@transaction.atomic
def extract_snapshot(
    snapshot: Snapshot, source: Source | None = None, tell: Tell = _tell_nobody
) -> Counts:
    """Read a snapshot with its source's parser and store every reading.

    The same snapshot and parser version a second time changes nothing; a code book that
    changed has what was read by it read again, at once. ``source`` is
    given for a file whose declaration is not stored yet; ``tell`` hears how many rows
    were read so far. Raises SourceError (then nothing is stored) and ArchiveError.
    """
    document = SourceDocument.objects.select_for_update().get(pk=snapshot.document_id)
    snapshot = Snapshot.objects.get(pk=snapshot.pk)
    source = source or source_for(document, snapshot)
    content = with_book(source, content_of(document, snapshot))
    version = version_by(source, content)
    if snapshot.read_at is None or snapshot.parser_version != version:
        first_reading = snapshot.read_at is None
        _read(source, content, version, document, snapshot, tell)
        snapshot.read_at = timezone.now()
        snapshot.parser_version = version
        snapshot.save(update_fields=["read_at", "parser_version"])
        refresh_presence(document.pk)
        note_revision(snapshot, first_reading=first_reading)
        if source.is_looked_up(content):
            for other in others_read(snapshot):
                extract_snapshot(other, source)
    return counts_of(snapshot)


def counts_of(snapshot: Snapshot) -> Counts:
    """Return what the readings of a snapshot come to now."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"snapshot": snapshot.pk, "by_hand": BY_HAND})
        rows, created, updated, unchanged, failed = cursor.fetchone()
        cursor.execute(_GONE, {"snapshot": snapshot.pk})
        gone = cursor.fetchone()[0]
    return Counts(rows, created, updated, unchanged, failed, gone)


def content_of(document: SourceDocument, snapshot: Snapshot) -> DocumentContent:
    """Return a snapshot's bytes with what a source needs to read them."""
    content = open_bytes(snapshot.sha256)
    return DocumentContent(
        url=document.url,
        document_type=DocumentType.of(document.document_type),
        media_type=snapshot.media_type,
        content=content,
        scans=scans_of(content, document.url, _OCR_SECONDS),
    )


def _read(
    source: Source,
    content: DocumentContent,
    version: str,
    document: SourceDocument,
    snapshot: Snapshot,
    tell: Tell,
) -> None:
    readings = source.checked_readings(content)
    names: dict[str, int | str] = {
        "snapshot": snapshot.pk,
        "document": document.pk,
        "number": snapshot.number,
        "source": source.id,
        "by_hand": BY_HAND,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(_COPY) as copy:
            for position, reading in enumerate(readings, start=1):
                if position % _TOLD_EVERY == 0:
                    tell(position)
                row = stored(reading)
                copy.write_row(
                    (
                        position,
                        row.record_type.value,
                        row.key,
                        row.payload,
                        row.locator,
                        row.digest,
                        row.flags,
                        row.total_key,
                        row.reason,
                        row.field,
                        version_with(version, content.scans, reading.locator.page),
                    )
                )
        # One comparison at a time for a source: two of its documents may tell of the
        # same matter.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [source.id])
        cursor.execute("ANALYZE staged")
        for statement in (_UNDECIDED, _FREE, _FORGET, _SETTLED, _INSERT):
            cursor.execute(statement, names)
        cursor.execute("DROP TABLE staged, outdated")
