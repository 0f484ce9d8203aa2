"""The commands that bring data in from files."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from accountability.models import (
    Allegation,
    Complaint,
    Denominator,
    Department,
    DepartmentAlias,
    ExtractedRecord,
    Finding,
    OversightBody,
    Provenance,
    Respondent,
    Snapshot,
    User,
)
from accountability.records.reference import (
    REFERENCE,
    ReferenceDataError,
    load_reference,
)
from accountability.records.services import record_readings

pytestmark = pytest.mark.django_db
NOPD = (
    REFERENCE.parent
    / "sources"
    / "us_la_nopd"
    / "nopd_misconduct_complaints_2016_2023.csv.gz"
)
PRINTED = {
    "Unfounded": 1658,
    "Pending": 1612,
    "Sustained": 1146,
    "Exonerated": 778,
    "Other": 749,
    "Not Sustained": 746,
    "NFIM": 450,
    "Withdrawn - Mediation": 235,
    "Negotiated Settlement": 115,
    "Resigned under investigation": 41,
}


def test_every_row_of_new_orleans_is_accounted_for_and_recorded() -> None:
    load_reference()
    said = StringIO()
    call_command("import_dataset", "--source", "us_la_nopd", str(NOPD), stdout=said)
    assert said.getvalue().startswith("7530 rows: ")
    rejected = ExtractedRecord.objects.filter(state="rejected")
    assert all(row.reason and row.field and row.locator["row"] for row in rejected)
    readings = ExtractedRecord.objects.filter(state="proposed")
    assert readings.count() + rejected.count() == 7530
    by = User.objects.create(username="reviewer")
    recorded = record_readings(readings.values_list("pk", flat=True), by=by)
    assert recorded.allegations == readings.count()
    assert Allegation.objects.count() == Provenance.objects.count() == 7530
    assert not Respondent.objects.exists()  # the file says nothing of who
    words = Finding.objects.values_list("disposition_raw").annotate(Count("id"))
    assert dict(words) == PRINTED
    unmapped = Finding.objects.filter(disposition="unassigned")
    assert unmapped.count() == PRINTED["Other"]
    assert Complaint.objects.count() < 7530
    again = StringIO()
    call_command("import_dataset", "--source", "us_la_nopd", str(NOPD), stdout=again)
    assert again.getvalue() == said.getvalue()
    assert Snapshot.objects.get().document.publisher_url == "https://data.nola.gov/"


def test_a_file_that_is_no_dataset_is_refused_by_name(tmp_path: Path) -> None:
    load_reference()
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=r"other\.csv: layout_changed"):
        call_command("import_dataset", "--source", "us_la_nopd", str(other))
    with pytest.raises(CommandError, match="known: "):
        call_command("import_dataset", "--source", "nowhere", str(other))
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("import_dataset", "--source", "us_la_nopd", "none.csv")
    assert not ExtractedRecord.objects.exists()


def test_reference_data_load_twice_without_a_trace() -> None:
    counts = load_reference()
    assert counts["departments"] == 28
    tables = (OversightBody, Department, DepartmentAlias, Denominator)
    before = [list(table.objects.values()) for table in tables]
    call_command("load_reference", stdout=StringIO())
    assert [list(table.objects.values()) for table in tables] == before
    surrey = Department.objects.get(slug="surrey")
    assert (surrey.body.slug, surrey.valid_from) == ("opcc-bc", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("departments.csv", "2020-01-01", "2020-13-01", "line 10"),
        ("departments.csv", "\nnelson,", "\nnel son,", "line 5: slug"),
        ("department_aliases.csv", ",saanich,", ",nowhere,", "not in departments.csv"),
        ("denominators.csv", ",2010,137550,", ",2010,many,", "line 2"),
        ("bodies.csv", "slug,", "id,", "no column slug"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_loaded(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    directory = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
    text = (directory / file).read_text(encoding="utf-8")
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=problem) as refused:
        load_reference(directory)
    assert str(refused.value).startswith(file)
    assert not OversightBody.objects.exists()
