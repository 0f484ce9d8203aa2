"""The SQL that writes facts from the temporary table ``picked``, in order."""

PROVENANCE = """
INSERT INTO accountability_provenance (
    id, snapshot_id, reading_id, page, box_x0, box_top, box_x1, box_bottom, "row",
    xpath, parser_version)
SELECT provenance_id, snapshot_id, reading_id,
    (locator->>'page')::int,
    (locator#>>'{box,x0}')::float8, (locator#>>'{box,top}')::float8,
    (locator#>>'{box,x1}')::float8, (locator#>>'{box,bottom}')::float8,
    (locator->>'row')::int, COALESCE(locator->>'xpath', ''), parser_version
FROM picked ORDER BY provenance_id
"""

_FLAGS = """
COALESCE((SELECT string_agg(flag, ' ' ORDER BY flag)
          FROM jsonb_array_elements_text(payload->'flags') AS flag), '')
"""

STATISTICS = (
    """
INSERT INTO accountability_statistic (
    body_id, department_id, key, metric, category, unit, period, period_start,
    period_end, value, value_raw, status, flags, note, provenance_id, last_seen_id,
    recorded_at)
SELECT body_id, department_id, key, payload->>'metric', payload->>'category',
    payload->>'unit', payload#>>'{period,label}', (payload#>>'{period,start}')::date,
    (payload#>>'{period,end}')::date, (payload->>'value')::numeric,
    payload->>'value_raw', payload->>'status', """
    + _FLAGS
    + """, payload->>'note', provenance_id, snapshot_id, now()
FROM picked WHERE record_type = 'statistic' ORDER BY provenance_id
"""
)

#: A matter is told in several documents and versions: the newest that states a field
#: wins, what a document leaves open takes nothing away. A row of its own goes before
#: what is told with its allegations.
_COMPLAINTS = """
INSERT INTO accountability_complaint (
    body_id, source_id, key, department_id, number_raw, route, file_type,
    file_type_raw, period, period_start, period_end, occurred_text, occurred_first,
    occurred_precision, received, concluded, listed, listed_of, disposition,
    disposition_raw)
SELECT DISTINCT ON (p.source_id, facts->>'key')
    p.body_id, p.source_id, facts->>'key', p.department_id, facts->>'number_raw',
    facts->>'route', facts->>'file_type', facts->>'file_type_raw',
    COALESCE(facts#>>'{report_period,label}', ''),
    COALESCE((facts#>>'{report_period,start}')::date, known.period_start),
    (facts#>>'{report_period,end}')::date,
    COALESCE(facts#>>'{occurred,text}', ''), (facts#>>'{occurred,first}')::date,
    COALESCE(facts#>>'{occurred,precision}', ''),
    COALESCE((facts->>'received')::date, known.received),
    (facts->>'concluded')::date,
    (facts->>'listed')::int, (facts->>'listed_of')::int,
    CASE record_type WHEN 'matter' THEN payload->>'disposition' ELSE 'unknown' END,
    CASE record_type WHEN 'matter' THEN payload->>'disposition_raw' ELSE '' END
FROM picked p
LEFT JOIN accountability_complaint known
  ON known.source_id = p.source_id AND known.key = facts->>'key'
WHERE record_type IN ('allegation', 'matter')
ORDER BY p.source_id, facts->>'key', (record_type = 'matter') DESC,
    retrieved_at DESC, position
ON CONFLICT (source_id, key) DO UPDATE SET
    number_raw = COALESCE(NULLIF(EXCLUDED.number_raw, ''), c.number_raw),
    route = CASE WHEN EXCLUDED.route = 'unknown' THEN c.route
                 ELSE EXCLUDED.route END,
    file_type = CASE WHEN EXCLUDED.file_type = 'unknown' THEN c.file_type
                     ELSE EXCLUDED.file_type END,
    file_type_raw = COALESCE(NULLIF(EXCLUDED.file_type_raw, ''), c.file_type_raw),
    period = COALESCE(NULLIF(EXCLUDED.period, ''), c.period),
    period_start = COALESCE(EXCLUDED.period_start, c.period_start),
    period_end = COALESCE(EXCLUDED.period_end, c.period_end),
    occurred_text = COALESCE(NULLIF(EXCLUDED.occurred_text, ''), c.occurred_text),
    occurred_first = COALESCE(EXCLUDED.occurred_first, c.occurred_first),
    occurred_precision =
        COALESCE(NULLIF(EXCLUDED.occurred_precision, ''), c.occurred_precision),
    received = COALESCE(EXCLUDED.received, c.received),
    concluded = COALESCE(EXCLUDED.concluded, c.concluded),
    listed = COALESCE(EXCLUDED.listed, c.listed),
    listed_of = COALESCE(EXCLUDED.listed_of, c.listed_of),
    disposition = CASE WHEN EXCLUDED.disposition = 'unknown' THEN c.disposition
                       ELSE EXCLUDED.disposition END,
    disposition_raw = COALESCE(NULLIF(EXCLUDED.disposition_raw, ''), c.disposition_raw)
""".replace("INTO accountability_complaint (", "INTO accountability_complaint AS c (")

_TOLD = """
UPDATE accountability_complaint c SET provenance_id = told.provenance_id
FROM (
    SELECT DISTINCT ON (source_id, facts->>'key')
        source_id, facts->>'key' AS key, provenance_id
    FROM picked WHERE record_type = 'matter'
    ORDER BY source_id, facts->>'key', retrieved_at DESC, position
) told
WHERE c.source_id = told.source_id AND c.key = told.key
"""

_RESPONDENTS = """
INSERT INTO accountability_respondent AS r (
    complaint_id, ordinal, employment_status, employment_status_raw)
SELECT DISTINCT ON (c.id) c.id, 1, p.facts->>'employment_status',
    p.facts->>'employment_status_raw'
FROM picked p
JOIN accountability_complaint c
  ON c.source_id = p.source_id AND c.key = p.facts->>'key'
WHERE p.record_type = 'allegation' AND p.source_id = ANY(%(one_respondent)s)
ORDER BY c.id, (p.facts->>'employment_status' = 'unknown'), p.retrieved_at DESC,
    p.position
ON CONFLICT (complaint_id, ordinal) DO UPDATE SET
    employment_status = EXCLUDED.employment_status,
    employment_status_raw = EXCLUDED.employment_status_raw
WHERE EXCLUDED.employment_status <> 'unknown'
"""

#: The rows of one allegation in the order of their snapshots, each with its successor.
_CHAIN = """
CREATE TEMPORARY TABLE chain ON COMMIT DROP AS
WITH fresh AS (
    SELECT p.allegation_id AS id, c.id AS complaint_id, p.key, p.retrieved_at,
        p.snapshot_id, true AS is_new
    FROM picked p
    JOIN accountability_complaint c
      ON c.source_id = p.source_id AND c.key = p.facts->>'key'
    WHERE p.record_type = 'allegation'
),
known AS (
    SELECT a.id, a.complaint_id, a.key, s.retrieved_at, s.id, false
    FROM accountability_allegation a
    JOIN accountability_provenance v ON v.id = a.provenance_id
    JOIN accountability_snapshot s ON s.id = v.snapshot_id
    WHERE EXISTS (SELECT FROM fresh
                  WHERE fresh.complaint_id = a.complaint_id AND fresh.key = a.key)
)
SELECT id, complaint_id, is_new, LEAD(id) OVER (
    PARTITION BY complaint_id, key ORDER BY retrieved_at, snapshot_id, id) AS next_id
FROM (SELECT * FROM fresh UNION ALL SELECT * FROM known) every
"""

_SUPERSEDE = """
UPDATE accountability_allegation a SET superseded_by_id = chain.next_id
FROM chain
WHERE chain.id = a.id AND NOT chain.is_new
  AND a.superseded_by_id IS DISTINCT FROM chain.next_id
"""

_ALLEGATIONS = (
    """
INSERT INTO accountability_allegation (
    id, complaint_id, respondent_id, key, allegation_class, class_raw, subtype_raw,
    flags, provenance_id, last_seen_id, superseded_by_id, recorded_at)
SELECT chain.id, chain.complaint_id, r.id, p.key, payload->>'allegation_class',
    payload->>'class_raw', payload->>'subtype_raw', """
    + _FLAGS
    + """, p.provenance_id, p.snapshot_id, chain.next_id, now()
FROM picked p
JOIN chain ON chain.id = p.allegation_id
LEFT JOIN accountability_respondent r
  ON r.complaint_id = chain.complaint_id AND r.ordinal = 1
ORDER BY chain.id
"""
)

_FINDINGS = """
INSERT INTO accountability_finding (
    allegation_id, stage, disposition, disposition_raw, decided_by)
SELECT allegation_id, payload->>'stage', payload->>'disposition',
    payload->>'disposition_raw', ''
FROM picked WHERE record_type = 'allegation' ORDER BY allegation_id
"""

_DISCIPLINE = """
INSERT INTO accountability_discipline (
    allegation_id, ordinal, stage, measure, measure_raw, days)
SELECT p.allegation_id, m.ordinal, m.facts->>'stage', m.facts->>'measure',
    m.facts->>'raw', (m.facts->>'days')::numeric
FROM picked p
CROSS JOIN LATERAL jsonb_array_elements(p.payload->'measures')
    WITH ORDINALITY AS m (facts, ordinal)
WHERE p.record_type = 'allegation' ORDER BY p.allegation_id, m.ordinal
"""

#: Each statement with the name of what it counts.
ALLEGATIONS = (
    ("complaints", _COMPLAINTS),
    ("matters", _TOLD),
    ("respondents", _RESPONDENTS),
    ("chain", _CHAIN),
    ("chain", "ANALYZE chain"),
    ("superseded", _SUPERSEDE),
    ("allegations", _ALLEGATIONS),
    ("findings", _FINDINGS),
    ("discipline", _DISCIPLINE),
    ("chain", "DROP TABLE chain"),
)
