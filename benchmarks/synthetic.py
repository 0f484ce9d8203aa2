"""Synthetic official allegations: as many as asked for, the same every time."""

import tempfile
from pathlib import Path
from typing import BinaryIO

import duckdb

from accountability.publication.bundle_writer import Edition, write_bundle
from accountability.publication.table_source import TableSource, from_rows
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
)
from accountability.vocab import AllegationClass, OutcomeGroup
from tests.bundles import (
    PUBLISHED,
    RETRIEVED,
    SAMPLE_BODIES,
    SIGNER,
    allegation,
    department,
    sample_documents,
    sample_statistics,
)

DEPARTMENT_COUNT = 15
_YEARS = (2010, 14)
#: What nobody measures here.
_EMPTY = (
    *(FINDINGS, DISCIPLINE, DENOMINATORS, REJECTIONS),
    *(PROCEEDINGS, PROCEEDING_STATEMENTS, RECOMMENDATIONS, RECOMMENDATION_RESPONSES),
    *(DOCUMENT_CHANGES, DOCUMENT_CHANGE_ITEMS, CROPS),
)


def allegations(number: int) -> TableSource:
    """Return a source of ``number`` allegations over 15 departments and 14 years.

    Classes and outcomes follow a squared uniform draw: some are common, some rare.
    """
    varied = {
        "allegation": "'a' || i",
        "complaint": "'c' || (i // 2)",
        "department": f"'d' || lpad((hash(i) % {DEPARTMENT_COUNT})::VARCHAR, 2, '0')",
        "year": f"{_YEARS[0]} + hash(i, 1) % {_YEARS[1]}",
        "class": _pick(AllegationClass.codes(), 2),
        "outcome": _pick(OutcomeGroup.codes(), 3),
        "row": "i + 1",
        "box_x0": "NULL",
    }
    fixed = allegation(1) | {"retrieved_at": RETRIEVED.isoformat()}
    cells = ", ".join(
        varied.get(name) or _literal(fixed[name]) for name in ALLEGATIONS.names
    )

    def write(out: BinaryIO) -> None:
        with (
            tempfile.NamedTemporaryFile(suffix=".csv") as scratch,
            duckdb.connect() as d,
        ):
            d.execute(
                f"COPY (SELECT {cells} FROM range({number}) AS t(i)) "
                f"TO '{scratch.name}' (FORMAT csv, HEADER false, FORCE_QUOTE *)"
            )
            with Path(scratch.name).open("rb") as written:
                while piece := written.read(1 << 20):
                    out.write(piece)

    return write


def _pick(codes: list[str], salt: int) -> str:
    share = f"pow((hash(i, {salt}) % 10007) / 10007.0, 2)"
    listed = ", ".join(map(_literal, codes))
    return f"([{listed}])[1 + floor({share} * {len(codes)})::INT]"


def _literal(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def bundle(root: Path, number: int) -> Path:
    """Write a release with ``number`` synthetic allegations."""
    departments = [
        department(f"d{n:02d}", f"Department {n}", jurisdiction="US-LA")
        for n in range(DEPARTMENT_COUNT)
    ]
    return write_bundle(
        root,
        Edition("2026-11-22.1", PUBLISHED, True, False, 0, True),
        {
            **{table: from_rows(table, ()) for table in _EMPTY},
            ALLEGATIONS: allegations(number),
            STATISTICS: from_rows(STATISTICS, sample_statistics()),
            DEPARTMENTS: from_rows(DEPARTMENTS, departments),
            BODIES: from_rows(BODIES, SAMPLE_BODIES),
            DOCUMENTS: from_rows(DOCUMENTS, sample_documents()),
        },
        key=SIGNER,
        memory_limit="1GB",
    )
