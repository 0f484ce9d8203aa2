"""Whether later versions of a document still say what a record says.

A record's ``last_seen`` is the newest snapshot that repeats its reading,
``absent_since`` the first wholly read one that no longer has its key. Both follow from
the readings alone, so that they can be worked out again at any time.
"""

from django.db import connection

from accountability.models.reading import BY_HAND

_FACTS = (
    "accountability_statistic",
    "accountability_allegation",
    "accountability_proceedingstatement",
    "accountability_recommendation",
    "accountability_recommendationresponse",
)

_PRESENT = """
CREATE TEMPORARY TABLE present ON COMMIT DROP AS
SELECT e.key, max(s.number) AS number
FROM accountability_snapshot s
JOIN accountability_extractedrecord e ON e.snapshot_id = s.id
WHERE s.document_id = %(document)s AND s.read_at IS NOT NULL
GROUP BY e.key
"""
_REPEATED = """
CREATE TEMPORARY TABLE repeated ON COMMIT DROP AS
SELECT e.previous_id AS reading_id, max(s.number) AS number
FROM accountability_snapshot s
JOIN accountability_extractedrecord e ON e.snapshot_id = s.id
WHERE s.document_id = %(document)s AND s.read_at IS NOT NULL
  AND e.state = 'unchanged'
GROUP BY e.previous_id
"""
#: What a person typed is not looked for by a parser: it stands where it was read.
_PLACE = """
CREATE TEMPORARY TABLE placed ON COMMIT DROP AS
SELECT f.id, GREATEST(s.number, repeated.number) AS seen, present.number AS present
FROM accountability_snapshot s
JOIN accountability_provenance p ON p.snapshot_id = s.id
JOIN {facts} f ON f.provenance_id = p.id
LEFT JOIN repeated ON repeated.reading_id = p.reading_id
LEFT JOIN present ON present.key = f.key
WHERE s.document_id = %(document)s AND NOT starts_with(p.parser_version, %(by_hand)s)
"""
_UPDATE = """
UPDATE {facts} f
SET last_seen_id = seen.id, absent_since_id = absent.id
FROM placed
JOIN accountability_snapshot seen
  ON seen.document_id = %(document)s AND seen.number = placed.seen
LEFT JOIN LATERAL (
    SELECT s.id FROM accountability_snapshot s
    WHERE s.document_id = %(document)s AND s.read_at IS NOT NULL
      AND s.number > GREATEST(placed.seen, placed.present)
    ORDER BY s.number LIMIT 1
) absent ON true
WHERE f.id = placed.id
  AND (f.last_seen_id, f.absent_since_id) IS DISTINCT FROM (seen.id, absent.id)
"""


def refresh_presence(document_id: int) -> None:
    """Bring the presence of every record of a document up to date.

    A document with a single version needs no look: its records stand in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accountability_snapshot WHERE document_id = %s",
            [document_id],
        )
        if cursor.fetchone()[0] < 2:
            return
        names: dict[str, int | str] = {"document": document_id, "by_hand": BY_HAND}
        cursor.execute(_PRESENT, names)
        cursor.execute(_REPEATED, names)
        cursor.execute("ANALYZE present, repeated")
        for facts in _FACTS:
            cursor.execute(_PLACE.format(facts=facts), names)
            cursor.execute("ANALYZE placed")
            cursor.execute(_UPDATE.format(facts=facts), names)
            cursor.execute("DROP TABLE placed")
        cursor.execute("DROP TABLE present, repeated")
