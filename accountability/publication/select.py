"""Which records go out, and as what: one SELECT a table of the official record.

Only published columns are named here (``schema.TABLES``; PRIVACY A8): a body's own
file numbers, exact dates, names and free text stay behind, and ids are ours. Rows
leave PostgreSQL by COPY, so memory does not grow with them, and inside one
REPEATABLE READ transaction, so that all tables show one moment.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction

from accountability.extraction.versions import TERMS as ITEM_CHANGES
from accountability.publication import select_ledger, told
from accountability.publication.crop_rows import crops_of
from accountability.publication.figure_ids import FIGURE
from accountability.publication.table_source import TableSource
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import (
    ALLEGATIONS,
    BODIES,
    CROPS,
    DENOMINATORS,
    DEPARTMENTS,
    DISCIPLINE,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
    DOCUMENTS,
    FINDINGS,
    PROCEEDING_STATEMENTS,
    PROCEEDINGS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    STATISTICS,
    Table,
)
from accountability.vocab import Disposition, Measure, outcome_group
from accountability.vocab.community import CommunityDimension

_PLACE = """
    p.page, p.box_x0, p.box_top, p.box_x1, p.box_bottom, p.row,
    nullif(p.xpath, '') AS xpath, p.parser_version
"""

#: A figure is current if the newest version of its document still prints it. Of
#: several documents that print the figure, one stands for each value: primary before
#: press, then the newest. A value printed exactly is preferred to one in round words,
#: and any value to none. Values that differ stand side by side, disputed. Bytes that
#: came back after others print a figure once more: that reading has an id of its own.
_STATISTICS = f"""
WITH printed AS (
  SELECT s.*, d.slug AS document, n.sha256, n.retrieved_at, n.number, d.authority,
    coalesce(dep.slug, 'all') AS department_slug, b.slug AS body_slug,
    coalesce(dep.jurisdiction, b.jurisdiction) AS jurisdiction,
    {_PLACE},
    {FIGURE} AS figure,
    min(n.number) OVER (PARTITION BY d.id, n.sha256, s.key) AS first_number,
    s.absent_since_id IS NULL AND row_number() OVER (
      PARTITION BY d.id, s.key ORDER BY l.number DESC, n.number DESC, s.id DESC
    ) = 1 AS newest
  FROM accountability_statistic s
  JOIN accountability_oversightbody b ON b.id = s.body_id
  LEFT JOIN accountability_department dep ON dep.id = s.department_id
  JOIN accountability_provenance p ON p.id = s.provenance_id
  JOIN accountability_snapshot n ON n.id = p.snapshot_id
  JOIN accountability_snapshot l ON l.id = s.last_seen_id
  JOIN accountability_sourcedocument d ON d.id = n.document_id
), ranked AS (
  SELECT *,
    rank() OVER (PARTITION BY figure, newest ORDER BY array_position(
      ARRAY['reported', 'rounded', 'suppressed', 'not_reported', 'parse_failed'],
      status::text)) AS certainty,
    row_number() OVER (PARTITION BY figure, newest, status, value,
        CASE WHEN status = 'reported' THEN '' ELSE value_raw END
      ORDER BY authority = 'press', retrieved_at DESC, id DESC) AS same_value
  FROM printed
), marked AS (
  SELECT *, newest AND certainty = 1 AND same_value = 1 AS current FROM ranked
)
SELECT
  left(encode(sha256(convert_to(concat_ws(chr(31), document, sha256, key,
    CASE WHEN number > first_number THEN number END), 'UTF8')), 'hex'), 20)
    AS statistic,
  figure, body_slug AS body, jurisdiction, department_slug AS department, metric,
  category, unit, period, period_start, period_end, value, value_raw, status, current,
  current AND count(*) FILTER (WHERE current) OVER (PARTITION BY figure) > 1
    AS disputed,
  authority, flags, note, document, sha256, retrieved_at, page, box_x0, box_top,
  box_x1, box_bottom, row, xpath, parser_version
FROM marked
ORDER BY id
"""

#: A revised allegation keeps the id it first had.
_FIRST_IDS = """first_ids AS (
  SELECT complaint_id, key, min(id) AS id FROM accountability_allegation
  GROUP BY complaint_id, key
)"""

_IN_FORCE = """FROM accountability_allegation a
JOIN accountability_complaint c ON c.id = a.complaint_id
JOIN first_ids ON first_ids.complaint_id = a.complaint_id AND first_ids.key = a.key
JOIN accountability_oversightbody b ON b.id = c.body_id
JOIN accountability_department dep ON dep.id = c.department_id
LEFT JOIN accountability_respondent r ON r.id = a.respondent_id
JOIN accountability_provenance p ON p.id = a.provenance_id
JOIN accountability_snapshot n ON n.id = p.snapshot_id
JOIN accountability_sourcedocument d ON d.id = n.document_id"""

_STANDS = "a.superseded_by_id IS NULL AND a.absent_since_id IS NULL"

_YEAR = "extract(year FROM coalesce(c.received, c.period_start))::int AS year"

_ABOUT = f"""'a' || first_ids.id AS allegation, 'c' || c.id AS complaint,
  b.slug AS body, dep.jurisdiction, dep.slug AS department, {_YEAR}"""

#: Only what stands in the newest version of its document. Ids are keys of our own
#: database: a hash of the body's number could be guessed back.
_ALLEGATIONS = f"""
WITH {_FIRST_IDS}, findings AS (
  SELECT DISTINCT ON (allegation_id) allegation_id, stage, disposition, disposition_raw
  FROM accountability_finding
  ORDER BY allegation_id, stage = 'recommended'
), last_stages AS (
  SELECT DISTINCT ON (allegation_id) allegation_id, stage
  FROM accountability_discipline
  ORDER BY allegation_id, array_position(
    ARRAY['recorded_after_departure', 'imposed', 'recommended'], stage::text)
), measures AS (
  SELECT allegation_id, stage,
    (array_agg(measure ORDER BY array_position(%(gravity)s::text[],
      measure::text) DESC
      NULLS LAST, ordinal))[1] AS gravest,
    string_agg(measure, ' ' ORDER BY ordinal) AS codes,
    string_agg(nullif(measure_raw, ''), '; ' ORDER BY ordinal) AS raw,
    sum(days) AS days
  FROM accountability_discipline JOIN last_stages USING (allegation_id, stage)
  GROUP BY allegation_id, stage
)
SELECT
  {_ABOUT},
  date_trunc('month', c.received)::date AS received_month,
  nullif(c.period, '') AS period, c.route, c.file_type, c.file_type_raw,
  a.allegation_class AS class, a.class_raw, a.subtype_raw, f.stage,
  coalesce(f.disposition, 'unknown') AS disposition,
  coalesce(f.disposition_raw, '') AS disposition_raw,
  %(groups)s::jsonb ->> coalesce(f.disposition, 'unknown') AS outcome,
  m.gravest AS gravest_measure, coalesce(m.codes, '') AS measures,
  coalesce(m.raw, '') AS measures_raw, m.days AS suspension_days,
  m.stage AS discipline_stage,
  coalesce(r.employment_status, 'unknown') AS employment_status,
  CASE WHEN c.concluded >= c.received THEN c.concluded - c.received END
    AS days_to_conclusion,
  c.listed, c.listed_of, a.flags,
  d.slug AS document, n.sha256, n.retrieved_at, {_PLACE}
{_IN_FORCE}
LEFT JOIN findings f ON f.allegation_id = a.id
LEFT JOIN measures m ON m.allegation_id = a.id
WHERE {_STANDS}
ORDER BY a.id
"""

#: Who decided, and on which day, stays behind: the one may be a name, the other is
#: finer than a month.
_FINDINGS = f"""
WITH {_FIRST_IDS}
SELECT {_ABOUT}, f.stage, f.disposition, f.disposition_raw,
  %(groups)s::jsonb ->> f.disposition AS outcome,
  d.slug AS document, n.sha256, n.retrieved_at, {_PLACE}
{_IN_FORCE}
JOIN accountability_finding f ON f.allegation_id = a.id
WHERE {_STANDS}
ORDER BY a.id, f.id
"""

_DISCIPLINE = f"""
WITH {_FIRST_IDS}
SELECT {_ABOUT}, m.ordinal, m.stage, m.measure, m.measure_raw, m.days,
  coalesce(r.employment_status, 'unknown') AS employment_status,
  d.slug AS document, n.sha256, n.retrieved_at, {_PLACE}
{_IN_FORCE}
JOIN accountability_discipline m ON m.allegation_id = a.id
WHERE {_STANDS}
ORDER BY a.id, m.ordinal
"""

_DEPARTMENTS = f"""
SELECT dep.slug AS department, dep.name, dep.kind, dep.jurisdiction, b.slug AS body,
  dep.valid_from, dep.valid_to, dep.source
FROM accountability_department dep
JOIN accountability_oversightbody b ON b.id = dep.body_id
-- A department without figures says that there are none of it: only where something is
-- known of its jurisdiction. Federal police are in public once they have figures, or
-- codes in the community's.
WHERE dep.slug = ANY(%(counted)s)
  OR EXISTS (SELECT FROM accountability_statistic s WHERE s.department_id = dep.id)
  OR EXISTS (SELECT FROM accountability_complaint c WHERE c.department_id = dep.id)
  OR EXISTS ({told.NAMED})
  OR dep.kind <> 'federal' AND dep.jurisdiction IN (
    SELECT x.jurisdiction FROM accountability_oversightbody x
    WHERE EXISTS (SELECT FROM accountability_statistic s WHERE s.body_id = x.id)
      OR EXISTS (SELECT FROM accountability_complaint c WHERE c.body_id = x.id)
    UNION SELECT known.jurisdiction FROM accountability_department known
    JOIN accountability_denominator n ON n.department_id = known.id)
ORDER BY dep.slug
"""

_DENOMINATORS = """
SELECT dep.slug AS department, x.measure, x.year, x.value, x.unit, x.source_kind,
  x.source_url, x.note
FROM accountability_denominator x
JOIN accountability_department dep ON dep.id = x.department_id
ORDER BY dep.slug, x.measure, x.year
"""

_BODIES = """
SELECT slug AS body, name, jurisdiction, url FROM accountability_oversightbody
ORDER BY slug
"""

#: Bytes that came back after others are one row, as a version is known by its hash.
_DOCUMENTS = """
SELECT d.slug AS document, d.title, b.slug AS body, d.source_id AS source, d.kind,
  d.document_type AS type, d.authority, d.publisher_url, d.cited_urls, d.licence,
  d.attribution, nullif(d.period, '') AS period, n.sha256, n.bytes, n.media_type,
  n.number AS version, n.is_newest AS current, n.first_at AS retrieved_at,
  n.last_seen_at, coalesce(x.read, 0) AS records_read,
  coalesce(x.accepted, 0) AS records_accepted,
  coalesce(x.rejected, 0) AS records_rejected
FROM accountability_sourcedocument d
JOIN (
  SELECT DISTINCT ON (document_id, sha256) *,
    number = max(number) OVER (PARTITION BY document_id) AS is_newest,
    min(retrieved_at) OVER (PARTITION BY document_id, sha256) AS first_at
  FROM accountability_snapshot ORDER BY document_id, sha256, number DESC
) n ON n.document_id = d.id
JOIN accountability_oversightbody b ON b.id = d.body_id
LEFT JOIN (
  SELECT snapshot_id, count(*) AS read,
    count(*) FILTER (WHERE state IN ('accepted', 'unchanged')) AS accepted,
    count(*) FILTER (WHERE state = 'rejected') AS rejected
  FROM accountability_extractedrecord GROUP BY snapshot_id
) x ON x.snapshot_id = n.id
ORDER BY d.slug, n.number
"""

#: What a reviewer wrote stays with staff; the public reads that a person decided.
_REJECTIONS = """
SELECT 'r' || x.id AS rejection, d.slug AS document, n.sha256,
  (x.locator ->> 'page')::int AS page, (x.locator ->> 'row')::int AS row,
  CASE WHEN x.record_type = 'rejection' THEN x.reason ELSE 'rejected_in_review' END
    AS reason,
  CASE WHEN x.record_type = 'rejection' THEN x.field ELSE '' END AS field
FROM accountability_extractedrecord x
JOIN accountability_snapshot n ON n.id = x.snapshot_id
JOIN accountability_sourcedocument d ON d.id = n.document_id
WHERE x.state = 'rejected'
ORDER BY x.id
"""

_SELECTS = {
    STATISTICS: _STATISTICS,
    CROPS: crops_of(_STATISTICS),
    ALLEGATIONS: _ALLEGATIONS,
    FINDINGS: _FINDINGS,
    DISCIPLINE: _DISCIPLINE,
    PROCEEDINGS: told.PROCEEDINGS,
    PROCEEDING_STATEMENTS: told.PROCEEDING_STATEMENTS,
    RECOMMENDATIONS: told.RECOMMENDATIONS,
    RECOMMENDATION_RESPONSES: told.RECOMMENDATION_RESPONSES,
    DEPARTMENTS: _DEPARTMENTS,
    DENOMINATORS: _DENOMINATORS,
    BODIES: _BODIES,
    DOCUMENTS: _DOCUMENTS,
    REJECTIONS: _REJECTIONS,
    DOCUMENT_CHANGES: select_ledger.CHANGES,
    DOCUMENT_CHANGE_ITEMS: select_ledger.ITEMS,
}

#: What the vocabularies know and the database does not.
_TERMS = {
    "gravity": [term.value for term in sorted(Measure, key=lambda term: term.gravity)],
    "groups": json.dumps({term: outcome_group(term) for term in Disposition}),
    **ITEM_CHANGES,
}


@contextmanager
def one_moment() -> Iterator[None]:
    """Open a transaction in which every select sees the same state of the records.

    It is the outermost one: raises RuntimeError inside another.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def sources(community: CommunityRecord | None) -> dict[Table, TableSource]:
    """Return a source for every table that the records fill; run in ``one_moment``.

    Departments that have a code in the community record are described too.
    """
    terms = _terms(community)
    return {table: partial(_copy, query, terms) for table, query in _SELECTS.items()}


def content_sha256(community: CommunityRecord | None) -> str:
    """Return a hash of everything a release would hold now; run in ``one_moment``.

    Volatile columns (when a document was last seen) are left out: a vote stays good
    while the content is the same.
    """
    digest = hashlib.sha256(community.to_bytes() if community else b"")
    terms = _terms(community)
    for table, query in _SELECTS.items():
        columns = ", ".join(
            f'"{column.name}"' for column in table.columns if not column.volatile
        )
        digest.update(f"{table.name}\n".encode())
        _copy_to(digest.update, f"SELECT {columns} FROM ({query}) AS selected", terms)
    return digest.hexdigest()


def _terms(community: CommunityRecord | None) -> dict[str, Any]:
    known = {**_TERMS, "demo": settings.DEMO}
    if community is None:
        return {**known, "counted": []}
    domain = community.edition.domain
    codes = domain.dimension(CommunityDimension.DEPARTMENT.value).codes
    return {**known, "counted": list(codes)}


def _copy(query: str, terms: dict[str, Any], out: BinaryIO) -> None:
    _copy_to(out.write, query, terms)


def _copy_to(
    take: Callable[[bytes], object], query: str, terms: dict[str, Any]
) -> None:
    statement = f"COPY ({query}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
    with connection.cursor() as cursor, cursor.copy(statement, terms) as rows:
        for piece in rows:
            take(bytes(piece))
