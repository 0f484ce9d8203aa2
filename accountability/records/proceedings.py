"""Proceedings from ``picked``: one statement a document, the matter from all of them.

The statements are kept as they were made; the matter's own facts are worked out from
them again whenever one comes or goes.
"""

from collections.abc import Sequence

from django.db import connection

#: Of each date: the first day it can mean, and how finely it is known.
_DATES = ("occurred", "opened", "reported", "corrected")
_WORDS = ("number_raw", "place_raw", "incident_raw", "harm_raw", "outcome_raw")
_TERMS = ("kind", "outcome")

_MATTERS = """
INSERT INTO accountability_proceeding (
    body_id, source_id, key, number_raw, kind, place_raw, incident_raw, harm_raw,
    outcome, outcome_raw, occurred_precision, opened_precision, reported_precision,
    corrected_precision)
SELECT DISTINCT body_id, source_id, key, '', 'unknown', '', '', '', 'unknown', '', '',
    '', '', ''
FROM picked WHERE record_type = 'proceeding'
ON CONFLICT (source_id, key) DO NOTHING
"""
_DAYS = ", ".join(
    f"(payload#>>'{{{name},first}}')::date, "
    f"COALESCE(payload#>>'{{{name},precision}}', '')"
    for name in _DATES
)
_STATEMENTS = f"""
INSERT INTO accountability_proceedingstatement (
    proceeding_id, key, department_id, number_raw, kind, place_raw, incident_raw,
    harm_raw, outcome, outcome_raw, occurred, occurred_precision, opened,
    opened_precision, reported, reported_precision, corrected, corrected_precision,
    flags, provenance_id, last_seen_id, recorded_at)
SELECT p.id, picked.key, picked.department_id, payload->>'number_raw', payload->>'kind',
    payload->>'place_raw', payload->>'incident_raw', payload->>'harm_raw',
    payload->>'outcome', payload->>'outcome_raw', {_DAYS},
    COALESCE((SELECT string_agg(flag, ' ' ORDER BY flag)
              FROM jsonb_array_elements_text(payload->'flags') AS flag), ''),
    provenance_id, snapshot_id, now()
FROM picked
JOIN accountability_proceeding p
  ON p.source_id = picked.source_id AND p.key = picked.key
WHERE record_type = 'proceeding' ORDER BY provenance_id
RETURNING proceeding_id
"""  # noqa: S608  (only this module's own column names are filled in)

#: Whoever records a statement of the same matter meanwhile waits for us, so that the
#: matter is worked out from both.
_LOCK = """
SELECT id FROM accountability_proceeding WHERE id = ANY(%(proceedings)s)
ORDER BY id FOR UPDATE
"""

#: A document's statements in the order of its versions, each with its successor.
_SUPERSEDE = """
UPDATE accountability_proceedingstatement st SET superseded_by_id = chain.next_id
FROM (
    SELECT st.id, LEAD(st.id) OVER (
        PARTITION BY st.proceeding_id, s.document_id ORDER BY s.number, st.id
    ) AS next_id
    FROM accountability_proceedingstatement st
    JOIN accountability_provenance v ON v.id = st.provenance_id
    JOIN accountability_snapshot s ON s.id = v.snapshot_id
    WHERE st.proceeding_id = ANY(%(proceedings)s)
) chain
WHERE chain.id = st.id AND st.superseded_by_id IS DISTINCT FROM chain.next_id
"""


def _newest(column: str, stated: str) -> str:
    """Return SQL for what the newest statement that states ``column`` says of it."""
    return (
        f"(array_agg(st.{column} ORDER BY s.retrieved_at DESC, st.id DESC) "
        f"FILTER (WHERE {stated}))[1]"
    )


_COLUMNS = {
    "department_id": _newest("department_id", "st.department_id IS NOT NULL"),
    **{
        name: f"COALESCE({_newest(name, f'st.{name} <> {empty}')}, {empty})"
        for names, empty in ((_WORDS, "''"), (_TERMS, "'unknown'"))
        for name in names
    },
    **{name: _newest(name, f"st.{name} IS NOT NULL") for name in _DATES},
    **{
        f"{name}_precision": (
            f"COALESCE({_newest(f'{name}_precision', f'st.{name} IS NOT NULL')}, '')"
        )
        for name in _DATES
    },
}
_SET = ", ".join(f"{name} = told.{name}" for name in _COLUMNS)
_TOLD = ", ".join(f"{value} AS {name}" for name, value in _COLUMNS.items())
_REFRESH = f"""
UPDATE accountability_proceeding p SET {_SET}
FROM (
    SELECT st.proceeding_id, {_TOLD}
    FROM accountability_proceedingstatement st
    JOIN accountability_provenance v ON v.id = st.provenance_id
    JOIN accountability_snapshot s ON s.id = v.snapshot_id
    WHERE st.proceeding_id = ANY(%(proceedings)s) AND st.superseded_by_id IS NULL
    GROUP BY st.proceeding_id
) told
WHERE told.proceeding_id = p.id
"""  # noqa: S608
_ABANDONED = """
DELETE FROM accountability_proceeding p
WHERE p.id = ANY(%(proceedings)s) AND NOT EXISTS (
    SELECT FROM accountability_proceedingstatement st WHERE st.proceeding_id = p.id)
"""


def record_proceedings() -> int:
    """Write the statements of the temporary table ``picked``; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_MATTERS)
        cursor.execute(_STATEMENTS)
        touched = [row[0] for row in cursor.fetchall()]
    refresh_proceedings(touched)
    return len(touched)


def refresh_proceedings(proceedings: Sequence[int]) -> None:
    """Work out again what is known of these matters; one without statements goes."""
    if not proceedings:
        return
    names = {"proceedings": sorted(set(proceedings))}
    with connection.cursor() as cursor:
        for statement in (_LOCK, _SUPERSEDE, _REFRESH, _ABANDONED):
            cursor.execute(statement, names)
