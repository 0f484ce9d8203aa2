"""SELECTs of proceedings and recommendations: what documents tell beside allegations.

As in ``select``: only published columns, no number of the body's, no day, no running
text. Ids are keys of our own database.
"""

from accountability.vocab import DocumentType, ResponderRole, ResponseStatus

_PLACE = """
    page, box_x0, box_top, box_x1, box_bottom, "row", nullif(xpath, '') AS xpath,
    parser_version
"""
_DATES = ("occurred", "opened", "reported", "corrected")
#: A month is told only of what is known to the month.
_MONTHS = ",\n".join(
    f"CASE WHEN {{0}}{name}_precision IN ('day', 'month') "
    f"THEN date_trunc('month', {{0}}{name})::date END AS {name}_month"
    for name in _DATES
)
_WORDS = ("place_raw", "incident_raw", "harm_raw")

#: The words of a cell of the body's own table of cases are coded; those of a release or
#: a report may be a story, or an address (PRIVACY A8).
_TOLD = f"""told AS (
  SELECT st.*, d.slug AS document, d.language, n.sha256, n.retrieved_at,
    d.document_type = '{DocumentType.CASE_LIST.value}' AS listed,
    st.superseded_by_id IS NULL AND st.absent_since_id IS NULL AS stands,
    p.page, p.box_x0, p.box_top, p.box_x1, p.box_bottom, p."row", p.xpath,
    p.parser_version
  FROM accountability_proceedingstatement st
  JOIN accountability_provenance p ON p.id = st.provenance_id
  JOIN accountability_snapshot n ON n.id = p.snapshot_id
  JOIN accountability_sourcedocument d ON d.id = n.document_id
)"""


def _listed(name: str) -> str:
    """Return the newest words of a column that a table of cases has of the matter."""
    return (
        f"coalesce((array_agg({name} ORDER BY retrieved_at DESC, id DESC) FILTER "
        f"(WHERE stands AND listed AND {name} <> ''))[1], '') AS {name}"
    )


#: What is told of the matter as a whole; its row leads to the newest statement that
#: says how it ended, else to the newest. One that no document tells of any more goes.
PROCEEDINGS = f"""
WITH {_TOLD}, chief AS (
  SELECT DISTINCT ON (proceeding_id) * FROM told WHERE stands
  ORDER BY proceeding_id, outcome = 'unknown', retrieved_at DESC, id DESC
), summed AS (
  SELECT proceeding_id,
    count(DISTINCT document) FILTER (WHERE stands) AS documents,
    coalesce(string_agg(DISTINCT nullif(language, ''), ' ')
      FILTER (WHERE stands), '') AS languages,
    count(*) FILTER (WHERE superseded_by_id IS NOT NULL) AS replaced,
    {", ".join(map(_listed, _WORDS))}
  FROM told GROUP BY proceeding_id
), flagged AS (
  SELECT proceeding_id, string_agg(DISTINCT flag, ' ') AS flags
  FROM told CROSS JOIN regexp_split_to_table(flags, ' ') AS flag
  WHERE stands AND flag <> '' GROUP BY proceeding_id
)
SELECT 'p' || m.id AS proceeding, b.slug AS body, b.jurisdiction,
  dep.slug AS department,
  extract(year FROM coalesce(m.opened, m.occurred, m.reported, m.corrected))::int
    AS year,
  m.kind, summed.place_raw, summed.incident_raw, summed.harm_raw,
  m.outcome, m.outcome_raw, {_MONTHS.format("m.")},
  summed.documents, summed.languages, summed.replaced,
  coalesce(flagged.flags, '') AS flags,
  chief.document, chief.sha256, chief.retrieved_at, {_PLACE}
FROM accountability_proceeding m
JOIN accountability_oversightbody b ON b.id = m.body_id
JOIN chief ON chief.proceeding_id = m.id
JOIN summed ON summed.proceeding_id = m.id
LEFT JOIN flagged ON flagged.proceeding_id = m.id
LEFT JOIN accountability_department dep ON dep.id = m.department_id
ORDER BY m.id
"""

PROCEEDING_STATEMENTS = f"""
WITH {_TOLD}
SELECT 's' || told.id AS statement, 'p' || m.id AS proceeding, b.slug AS body,
  b.jurisdiction, dep.slug AS department, told.kind,
  {
    ", ".join(
        f"CASE WHEN listed THEN told.{name} ELSE '' END AS {name}" for name in _WORDS
    )
},
  told.outcome, told.outcome_raw, {_MONTHS.format("told.")},
  stands AS current, 's' || told.superseded_by_id AS replaced_by, told.flags,
  document, sha256, retrieved_at, {_PLACE}
FROM told
JOIN accountability_proceeding m ON m.id = told.proceeding_id
JOIN accountability_oversightbody b ON b.id = m.body_id
LEFT JOIN accountability_department dep ON dep.id = told.department_id
WHERE EXISTS (SELECT FROM accountability_proceedingstatement other
  WHERE other.proceeding_id = m.id AND other.superseded_by_id IS NULL
    AND other.absent_since_id IS NULL)
ORDER BY told.id
"""

_MADE = """
  extract(year FROM {0}dated)::int AS year,
  CASE {0}dated_precision WHEN 'day' THEN to_char({0}dated, 'YYYY-MM')
    WHEN 'month' THEN to_char({0}dated, 'YYYY-MM')
    WHEN 'year' THEN to_char({0}dated, 'YYYY') ELSE {0}dated_text END"""
_ABOUT = """
  {0}cited_url, {0}note, d.authority, {0}flags, d.slug AS document, n.sha256,
  n.retrieved_at, p.page, p.box_x0, p.box_top, p.box_x1, p.box_bottom, p."row",
  nullif(p.xpath, '') AS xpath, p.parser_version
"""
_FROM = """
JOIN accountability_provenance p ON p.id = {0}provenance_id
JOIN accountability_snapshot n ON n.id = p.snapshot_id
JOIN accountability_sourcedocument d ON d.id = n.document_id
LEFT JOIN accountability_department dep ON dep.id = {0}department_id
"""
_STANDS = "{0}superseded_by_id IS NULL AND {0}absent_since_id IS NULL"
#: What is answered: the recommendation in force, under the id of its first row.
_FIRST = """firsts AS (
  SELECT source_id, key, min(id) AS id FROM accountability_recommendation
  GROUP BY source_id, key
)"""

#: The addressee's own answer; of several that are known the last, by its date.
RECOMMENDATIONS = f"""
WITH {_FIRST}, answered AS (
  SELECT recommendation_id AS id, count(*) AS responses,
    (array_agg(a.status ORDER BY a.dated DESC NULLS LAST, a.id DESC)
      FILTER (WHERE a.role = '{ResponderRole.ADDRESSEE.value}'))[1] AS status
  FROM accountability_recommendationresponse a
  WHERE {_STANDS.format("a.")} GROUP BY recommendation_id
)
SELECT 'm' || firsts.id AS recommendation, b.slug AS body, b.jurisdiction,
  r.addressee_raw AS addressee, dep.slug AS department, {_MADE.format("r.")} AS made,
  r.recommended, r.summary <> '' AS text_seen, r.summary,
  coalesce(answered.status, '{ResponseStatus.NONE_KNOWN.value}') AS status,
  coalesce(answered.responses, 0) AS responses, {_ABOUT.format("r.")}
FROM accountability_recommendation r
JOIN firsts ON firsts.source_id = r.source_id AND firsts.key = r.key
JOIN accountability_oversightbody b ON b.id = r.body_id
{_FROM.format("r.")}
LEFT JOIN answered ON answered.id = firsts.id
WHERE {_STANDS.format("r.")}
ORDER BY r.id
"""

RECOMMENDATION_RESPONSES = f"""
WITH first_answers AS (
  SELECT source_id, key, min(id) AS id FROM accountability_recommendationresponse
  GROUP BY source_id, key
)
SELECT 'n' || first_answers.id AS response, 'm' || a.recommendation_id
    AS recommendation, b.slug AS body, b.jurisdiction, a.responder_raw AS responder,
  dep.slug AS department, a.role, a.status, a.status_raw,
  {_MADE.format("a.")} AS answered, {_ABOUT.format("a.")}
FROM accountability_recommendationresponse a
JOIN first_answers ON first_answers.source_id = a.source_id
  AND first_answers.key = a.key
JOIN accountability_recommendation r ON r.id = a.recommendation_id
JOIN accountability_oversightbody b ON b.id = r.body_id
{_FROM.format("a.")}
WHERE {_STANDS.format("a.")} AND EXISTS (
  SELECT FROM accountability_recommendation f
  WHERE f.source_id = r.source_id AND f.key = r.key AND {_STANDS.format("f.")})
ORDER BY a.id
"""

#: Departments that these tables name.
NAMED = """
  SELECT FROM accountability_proceeding x WHERE x.department_id = dep.id
  UNION ALL
  SELECT FROM accountability_recommendation x WHERE x.department_id = dep.id
  UNION ALL
  SELECT FROM accountability_recommendationresponse x WHERE x.department_id = dep.id
"""
