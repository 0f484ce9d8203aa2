"""Building a release beside the bare GROUP BYs of the same rows in Postgres.

Ours: select everything, check it, write Parquet and CSV, hash, sign, with the protected
figures of 20,000 cases in it. The limit: the four counts that the overview asks, over
the same joined tables, sent by Postgres to nobody. Drawing the noise, fitting and the
audit stand apart, as they grow with the codes and not with the rows.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import (
    BenchRow,
    clocked,
    forget_peak,
    peak_megabytes,
    resident_megabytes,
    show,
)
from benchmarks.stack import stack

#: BENCH_ROWS=10000000 asks for more than fits into a coffee break.
SIZES = (10_000, 100_000, 1_000_000)
CASES = 20_000
_POLICY = """{"organisation": "bench", "plan": "annual", "expected": 2000,
 "jurisdictions": ["CA-BC"], "decided_on": "2020-01-01",
 "cohorts": [{"cohort": "2023", "final": "2025-04-01"}]}"""

#: Facts about matters as an import leaves them, by sets: a matter has two allegations.
_FILL = (
    """INSERT INTO accountability_extractedrecord (snapshot_id, record_type, key,
      position, locator, payload, digest, parser_version, state, flags, reason, field,
      total_key, created_at)
    SELECT %(snapshot)s, 'allegation', 'k' || i, i, '{}', '{}',
      lpad(i::text, 64, '0'), '1', 'accepted', '', '', '', '', now()
    FROM generate_series(%(first)s, %(number)s) AS i""",
    """INSERT INTO accountability_provenance (snapshot_id, reading_id, row, xpath,
      parser_version)
    SELECT snapshot_id, id, position, '', '1' FROM accountability_extractedrecord
    WHERE snapshot_id = %(snapshot)s AND position >= %(first)s""",
    """INSERT INTO accountability_complaint (body_id, source_id, key, department_id,
      number_raw, route, file_type, file_type_raw, period, occurred_text,
      occurred_precision, received, concluded, disposition, disposition_raw)
    SELECT %(body)s, 'bench', 'c' || i, d.id, '', 'unknown', 'unknown', '', '', '', '',
      date '2010-01-01' + (i * 37 %% 5000), date '2010-01-01' + (i * 37 %% 5000) + 90,
      'unknown', ''
    FROM generate_series((%(first)s + 1) / 2, %(number)s / 2) AS i
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place,
        count(*) OVER () AS places FROM accountability_department) AS d
      ON d.place = 1 + i::bigint * 7919 %% d.places""",
    """INSERT INTO accountability_respondent (complaint_id, ordinal, employment_status,
      employment_status_raw)
    SELECT c.id, 1, 'unknown', '' FROM accountability_complaint c
    WHERE c.source_id = 'bench' AND NOT EXISTS
      (SELECT FROM accountability_respondent r WHERE r.complaint_id = c.id)""",
    """INSERT INTO accountability_allegation (complaint_id, respondent_id, key,
      allegation_class, class_raw, subtype_raw, flags, provenance_id, last_seen_id,
      recorded_at)
    SELECT c.id, r.id, 'a' || p.row,
      (%(classes)s::text[])[1 + p.row * 31 %% cardinality(%(classes)s::text[])],
      'raw', '', '', p.id, p.snapshot_id, now()
    FROM accountability_provenance p
    JOIN accountability_complaint c
      ON c.source_id = 'bench' AND c.key = 'c' || (1 + (p.row - 1) / 2)
    JOIN accountability_respondent r ON r.complaint_id = c.id
    WHERE p.snapshot_id = %(snapshot)s AND p.row >= %(first)s""",
    """INSERT INTO accountability_finding (allegation_id, stage, disposition,
      disposition_raw, decided_by)
    SELECT a.id, 'final',
      (%(findings)s::text[])[1 + a.id * 17 %% cardinality(%(findings)s::text[])],
      'raw', '' FROM accountability_allegation a
    JOIN accountability_provenance p ON p.id = a.provenance_id
    WHERE p.snapshot_id = %(snapshot)s AND p.row >= %(first)s""",
)
_COUNTED = """
  FROM accountability_allegation a
  JOIN accountability_complaint c ON c.id = a.complaint_id
  JOIN accountability_department d ON d.id = c.department_id
  LEFT JOIN accountability_finding f ON f.allegation_id = a.id
  WHERE a.superseded_by_id IS NULL AND a.absent_since_id IS NULL"""
_GROUPS = (
    "d.slug, f.disposition",
    "extract(year FROM c.received), f.disposition",
    "a.allegation_class, f.disposition",
    "d.slug, extract(year FROM c.received), a.allegation_class, f.disposition",
)


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure and print the rows; BENCH_ROWS adds a size of one's own."""
    more = os.environ.get("BENCH_ROWS", "")
    sizes = (*sizes, int(more)) if more else sizes
    rows: list[BenchRow] = []
    apart: list[BenchRow] = []
    with _ready() as (root, releaser):
        apart += _drawn(releaser)
        filled = 0
        for size in sizes:
            _fill(filled + 1, size)
            filled = size
            built, audited = _built(root / str(size), size)
            rows.append(built)
            apart.append(audited)
            print(f"{built.what}: {built.ours}, beside {built.beside}", flush=True)
    show(f"Building a release with figures of {CASES:,} cases", rows)
    show("Apart from it", apart)


@contextmanager
def _ready() -> Iterator[tuple[Path, Any]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, stack(Path(scratch)):
        from django.conf import settings

        for name in ("RELEASES_DIR", "DRAFTS_DIR", "KEYSTORE_DIR", "AUDIT_HEADS_DIR"):
            place = Path(scratch) / name
            place.mkdir()
            setattr(settings, name, place)
        policy = Path(scratch) / "policy.json"
        policy.write_text(_POLICY)
        settings.COMMUNITY_POLICY_FILE = policy
        _document()
        yield Path(scratch), _people()


def _document() -> None:
    from django.utils import timezone

    from accountability.models import OversightBody, Snapshot, SourceDocument
    from accountability.records.reference import load_reference

    load_reference()
    body = OversightBody.objects.all()[0]
    now = timezone.now()
    document = SourceDocument.objects.create(
        slug="bench",
        source_id="bench",
        body=body,
        url="http://127.0.0.1/bench",
        title="Synthetic rows of the bench",
        kind="open_data",
        document_type="dataset",
        authority="primary",
        publisher_url="",
    )
    Snapshot.objects.create(
        document=document,
        number=1,
        sha256="0" * 64,
        bytes=1,
        media_type="text/csv",
        retrieved_at=now,
        last_seen_at=now,
    )


def _fill(first: int, size: int) -> None:
    """Add facts until there are ``size`` allegations: two a matter."""
    from django.db import connection

    from accountability.models import Snapshot
    from accountability.vocab import AllegationClass, Disposition

    snapshot = Snapshot.objects.select_related("document").get()
    given: dict[str, Any] = {
        "snapshot": snapshot.pk,
        "body": snapshot.document.body_id,
        "first": first,
        "number": size,
        "classes": AllegationClass.codes(),
        "findings": Disposition.codes(),
    }
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, given)
        cursor.execute("ANALYZE")


def _people() -> Any:
    from tests.community import Counted
    from tests.release_desk import releaser

    counted = Counted()
    counted.house.organisation.slug = "bench"
    counted.house.organisation.save()
    counted.cases(CASES, year=2023)
    return releaser("bench-releaser")


def _drawn(releaser: Any) -> list[BenchRow]:
    """Draw and fit once: neither sees how many official rows there are."""
    from accountability.publication.community.drawing import draw, due
    from accountability.publication.community.fitting import fit_drawing
    from accountability.publication.community.policy import policy

    decided = policy()
    if decided is None:
        raise RuntimeError("the bench has a policy")
    [scheduled] = due(decided)
    with clocked() as drawing:
        drawn = draw(scheduled, by=releaser)
    with clocked() as fitting:
        fit_drawing(drawn)
    return [
        _apart(f"counting {CASES:,} cases, noise and budget", drawing.median),
        _apart("fit and 40 replicates for the margins, annual plan", fitting.median),
    ]


def _apart(what: str, seconds: float) -> BenchRow:
    return BenchRow(what, f"{seconds:.1f} s", "", "", "printed apart")


def _built(root: Path, size: int) -> tuple[BenchRow, BenchRow]:
    from datetime import UTC, datetime

    from django.db import connection

    from accountability.publication.bundle_writer import Edition, write_bundle
    from accountability.publication.community.record import community_record
    from accountability.publication.drafting import audit_of
    from accountability.publication.pictures import archived_picture
    from accountability.publication.select import one_moment, sources
    from accountability.publication.shelf import key

    with clocked() as bare, connection.cursor() as cursor:
        for group in _GROUPS:
            cursor.execute(f"SELECT {group}, count(*) {_COUNTED} GROUP BY {group}")
            cursor.fetchall()
    forget_peak()
    before = resident_megabytes()
    record = community_record()
    with clocked() as ours, one_moment():
        bundle = write_bundle(
            root / "built",
            Edition(
                "2026-11-26.1",
                datetime(2026, 11, 26, tzinfo=UTC),
                demo=True,
                reconstruction=False,
                approvals=2,
                synthetic_approvals=True,
                community=record,
            ),
            sources(record),
            key=key(),
            picture=archived_picture,
        )
    grown = peak_megabytes() - before
    with clocked() as audited:
        failed = [check.name for check in audit_of(bundle) if not check.passed]
    if failed:
        raise RuntimeError(f"the bench's release fails {failed}")
    return (
        BenchRow(
            f"{size:,} allegations (+{grown:.0f} MB at the peak)",
            f"{ours.median:.1f} s",
            f"{bare.median:.2f} s for 4 GROUP BYs",
            f"{ours.median / bare.median:.1f} times its time",
            "<= 10 times at 1,000,000; memory flat",
        ),
        _apart(f"audit of {size:,} allegations", audited.median),
    )
