"""Recommendations and their answers from ``picked``; a newer version supersedes.

The first row with a key stands for the recommendation, and answers lead to it.
"""

from collections.abc import Iterable

from django.db import connection

#: Whoever records a version of the same recommendation meanwhile waits for us, so that
#: one of the two supersedes the other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('recommendations'))"

_TOLD = """
    COALESCE(payload#>>'{{{date},text}}', ''), (payload#>>'{{{date},first}}')::date,
    COALESCE(payload#>>'{{{date},precision}}', ''),
    payload->>'cited_url', payload->>'note',
    COALESCE((SELECT string_agg(flag, ' ' ORDER BY flag)
              FROM jsonb_array_elements_text(payload->'flags') AS flag), ''),
    provenance_id, snapshot_id, now()
"""
_COLUMNS = """
    dated_text, dated, dated_precision, cited_url, note, flags, provenance_id,
    last_seen_id, recorded_at
"""

_RECOMMENDATIONS = f"""
INSERT INTO accountability_recommendation (
    source_id, key, body_id, department_id, addressee_raw, recommended, summary,
    {_COLUMNS})
SELECT source_id, key, body_id, department_id, payload->>'addressee_raw',
    (payload->>'recommended')::int, payload->>'summary', {_TOLD.format(date="made")}
FROM picked WHERE record_type = 'recommendation' ORDER BY provenance_id
RETURNING key
"""  # noqa: S608  (only this module's own column names are filled in)

_RESPONSES = f"""
INSERT INTO accountability_recommendationresponse (
    source_id, key, recommendation_id, department_id, responder_raw, role, status,
    status_raw, {_COLUMNS})
SELECT source_id, key,
    (SELECT min(r.id) FROM accountability_recommendation r
     WHERE r.key = payload->>'recommendation' AND r.source_id =
       COALESCE(NULLIF(payload->>'recommendation_source', ''), picked.source_id)),
    department_id, payload->>'responder_raw', payload->>'role', payload->>'status',
    payload->>'status_raw', {_TOLD.format(date="answered")}
FROM picked WHERE record_type = 'response' ORDER BY provenance_id
RETURNING key
"""  # noqa: S608

#: The rows of one key in the order of their snapshots, each with its successor.
_SUPERSEDE = """
UPDATE {facts} f SET superseded_by_id = chain.next_id
FROM (
    SELECT f.id, LEAD(f.id) OVER (
        PARTITION BY f.source_id, f.key ORDER BY s.retrieved_at, s.id, f.id
    ) AS next_id
    FROM {facts} f
    JOIN accountability_provenance v ON v.id = f.provenance_id
    JOIN accountability_snapshot s ON s.id = v.snapshot_id
    WHERE f.key = ANY(%(keys)s)
) chain
WHERE chain.id = f.id AND f.superseded_by_id IS DISTINCT FROM chain.next_id
"""
_TABLES = ("accountability_recommendation", "accountability_recommendationresponse")


def record_recommendations() -> tuple[int, int]:
    """Write what the temporary table ``picked`` holds of them.

    Returns how many recommendations and how many answers were written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM picked "
            "WHERE record_type IN ('recommendation', 'response'))"
        )
        if not cursor.fetchone()[0]:
            return 0, 0
        cursor.execute(_LOCK)
        written = []
        for statement in (_RECOMMENDATIONS, _RESPONSES):
            cursor.execute(statement)
            written.append([row[0] for row in cursor.fetchall()])
    refresh_versions(key for keys in written for key in keys)
    return len(written[0]), len(written[1])


def refresh_versions(keys: Iterable[str]) -> None:
    """Work out again which rows with these keys a newer one supersedes."""
    touched = sorted(set(keys))
    if not touched:
        return
    with connection.cursor() as cursor:
        for facts in _TABLES:
            cursor.execute(_SUPERSEDE.format(facts=facts), {"keys": touched})
