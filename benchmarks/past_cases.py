"""Past cases from a table: rows checked, rows brought in, and the memory it takes.

Checked rows stand beside reading the same lines of JSON and doing nothing; a case that
is brought in beside the bare INSERT of its row by the tables' owner without any rule,
and beside what its key file costs (two fsyncs).
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.cases import _bare_inserts, _people
from benchmarks.measure import (
    BenchRow,
    clocked,
    forget_peak,
    milliseconds,
    peak_megabytes,
    resident_megabytes,
    show,
    timed,
)
from benchmarks.stack import as_application, stack

CHECKED = (10_000, 100_000)
#: Entering is measured at fewer: every case costs the same.
ENTERED = 1_000
_HEADINGS = (
    *("received", "department", "what happened", "where it happened", "name"),
    *("how to reach them", "officer", "act", "allegation", "reported to"),
    *("consent", "consent statistics", "closed", "note"),
)


def compare(checked: tuple[int, ...] = CHECKED, entered: int = ENTERED) -> None:
    """Measure and print the rows."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, stack(Path(scratch)):
        from django.conf import settings

        for name in ("KEYSTORE_DIR", "ATTACHMENTS_DIR", "AUDIT_HEADS_DIR"):
            setattr(settings, name, Path(scratch) / name)
        people = _people()
        _department()
        bare = _bare_inserts(people, 1, 1)
        with as_application(), _without_a_broker():
            rows = [row for size in checked for row in _checking(people, size)]
            show("Checking a table of past cases", rows)
            rows = _entering(people, entered, bare.median)
        show(f"Bringing in {entered:,} past cases", rows)


def _checking(people: dict[str, Any], size: int) -> Iterator[BenchRow]:
    from accountability.cases.importing.services import advance
    from accountability.sources.spreadsheets.apart import CSV, lines_apart

    data = _table(size)
    with clocked() as reading:
        lines = list(lines_apart(io.BytesIO(data), CSV))
    with clocked() as parsing:
        for line in lines:
            json.loads(line)
    del lines
    import_id = _received(people, data)
    del data
    forget_peak()
    before = resident_megabytes()
    with clocked() as read:
        advance(import_id)
    _named(people, import_id)
    with clocked() as checked:
        advance(import_id)
    peak = peak_megabytes() - before
    assert _import(people, import_id).checked == size
    ours, beside = checked.median, parsing.median
    yield BenchRow(
        f"{size:,} rows checked",
        f"{size / ours:,.0f} rows/s",
        f"{size / beside:,.0f} rows/s",
        f"{ours / beside:.1f} times",
        "> 10,000 rows/s",
    )
    yield BenchRow(
        f"{size:,} rows read apart, encrypted",
        f"{size / read.median:,.0f} rows/s",
        f"{size / reading.median:,.0f} rows/s",
        f"{read.median / reading.median:.1f} times",
        "",
    )
    yield BenchRow(
        f"{size:,} rows: memory of the worker, above idle",
        f"{peak:,.0f} MB",
        "",
        "",
        "the same for both sizes",
    )


def _entering(people: dict[str, Any], size: int, bare: float) -> list[BenchRow]:
    from accountability.cases.importing.bringing import start_import
    from accountability.cases.importing.services import advance
    from accountability.cases.keys import keystore

    import_id = _received(people, _table(size))
    advance(import_id)
    _named(people, import_id)
    advance(import_id)
    with _acting(people):
        start_import(import_id)
    with clocked() as entered:
        while _import(people, import_id).entered < size:
            advance(import_id)
    key = timed(lambda: keystore().create(str(uuid4())), 60).median
    each = entered.median / size
    return [
        BenchRow(
            "a case, with a person, an officer, an act, two answers and a note",
            f"{milliseconds(each)}, {1 / each:,.0f} a second",
            milliseconds(bare),
            f"{each / bare:.1f} times",
            "",
        ),
        BenchRow(
            "of it: its key (fsync)",
            milliseconds(key),
            milliseconds(bare),
            f"{key / each:.0%} of the whole",
            "",
        ),
    ]


def _table(size: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    story = "Synthetic: sent away at the counter, nothing written down. " * 4
    for n in range(size):
        writer.writerow(
            (
                *(f"2024-{n % 12 + 1:02}", "bench", f"{n} {story}", "the corner"),
                *(f"Person {n}", f"604-555-{n % 10000:04}", "short hair", "laughed"),
                *("Discourtesy", "nobody", "yes", "no", "", "from the binder"),
            )
        )
    return text.getvalue().encode()


def _received(people: dict[str, Any], data: bytes) -> UUID:
    from accountability.cases.attachments.upload import EncryptingUploadHandler
    from accountability.cases.importing.receiving import receive_import

    handler = EncryptingUploadHandler()
    handler.new_file("file", "past.csv", "text/csv", len(data))
    for start in range(0, len(data), handler.chunk_size):
        handler.receive_data_chunk(data[start : start + handler.chunk_size], start)
    upload = handler.file_complete(len(data))
    with _acting(people):
        return receive_import(people["team"], upload).pk


def _named(people: dict[str, Any], import_id: UUID) -> None:
    from accountability.cases.importing.checking import name_columns
    from accountability.cases.importing.columns import guessed
    from accountability.cases.importing.finding import import_for, open_import

    with _acting(people):
        found = open_import(import_for(import_id))
        name_columns(found, guessed(found.headings))


def _import(people: dict[str, Any], import_id: UUID) -> Any:
    from accountability.models import CaseImport

    with _acting(people):
        return CaseImport.objects.get(pk=import_id)


def _acting(people: dict[str, Any]) -> Any:
    from accountability.access.context import Purpose, acting_as

    return acting_as(people["worker"], Purpose.REQUEST)


def _department() -> None:
    from accountability.models import Department, OversightBody

    body = OversightBody.objects.create(slug="bench", name="B", jurisdiction="CA-BC")
    Department.objects.create(
        slug="bench", name="Bench", kind="municipal", jurisdiction="CA-BC", body=body
    )


@contextmanager
def _without_a_broker() -> Iterator[None]:
    """Ring nobody: the bench is the worker, and waits for no broker to answer."""
    from accountability.celery import app

    send = app.send_task
    app.send_task = lambda *_, **__: None
    try:
        yield
    finally:
        app.send_task = send
