"""The ledger in SQL: confirmed entries, and what differs in those that are revisions.

Of a person's decision nothing goes out but that it was made; of matters only how many.
"""

from accountability.extraction.versions import DECIDED
from accountability.publication.figure_ids import FIGURE

#: A return goes out with the absence that it ends, or not at all. What stands in for a
#: publisher's site has no address of a publisher.
CHANGES = """
SELECT 'k' || c.id AS change, d.slug AS document, b.slug AS body, c.kind, c.before_at,
  c.noticed_at, o.sha256 AS sha256_before, n.sha256,
  CASE WHEN d.kind = 'reconstruction' THEN '' ELSE c.address_before END
    AS address_before,
  CASE WHEN d.kind = 'reconstruction' THEN '' ELSE c.address_after END
    AS address_after,
  m.slug AS moved_to, 'k' || a.id AS answers
FROM accountability_documentchange c
JOIN accountability_sourcedocument d ON d.id = c.document_id
JOIN accountability_oversightbody b ON b.id = d.body_id
LEFT JOIN accountability_snapshot o ON o.id = c.before_id
LEFT JOIN accountability_snapshot n ON n.id = c.after_id
LEFT JOIN accountability_sourcedocument m ON m.id = c.moved_to_id
LEFT JOIN accountability_documentchange a ON a.id = c.answers_id
WHERE c.state = 'confirmed' AND (a.id IS NULL OR a.state = 'confirmed')
ORDER BY c.id
"""

#: Figures that changed are left to ``corrections``. A reading that repeats an earlier
#: one has the record of that one. Of matters of the bodies' own lists (proceedings),
#: which no release holds, no department is told.
ITEMS = f"""
WITH pairs (change_id, older, newer) AS (
  SELECT id, before_id, after_id FROM accountability_documentchange
  WHERE state = 'confirmed' AND kind = 'revised'
), held AS (
  SELECT x.change_id, x.key, x.record_type, x.item_change, p.id AS provenance_id,
    v.document_id, v.sha256
  FROM ({DECIDED}) x
  JOIN accountability_extractedrecord e ON e.id = coalesce(x.after_id, x.before_id)
  JOIN accountability_documentchange c ON c.id = x.change_id
  JOIN accountability_snapshot v ON v.id = c.after_id
  LEFT JOIN accountability_provenance p
    ON p.reading_id = CASE WHEN e.state = 'unchanged' THEN e.previous_id ELSE e.id END
  WHERE x.told
), items AS (
  SELECT h.change_id, h.document_id, h.sha256, 'figure' AS what, h.item_change,
    1::bigint AS items, coalesce(dep.slug, 'all') AS department, {FIGURE} AS figure,
    s.metric, s.category, s.unit, s.period, s.value, s.value_raw, s.status, h.key
  FROM held h
  JOIN accountability_statistic s ON s.provenance_id = h.provenance_id
  JOIN accountability_oversightbody b ON b.id = s.body_id
  LEFT JOIN accountability_department dep ON dep.id = s.department_id
  WHERE h.item_change <> %(changed)s
  UNION ALL
  SELECT h.change_id, h.document_id, h.sha256, h.record_type, h.item_change,
    count(*), dep.slug, NULL, NULL, '', NULL, NULL, NULL, '', NULL, ''
  FROM held h
  LEFT JOIN accountability_allegation al ON al.provenance_id = h.provenance_id
  LEFT JOIN accountability_complaint cp ON cp.id = al.complaint_id
  LEFT JOIN accountability_complaint told ON told.provenance_id = h.provenance_id
  LEFT JOIN accountability_department dep
    ON dep.id = coalesce(cp.department_id, told.department_id)
  WHERE h.record_type <> 'statistic'
  GROUP BY h.change_id, h.document_id, h.sha256, h.record_type, h.item_change, dep.slug
)
SELECT 'k' || i.change_id AS change,
  row_number() OVER (PARTITION BY i.change_id ORDER BY i.what, i.item_change,
    i.department, i.metric, i.category, i.period, i.key) AS item,
  d.slug AS document, i.sha256, i.what, i.item_change, i.items, i.department, i.figure,
  i.metric, i.category, i.unit, i.period, i.value, i.value_raw, i.status
FROM items i
JOIN accountability_sourcedocument d ON d.id = i.document_id
ORDER BY i.change_id, item
"""
