"""What differs between two versions of a document, by what was read from them.

Values count, not markup: of a figure its value, status and words, of anything else what
it says, without our own flags. What could not be read is on neither side.
"""

from dataclasses import asdict, dataclass

from django.db import connection

from accountability.models import ExtractedRecord, RecordType, Snapshot
from accountability.models.reading import BY_HAND
from accountability.vocab import DocumentType, ItemChange

#: Read by a parser, and readable.
_READ = f"record_type <> 'rejection' AND NOT starts_with(parser_version, '{BY_HAND}')"

#: Rows (change_id, record_type, key, before_id, after_id, item_change) for every row of
#: ``pairs (change_id, older, newer)``, two snapshots; takes ``TERMS``. Of two readings
#: of one key in one snapshot the newer parser's counts. What people typed is in one
#: version and no other, and no difference.
DIFFERENCES = f"""
SELECT p.change_id, d.* FROM pairs p CROSS JOIN LATERAL (
  SELECT coalesce(b.record_type, a.record_type) AS record_type, key,
    a.id AS before_id, b.id AS after_id,
    CASE WHEN a.id IS NULL THEN %(appeared)s WHEN b.id IS NULL THEN %(gone)s
      ELSE %(changed)s END AS item_change
  FROM (SELECT DISTINCT ON (key) * FROM accountability_extractedrecord
        WHERE snapshot_id = p.older AND {_READ}
        ORDER BY key, id DESC) a
  FULL JOIN (SELECT DISTINCT ON (key) * FROM accountability_extractedrecord
        WHERE snapshot_id = p.newer AND {_READ}
        ORDER BY key, id DESC) b USING (key)
  WHERE a.id IS NULL OR b.id IS NULL OR a.digest <> b.digest AND
    CASE WHEN a.record_type = 'statistic'
      THEN (a.payload->>'value', a.payload->>'value_raw', a.payload->>'status')
        IS DISTINCT FROM
        (b.payload->>'value', b.payload->>'value_raw', b.payload->>'status')
      ELSE a.payload - 'flags' - 'note' <> b.payload - 'flags' - 'note' END
) d
"""  # noqa: S608  (only this module's own condition is filled in)
TERMS = {change.value: change.value for change in ItemChange}

#: ``DIFFERENCES`` with what people decided: ``undecided`` if the newer reading waits
#: for a decision, ``told`` if the readings of it on either side are accepted.
DECIDED = """
SELECT d.*, coalesce(b.state = 'proposed', false) AS undecided,
  ((a.id IS NULL OR a.state = 'accepted'
    OR a.state = 'unchanged' AND same_as_a.state = 'accepted')
  AND (b.id IS NULL OR b.state = 'accepted'
    OR b.state = 'unchanged' AND same_as_b.state = 'accepted')) IS TRUE AS told,
  coalesce(b.position, a.position) AS position
FROM ({differences}) d
LEFT JOIN accountability_extractedrecord a ON a.id = d.before_id
LEFT JOIN accountability_extractedrecord same_as_a ON same_as_a.id = a.previous_id
LEFT JOIN accountability_extractedrecord b ON b.id = d.after_id
LEFT JOIN accountability_extractedrecord same_as_b ON same_as_b.id = b.previous_id
""".replace("{differences}", DIFFERENCES)

_PAIR = "WITH pairs (change_id, older, newer) AS (VALUES (0, %(older)s, %(newer)s))"
_COUNT = """
{pair} SELECT record_type = 'statistic', item_change, count(*)
FROM ({differences}) d GROUP BY 1, 2
""".replace("{pair}", _PAIR).replace("{differences}", DIFFERENCES)
_COUNT_DECIDED = """
{pair} SELECT count(*) FILTER (WHERE undecided), count(*) FILTER (WHERE told)
FROM ({decided}) d
""".replace("{pair}", _PAIR).replace("{decided}", DECIDED)
_SOME_DECIDED = """
{pair} SELECT before_id, after_id, item_change, told FROM ({decided}) d
ORDER BY position, key LIMIT %(limit)s OFFSET %(offset)s
""".replace("{pair}", _PAIR).replace("{decided}", DECIDED)

#: Of these rows are added as a matter of course; that alone is no news.
_GROWING = frozenset(
    {DocumentType.DATASET, DocumentType.CASE_LIST, DocumentType.DECISION_LIST}
)


@dataclass(frozen=True)
class Differences:
    """How many figures and matters differ, appeared, or are gone."""

    figures_changed: int = 0
    figures_appeared: int = 0
    figures_gone: int = 0
    matters_changed: int = 0
    matters_appeared: int = 0
    matters_gone: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)

    def is_news(self, document_type: DocumentType) -> bool:
        """Say whether somebody should look; a list that only grew is no news."""
        if document_type not in _GROWING:
            return any(self.as_dict().values())
        return bool(
            self.figures_changed
            or self.figures_gone
            or self.matters_changed
            or self.matters_gone
        )


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two versions, as either was read.

    ``told`` is true if what is there of it is accepted: then the public may read it.
    """

    change: ItemChange
    before: ExtractedRecord | None
    after: ExtractedRecord | None
    told: bool


def differences_of(older: Snapshot, newer: Snapshot) -> Differences:
    """Count what differs between two versions, as their parsers read them."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {**TERMS, "older": older.pk, "newer": newer.pk})
        counts = {
            f"{'figures' if figure else 'matters'}_{change}": number
            for figure, change, number in cursor.fetchall()
        }
    return Differences(**counts)


def decided_of(older: Snapshot, newer: Snapshot) -> tuple[int, int]:
    """Return how much of what differs waits for a decision, how much is accepted."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_DECIDED, {**TERMS, "older": older.pk, "newer": newer.pk})
        undecided, told = cursor.fetchone()
    return undecided, told


def listed_differences(
    older: Snapshot, newer: Snapshot, *, limit: int, offset: int = 0
) -> list[Difference]:
    """Return some of what differs, in the order of the document."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SOME_DECIDED,
            {
                **TERMS,
                "older": older.pk,
                "newer": newer.pk,
                "limit": limit,
                "offset": offset,
            },
        )
        found = cursor.fetchall()
    readings = ExtractedRecord.objects.in_bulk(
        {pk for before, after, *_ in found for pk in (before, after) if pk}
    )
    return [
        Difference(
            ItemChange.of(change), readings.get(before), readings.get(after), told
        )
        for before, after, change, told in found
    ]


def version_before(snapshot: Snapshot) -> Snapshot | None:
    """Return the newest earlier version that was read, if there is one."""
    return (
        Snapshot.objects.filter(
            document=snapshot.document_id,
            number__lt=snapshot.number,
            read_at__isnull=False,
        )
        .order_by("-number")
        .first()
    )


def unreadable(*snapshots: Snapshot) -> int:
    """Count the rows of these versions that could not be read."""
    return sum(
        snapshot.readings.filter(record_type=RecordType.REJECTION).count()
        for snapshot in snapshots
    )
