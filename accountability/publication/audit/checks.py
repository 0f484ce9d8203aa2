"""The named checks of a written bundle, each passed or not, with its number.

They read the files again and trust nothing that the writer says. ``CHECKS`` is a list
to be added to: a check is a name and a function.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accountability.publication.audit.oddities import mismatched, unassigned
from accountability.publication.audit.written import Written, opened
from accountability.release.bundle import ReleaseInfo
from accountability.release.schema import (
    ALL,
    ALLEGATIONS,
    BODIES,
    COMMUNITY,
    DEPARTMENTS,
    DISCIPLINE,
    DOCUMENTS,
    FINDINGS,
    PROCEEDING_STATEMENTS,
    PROCEEDINGS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    STATISTICS,
    TABLES,
    Column,
    Kind,
)
from accountability.release.signature import Trouble, problems
from accountability.release.sql import TYPES, literal, quoted
from accountability.vocab import Flag, Term, ValueStatus
from accountability.vocab.community import UNSTATED_DEPARTMENT

#: The sources' facts: each row says where it was read.
_READ = (
    *(STATISTICS, ALLEGATIONS, FINDINGS, DISCIPLINE, REJECTIONS),
    *(PROCEEDINGS, PROCEEDING_STATEMENTS, RECOMMENDATIONS, RECOMMENDATION_RESPONSES),
)
#: Columns that name a row of another table.
_NAMED = (
    ("department", DEPARTMENTS),
    ("body", BODIES),
    ("proceeding", PROCEEDINGS),
    ("recommendation", RECOMMENDATIONS),
)
#: What stands in the place of a department in tables of the community record.
_APART = (ALL, UNSTATED_DEPARTMENT)
_WITH_VALUE = (ValueStatus.REPORTED, ValueStatus.ROUNDED)


@dataclass(frozen=True)
class Found:
    """What a check found. ``number`` counts what it is about, ``where`` names one."""

    passed: bool
    number: int
    where: str = ""


@dataclass(frozen=True)
class Check:
    """A check by its permanent name."""

    name: str
    run: Callable[[Written, Ed25519PublicKey], Found]


@dataclass(frozen=True)
class Checked:
    """One check's result, as it is stored and shown."""

    name: str
    passed: bool
    number: int
    where: str

    def as_dict(self) -> dict[str, str | int | bool]:
        """Return it for JSON."""
        return asdict(self)


def files(written: Written, key: Ed25519PublicKey) -> Found:
    """Check that every file is the manifest's, and that no other is there."""
    changed = [
        problem.where
        for problem in problems(written.bundle, key)
        if problem.trouble in (Trouble.CHANGED_FILE, Trouble.NOT_A_RELEASE)
    ]
    return Found(not changed, len(changed), "".join(changed[:1]))


def signature(written: Written, key: Ed25519PublicKey) -> Found:
    """Check that the manifest is signed with our own key."""
    wrong = [
        problem
        for problem in problems(written.bundle, key)
        if problem.trouble is not Trouble.CHANGED_FILE
    ]
    return Found(not wrong, len(wrong), str(wrong[0]) if wrong else "")


def rows(written: Written, _: Ed25519PublicKey) -> Found:
    """Count every table's rows in CSV, Parquet and release.json: the same number."""
    stated = ReleaseInfo.of(written.bundle).rows
    wrong = []
    total = 0
    for table in TABLES:
        counted = written.number(f"SELECT count(*) FROM {written.parquet(table)}")
        in_csv = written.number(f"SELECT count(*) FROM {written.csv(table)}")
        total += counted
        if not counted == in_csv == stated.get(table.name):
            wrong.append(table.name)
    return Found(not wrong, total, "".join(wrong[:1]))


def schema(written: Written, _: Ed25519PublicKey) -> Found:
    """Check that every cell of the CSV files is what the schema says it is."""
    wrong, first = 0, ""
    for table in TABLES:
        cells = written.csv(table)
        if not written.rows(f"SELECT 1 FROM {cells} LIMIT 1"):
            continue
        # One pass a table: parsing is what takes the time.
        counts = ", ".join(
            f"count(*) FILTER (WHERE {_bad_cell(column)}) AS {quoted(column.name)}"
            for column in table.columns
        )
        (bad,) = written.rows(f"SELECT {counts} FROM {cells}")
        key = ", ".join(map(quoted, table.primary_key))
        bad[key] = written.number(
            f"SELECT count(*) FROM (SELECT 1 FROM {cells} "
            f"GROUP BY {key} HAVING count(*) > 1)"
        )
        named = [name for name, number in bad.items() if number]
        if named and not first:
            first = f"{table.name}.{named[0]}"
        wrong += sum(bad.values())
    return Found(wrong == 0, wrong, first)


def provenance(written: Written, _: Ed25519PublicKey) -> Found:
    """Check that every row leads to a version of a document and one place in it."""
    wrong, first = 0, ""
    for table in _READ:
        places = [name for name in ("page", "row", "xpath") if name in table.names]
        number = " + ".join(f"(t.{quoted(name)} IS NOT NULL)::INT" for name in places)
        # Some rejections are of a whole document: at most one place.
        needed = f"{number} > 1" if table is REJECTIONS else f"{number} <> 1"
        (bad,) = written.rows(
            f"SELECT count(*)::BIGINT AS number, min(t.{quoted(table.primary_key[0])}) "
            f"AS key FROM {written.parquet(table)} AS t "
            f"LEFT JOIN {written.parquet(DOCUMENTS)} AS d USING (document, sha256) "
            f"WHERE d.version IS NULL OR {needed}"
        )
        if bad["number"] and not first:
            first = f"{table.name} {bad['key']}"
        wrong += bad["number"]
    return Found(wrong == 0, wrong, first)


def references(written: Written, _: Ed25519PublicKey) -> Found:
    """Check that every department, body and other thing named has its own row."""
    wrong, first = 0, ""
    for table in TABLES:
        for column, held in _NAMED:
            if column not in table.names or table is held:
                continue
            apart = ", ".join(map(literal, _APART if table in COMMUNITY else (ALL,)))
            bad = written.rows(
                f"SELECT DISTINCT {column} AS key FROM {written.parquet(table)} "
                f"WHERE {column} NOT IN ({apart}) AND {column} NOT IN "
                f"(SELECT {column} FROM {written.parquet(held)}) ORDER BY key"
            )
            if bad and not first:
                first = f"{table.name}.{column} {bad[0]['key']}"
            wrong += len(bad)
    return Found(wrong == 0, wrong, first)


def values(written: Written, _: Ed25519PublicKey) -> Found:
    """Check that no figure is empty without a status that says why."""
    stated = ", ".join(literal(status.value) for status in _WITH_VALUE)
    bad = written.rows(
        f"SELECT statistic FROM {written.parquet(STATISTICS)} "
        f"WHERE (value IS NOT NULL) <> (status IN ({stated})) ORDER BY statistic"
    )
    return Found(not bad, len(bad), bad[0]["statistic"] if bad else "")


def words_of_unassigned(written: Written, _: Ed25519PublicKey) -> Found:
    """Count what no crosswalk covers; it must carry the source's own words."""
    found = unassigned(written)
    silent = [group for group in found if group.words == ""]
    return Found(
        not silent,
        sum(group.rows for group in found),
        f"{silent[0].table}.{silent[0].column}" if silent else "",
    )


def sums(written: Written, _: Ed25519PublicKey) -> Found:
    """Count the figures of totals that do not add up; none is marked both ways."""
    both = written.rows(
        f"SELECT statistic FROM {written.parquet(STATISTICS)} WHERE "
        f"list_has_all(split(flags, ' '), ['{Flag.SUM_MISMATCH.value}', "
        f"'{Flag.SUM_CHECKED.value}']) ORDER BY statistic"
    )
    where = both[0]["statistic"] if both else ""
    return Found(not both, len(mismatched(written)), where)


#: In the order in which they are run and shown.
CHECKS: tuple[Check, ...] = (
    Check("files", files),
    Check("signature", signature),
    Check("rows", rows),
    Check("schema", schema),
    Check("provenance", provenance),
    Check("references", references),
    Check("values", values),
    Check("unassigned", words_of_unassigned),
    Check("sums", sums),
)


def audit(
    bundle: Path, key: Ed25519PublicKey, checks: Sequence[Check] = CHECKS
) -> list[Checked]:
    """Run every check; one that can't be run has failed, and says so."""
    results = []
    with opened(bundle) as written:
        for check in checks:
            try:
                found = check.run(written, key)
            except (duckdb.Error, OSError) as error:
                found = Found(False, 0, f"{type(error).__name__}: can't be read")
            results.append(
                Checked(check.name, found.passed, found.number, found.where[:200])
            )
    return results


def _bad_cell(column: Column) -> str:
    """Return the condition of a CSV cell that the schema does not allow."""
    name = quoted(column.name)
    conditions = []
    if column.required and not (column.kind is Kind.STRING and column.blank):
        conditions.append(f"{name} IS NULL")
    if column.kind is not Kind.STRING:
        kind = TYPES[column.kind]
        conditions.append(f"{name} IS NOT NULL AND TRY_CAST({name} AS {kind}) IS NULL")
    if column.kind is Kind.STRING and not column.blank:
        conditions.append(f"{name} = ''")
    if column.vocabulary is not None:
        conditions.append(f"{name} NOT IN ({_codes(column.vocabulary)})")
    if column.many is not None:
        conditions.append(
            f"{name} <> '' AND NOT list_has_all([{_codes(column.many)}], "
            f"split({name}, ' '))"
        )
    return " OR ".join(f"({condition})" for condition in conditions) or "false"


def _codes(vocabulary: type[Term]) -> str:
    return ", ".join(map(literal, vocabulary.codes()))
