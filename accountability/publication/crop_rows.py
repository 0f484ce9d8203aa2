"""Which pictures of figures go out: one SELECT over the decisions that stand.

The last decision on a figure's picture stands, if it was made of the bytes and the page
that the figure was read from, nothing was decided about the figure since, and it is the
one to quote. A picture of a reconstruction proves nothing: only a demonstration shows
one.
"""


def crops_of(statistics: str) -> str:
    """Return the query of the table ``crops``; ``statistics`` is that of the figures.

    Its parameter ``demo`` says whether this is a demonstration.
    """
    return f"""
WITH last AS (
  SELECT DISTINCT ON (reading_id) * FROM accountability_cropdecision
  ORDER BY reading_id, id DESC
), chosen AS (
  SELECT left(encode(sha256(convert_to(concat_ws(chr(31), d.slug, n.sha256, s.key),
    'UTF8')), 'hex'), 20) AS statistic, last.*
  FROM last
  JOIN accountability_provenance p ON p.reading_id = last.reading_id
  JOIN accountability_statistic s ON s.provenance_id = p.id
  JOIN accountability_snapshot n ON n.id = p.snapshot_id
  JOIN accountability_sourcedocument d ON d.id = n.document_id
  WHERE last.allowed AND last.sha256 = n.sha256 AND last.page = p.page
    AND NOT EXISTS (
      SELECT FROM accountability_reviewdecision r
      WHERE r.reading_id = last.reading_id AND r.at > last.at
    )
    AND p.box_x0 >= last.cut_x0 AND p.box_x1 <= last.cut_x1
    AND p.box_top >= last.cut_top AND p.box_bottom <= last.cut_bottom
    AND (d.kind <> 'reconstruction' OR %(demo)s)
)
SELECT statistic, f.document, f.sha256, chosen.page, shape, cut_x0, cut_top, cut_x1,
  cut_bottom, width, height, picture AS crop, 'crop-' || picture || '.png' AS file
FROM chosen JOIN ({statistics}) f USING (statistic)
WHERE f.current
ORDER BY statistic
"""
