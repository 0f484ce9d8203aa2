"""Import of a dataset beside COPY of its finished rows into the same tables.

Ours: archive the file, read, validate and map every row, keep each reading with its
place, accept, record complaint, respondent, allegation, finding and provenance. The
limit: the rows that this leaves, copied into the same tables with every constraint and
index, in one transaction.
"""

import csv
import gzip
import io
import tempfile
from pathlib import Path

from benchmarks.measure import (
    BenchRow,
    Timing,
    clocked,
    forget_peak,
    peak_megabytes,
    resident_megabytes,
    show,
)
from benchmarks.stack import stack

SIZES = (25_000, 100_000)
_DATASET = Path(
    "fixtures/sources/us_la_nopd/nopd_misconduct_complaints_2016_2023.csv.gz"
)
_NUMBER, _ID = "Complaint Tracking Number", "Unique Officer Allegation ID"


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure both and print the rows."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        stack(Path(scratch)),
    ):
        rows = [_compare(size) for size in sizes]
    show("Import of a dataset beside COPY of the finished rows", rows)


def _compare(size: int) -> BenchRow:
    content = dataset(size)
    forget_peak()
    before = resident_megabytes()
    with clocked() as ours:
        facts = _import(content)
    grown = peak_megabytes() - before
    limit, copied = _copy_finished_rows()
    ratio = ours.median / limit.median
    return BenchRow(
        f"{size:,} rows, {facts:,} facts (+{grown:.0f} MB at the peak)",
        f"{ours.median:.1f} s",
        f"{limit.median:.1f} s for {copied:,} rows",
        f"{ratio:.1f} times its time",
        "<= 8 times at 100,000; memory flat",
    )


def dataset(size: int) -> bytes:
    """Return the New Orleans file repeated to ``size`` rows, each with its own ids."""
    with gzip.open(_DATASET, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    for number in range(size):
        turn, place = divmod(number, len(rows))
        row = rows[place]
        if turn and row[_NUMBER].strip() and row[_ID].isdecimal():
            row = row | {
                _NUMBER: f"{row[_NUMBER].strip()}-{turn}",
                _ID: f"{turn}{int(row[_ID]):07d}",
            }
        writer.writerow(row)
    return out.getvalue().encode()


def _import(content: bytes) -> int:
    from accountability.access.permissions import grant
    from accountability.extraction.importing import import_bytes
    from accountability.models import (
        Allegation,
        ExtractedRecord,
        ReadingState,
        Role,
        User,
    )
    from accountability.records.reference import load_reference
    from accountability.review.services import accept_for_demonstration

    load_reference()
    reviewer, _ = User.objects.get_or_create(username="bench", synthetic=True)
    grant(reviewer, Role.REVIEWER)
    import_bytes("us_la_nopd", content, url="https://data.nola.gov/", title="bench")
    proposed = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED)
    accept_for_demonstration(proposed, by=reviewer)
    return Allegation.objects.count()


def _copy_finished_rows() -> tuple[Timing, int]:
    """Empty the tables that the import filled and copy the same rows back."""
    from django.db import connection, transaction

    from accountability import models

    tables = [
        model._meta.db_table
        for model in (
            models.ExtractedRecord,
            models.ReviewDecision,
            models.Provenance,
            models.Complaint,
            models.Respondent,
            models.Allegation,
            models.Finding,
            models.Discipline,
        )
    ]
    copied = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        with connection.cursor() as cursor:
            for table in tables:
                with (
                    (Path(scratch) / table).open("wb") as out,
                    cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as rows,
                ):
                    for piece in rows:
                        out.write(piece)
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        with clocked() as timing, transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                with (
                    (Path(scratch) / table).open("rb") as held,
                    cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as rows,
                ):
                    while piece := held.read(1 << 20):
                        rows.write(piece)
                copied += cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("TRUNCATE accountability_sourcedocument CASCADE")
    return timing, copied
