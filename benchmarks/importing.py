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
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from accountability.models import User

SIZES = (25_000, 100_000)
#: No licence is stated for it: it lies beside the checkout or is not measured.
_CHICAGO = Path("../shared/data/chicago-invisible-institute")
_DATASET = Path(
    "fixtures/sources/us_la_nopd/nopd_misconduct_complaints_2016_2023.csv.gz"
)
_NUMBER, _ID = "Complaint Tracking Number", "Unique Officer Allegation ID"


def compare(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure both and print the rows; Chicago too where its files lie beside us."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        stack(Path(scratch)),
    ):
        rows = [_compare_new_orleans(size) for size in sizes]
        if _CHICAGO.is_dir():
            rows.append(_compare_chicago())
    show("Import of a dataset beside COPY of the finished rows", rows)


def _compare_new_orleans(size: int) -> BenchRow:
    content = dataset(size)
    return _compare(f"New Orleans, {size:,} rows", size, len(content), _import(content))


def _compare_chicago() -> BenchRow:
    """Import both tables whole, as handed in, and accept what can be accepted."""
    files = [
        _CHICAGO / name
        for name in (
            "chicago_allegation_codes.csv",
            "chicago_complaints_2000_2019.csv.gz",
            "chicago_accused_2000_2023.csv.gz",
        )
    ]
    held = sum(len(gzip.decompress(path.read_bytes())) for path in files)
    return _compare("Chicago, two tables", 196_491, held, _import_chicago(files))


def _compare(what: str, rows: int, held: int, work: Callable[[], str]) -> BenchRow:
    """Clock ``work``, which says what it came to, beside COPY of what it left."""
    forget_peak()
    before = resident_megabytes()
    with clocked() as ours:
        came_to = work()
    grown = peak_megabytes() - before
    limit, copied = _copy_finished_rows()
    ratio = ours.median / limit.median
    return BenchRow(
        f"{what}: {came_to} (+{grown:.0f} MB at the peak, files {held / 1e6:.0f} MB)",
        f"{ours.median:.1f} s, {rows / ours.median:,.0f} rows/s",
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


def _import(content: bytes) -> Callable[[], str]:
    """Return the import of New Orleans' table and its acceptance by a made-up desk."""

    def work() -> str:
        from accountability.extraction.importing import import_bytes
        from accountability.models import Allegation, ExtractedRecord, ReadingState
        from accountability.records.reference import load_reference
        from accountability.review.services import accept_for_demonstration

        load_reference()
        home = "https://data.nola.gov/"
        import_bytes("us_la_nopd", content, url=home, title="bench")
        proposed = ExtractedRecord.objects.filter(state=ReadingState.PROPOSED)
        accept_for_demonstration(proposed, by=_reviewer())
        return f"{Allegation.objects.count():,} facts"

    return work


def _import_chicago(files: list[Path]) -> Callable[[], str]:
    """Return the import of both tables, accepted group by group as a person would."""

    def work() -> str:
        from accountability.extraction.importing import import_file
        from accountability.models import Allegation, Complaint, ExtractedRecord
        from accountability.records.reference import ELSEWHERE, load_reference
        from accountability.review import queue, services

        load_reference(ELSEWHERE)
        by = _reviewer()
        for path in files:
            import_file("us_il_chicago", path)
            for waiting in queue.waiting():
                for group in waiting.groups:
                    found = queue.in_group(waiting.snapshot, group)
                    services.accept_batch(found, by=by)
        joined = Complaint.objects.filter(
            provenance__isnull=False, allegations__isnull=False
        ).distinct()
        left = ExtractedRecord.objects.filter(state="proposed").count()
        return (
            f"{ExtractedRecord.objects.count():,} rows, "
            f"{Allegation.objects.count():,} facts, {joined.count():,} matters joined, "
            f"{left:,} left for a person"
        )

    return work


def _reviewer() -> "User":
    from accountability.access.permissions import grant
    from accountability.models import Role, User

    reviewer, _ = User.objects.get_or_create(username="bench", synthetic=True)
    grant(reviewer, Role.REVIEWER)
    return reviewer


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
