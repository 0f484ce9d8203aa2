"""Files of past cases: what is taken, what is refused, what is wrong with a row."""

import io
import logging
import random
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import redis
import xlsxwriter
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accountability.access.context import Purpose, acting_as
from accountability.cases.importing import checking, files
from accountability.cases.importing.columns import (
    ColumnsUnusableError,
    checked,
    guessed,
)
from accountability.cases.importing.finding import import_for, open_import
from accountability.cases.importing.receiving import MOST_BYTES, receive_import
from accountability.cases.importing.records import RowReader
from accountability.cases.words import departments_by_word
from accountability.models import Case, CaseImport, DepartmentAlias, ImportProblem
from accountability.sources.spreadsheets.apart import (
    CSV,
    XLSX,
    NotReadError,
    lines_apart,
)
from accountability.sources.spreadsheets.limits import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_LETTERS,
)
from accountability.sources.spreadsheets.rows import (
    MOST_COLUMNS,
    MOST_ROWS,
    UnreadableError,
    rows_of,
)
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    Harm,
    NotReportedBecause,
    OutcomeGroup,
    PoliceResponse,
    ReportedTo,
)
from accountability.vocab.imports import ImportField, ImportProblemKind, ImportState
from tests.attachment_files import photo
from tests.casework import House, department
from tests.integration.test_canaries import every_row
from tests.integration.worker import empty_broker
from tests.past_cases import (
    HEADINGS,
    ROW,
    csv_bytes,
    import_of,
    received,
    table,
    upload,
    xlsx_bytes,
)
from tests.past_cases import checked as checked_import

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]
TODAY = date(2026, 11, 26)
_ALL = tuple(ImportField)


@pytest.fixture
def house() -> House:
    department()
    return House()


def read(data: bytes, kind: str = CSV) -> list[list[str]]:
    """Return heading and rows as the process apart reads them, without numbers."""
    return [cells for _, cells in rows_of(data, spreadsheet=kind == XLSX)]


def refusal(data: bytes, kind: str = CSV) -> ImportProblemKind:
    """Return why a file is refused, by the process apart."""
    with pytest.raises(NotReadError) as refused:
        list(lines_apart(io.BytesIO(data), kind))
    return refused.value.kind


# What is a table


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(
    separator: str, encoding: str
) -> None:
    text = 'mois;récit\r\n2024-05;"a, b\n""c"" d"\r\n\r\n2024-06;é\r\n'
    if separator != ";":
        text = text.replace(";", separator)
    found = list(rows_of(text.encode(encoding), spreadsheet=False))
    assert found == [
        (1, ["mois", "récit"]),
        (2, ["2024-05", 'a, b\n"c" d']),
        (4, ["2024-06", "é"]),
    ]


def test_what_looks_like_a_formula_stays_text() -> None:
    cells = ["=1+1", "+1 604", "-3", "@cmd"]
    rows = [["a", "b", "c", "d"], cells]
    assert read(csv_bytes(rows)) == rows
    assert read(xlsx_bytes(rows), XLSX) == rows


def test_a_formula_is_not_worked_out() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_string(1, 0, "x")
    sheet.write_formula(1, 1, '=WEBSERVICE("http://127.0.0.1/")', None, "kept")
    book.add_worksheet().write_string(0, 0, "another sheet")
    book.close()
    assert read(data.getvalue(), XLSX) == [["a", "b"], ["x", "kept"]]


def test_dates_and_numbers_of_a_spreadsheet_are_written_as_a_person_would() -> None:
    rows: list[list[object]] = [["when", "badge", "yes"], [date(2024, 5, 3), 604, 1.5]]
    assert read(xlsx_bytes(rows), XLSX)[1] == ["2024-05-03", "604", "1.5"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ImportProblemKind.NO_ROWS),
        (b"\xef\xbb\xbf", ImportProblemKind.NO_ROWS),
        (b"a,b\n", ImportProblemKind.NO_ROWS),
        (b"a,b\n,\n \n", ImportProblemKind.NO_ROWS),
        (b"a,b,A \n1,2,3\n", ImportProblemKind.HEADINGS_TWICE),
        ("a,b\né,2".encode("utf-16"), ImportProblemKind.UNREADABLE),
        (b"a,b\n\x81\x8d,2", ImportProblemKind.UNREADABLE),
        (b'a,b\n"never closed,2', ImportProblemKind.UNREADABLE),
        (b"," * MOST_COLUMNS + b"x\n1", ImportProblemKind.TOO_LARGE),
        (b"a\n" + b"x\n" * (MOST_ROWS + 1), ImportProblemKind.TOO_LARGE),
    ],
)
def test_a_csv_that_is_no_table_is_refused_in_words(
    data: bytes, kind: ImportProblemKind
) -> None:
    assert refusal(data) is kind


def test_the_largest_table_is_taken() -> None:
    assert len(read(b"a\n" + b"x\n" * MOST_ROWS)) == MOST_ROWS + 1


def test_other_files_under_the_name_of_a_table_are_refused() -> None:
    spreadsheet = xlsx_bytes([["a"], ["b"]])
    assert refusal(photo()) is ImportProblemKind.UNREADABLE
    assert refusal(spreadsheet) is ImportProblemKind.UNREADABLE
    assert refusal(photo(), XLSX) is ImportProblemKind.UNREADABLE
    assert refusal(b"a,b\n1,2", XLSX) is ImportProblemKind.UNREADABLE
    # A CSV in front, a spreadsheet behind: neither is believed.
    assert refusal(b"a,b\n1,2\n" + spreadsheet) is ImportProblemKind.UNREADABLE
    assert refusal(b"a,b\n1,2\n" + spreadsheet, XLSX) is ImportProblemKind.UNREADABLE
    assert refusal(spreadsheet[:-30], XLSX) is ImportProblemKind.UNREADABLE
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("a.txt", "a")
    assert refusal(other.getvalue(), XLSX) is ImportProblemKind.UNREADABLE


def bomb(size: int, *, says: int | None = None) -> bytes:
    """Return a spreadsheet whose sheet is ``size`` spaces, or says it is smaller."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes([["a"], ["b"]]))) as honest,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for part in honest.namelist():
            if part != "xl/worksheets/sheet1.xml":
                packed.writestr(part, honest.read(part))
                continue
            with packed.open(part, "w", force_zip64=True) as sheet:
                sheet.write(b"<worksheet><sheetData>")
                for _ in range(size // 1_000_000):
                    sheet.write(b" " * 1_000_000)
                sheet.write(b"</sheetData></worksheet>")
    bomb = bytearray(data.getvalue())
    if says is not None:
        # The directory at the end, and the part's own head.
        at = bomb.rindex(b"xl/worksheets/sheet1.xml")
        bomb[at - 46 + 24 : at - 46 + 28] = struct.pack("<I", says)
    return bytes(bomb)


def test_one_long_text_in_every_cell_is_refused_before_it_is_many() -> None:
    words = "x" * 30_000
    wide = [words] * (LONGEST_ROW // len(words) + 1)
    headings = [f"column {number}" for number in range(len(wide))]
    with pytest.raises(UnreadableError) as refused:
        list(rows_of(xlsx_bytes([headings, wide]), spreadsheet=True))
    assert refused.value.kind is ImportProblemKind.TOO_LARGE
    many = xlsx_bytes([["a"], *[[words]] * (MOST_LETTERS // len(words) + 1)])
    assert len(many) < 100_000
    with pytest.raises(UnreadableError) as refused:
        list(rows_of(many, spreadsheet=True))
    assert refused.value.kind is ImportProblemKind.TOO_LARGE


def test_a_zip_bomb_is_refused_by_what_it_says() -> None:
    data = bomb(700_000_000)
    assert len(data) < 1_000_000
    assert refusal(data, XLSX) is ImportProblemKind.TOO_LARGE


def test_a_zip_bomb_that_lies_ends_in_its_own_process() -> None:
    data = bomb(700_000_000, says=1000)
    assert refusal(data, XLSX) in (
        ImportProblemKind.TOO_LARGE,
        ImportProblemKind.UNREADABLE,
    )


def test_a_cell_at_the_far_corner_is_no_table_of_billions() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "a")
    sheet.write_string(1_048_575, 16_383, "far")
    book.close()
    assert refusal(data.getvalue(), XLSX) is ImportProblemKind.TOO_LARGE


def test_an_entity_is_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Quayside")
    evil = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes([["a"], ["b"]]))) as honest,
        zipfile.ZipFile(evil, "w") as packed,
    ):
        for part in honest.namelist():
            body = honest.read(part)
            if part.endswith("sharedStrings.xml"):
                head = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]><sst'
                body = body.replace(b"<sst", head.encode()).replace(b"b<", b"&e;<")
            packed.writestr(part, body)
    try:
        found = read(evil.getvalue(), XLSX)
    except UnreadableError:
        return
    assert "Quayside" not in str(found)


def test_a_file_of_another_kind_or_too_large_is_not_even_stored(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(house.worker, Purpose.REQUEST):
        for name in ("past.xls", "past.pdf", "past"):
            with pytest.raises(NotReadError):
                receive_import(house.day, upload(table(ROW), name))
        large = upload(table(ROW))
        large.size = MOST_BYTES + 1
        with pytest.raises(NotReadError) as refused:
            receive_import(house.day, large)
        assert refused.value.kind is ImportProblemKind.TOO_LARGE
        assert not CaseImport.objects.exists()


def test_a_file_that_is_no_table_fails_and_leaves_nothing(house: House) -> None:
    import_id = received(house, photo(), "past.csv")
    row = import_of(house, import_id)
    assert (row.state, row.failure) == (
        ImportState.FAILED,
        ImportProblemKind.UNREADABLE,
    )
    from accountability.cases.importing.services import advance

    advance(import_id)
    row = import_of(house, import_id)
    assert row.name is None
    assert left_of(import_id) == []


def left_of(import_id: Any) -> list[str]:
    """Return the files and keys that are left of an import."""
    places = [
        Path(django_settings.ATTACHMENTS_DIR, "imports").glob(f"*{import_id}*"),
        Path(django_settings.KEYSTORE_DIR).glob(f"*/{import_id}.key"),
    ]
    return [path.name for found in places for path in found]


# CSV and XLSX are the same table

WORDS = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn", "Co", "Cc")),
    max_size=20,
).map(lambda words: " ".join(words.split()))


def test_a_row_that_may_not_be_kept_is_named() -> None:
    reader = RowReader(guessed(("received", "consent")), {}, TODAY)
    past, wrong = reader.read(["2", "2026-05", "no"])
    assert past is None
    assert [problem.kind for problem in wrong] == [ImportProblemKind.NOT_KEPT]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.dates(date(1990, 1, 1), date(2026, 10, 1)),
            WORDS,
            WORDS,
            st.sampled_from(ReportedTo),
            st.sampled_from(["yes", "oui", ""]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_csv_and_xlsx_give_the_same_cases(rows: list[tuple[Any, ...]]) -> None:
    heading = ("received", "what happened", "name", "reported to", "consent")
    as_text = [
        (f"{row[0]:%Y-%m-%d}", *row[1:3], row[3].english, row[4]) for row in rows
    ]
    as_cells = [(row[0], *row[1:3], row[3].value, row[4]) for row in rows]
    reader = RowReader(guessed(heading), {}, TODAY)

    def cases(data: bytes, kind: str) -> list[Any]:
        return [
            reader.read([str(number), *cells])
            for number, cells in rows_of(data, spreadsheet=kind == XLSX)
        ][1:]

    one = cases(csv_bytes([heading, *as_text]), CSV)
    other = cases(xlsx_bytes([heading, *as_cells]), XLSX)
    assert one == other
    for (past, wrong), row in zip(one, rows, strict=True):
        assert not wrong
        assert past.entry.facts.received_month == row[0].replace(day=1)
        assert past.entry.text.narrative == row[1]
        assert past.entry.facts.reported_to is row[3]


# What is wrong with a row


def problems_of(**cells: str) -> set[tuple[ImportField | None, ImportProblemKind]]:
    """Return what is wrong with a row of one case."""
    given = {"received": "2024-05", **cells}
    columns = tuple(ImportField.of(name) for name in given)
    past, wrong = RowReader(columns, departments_by_word(), TODAY).read(
        ["7", *given.values()]
    )
    assert (past is None) == bool(wrong)
    assert all(problem.row == 7 for problem in wrong)
    return {(problem.field, problem.kind) for problem in wrong}


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("received", "", ImportProblemKind.MISSING),
        ("received", "2024", ImportProblemKind.NO_MONTH),
        ("received", "2024-13", ImportProblemKind.NO_MONTH),
        ("received", "2024-02-30", ImportProblemKind.NO_MONTH),
        ("received", "03/04/2024", ImportProblemKind.NO_MONTH),
        ("received", "spring 2024", ImportProblemKind.NO_MONTH),
        ("received", "not before May 2024", ImportProblemKind.NO_MONTH),
        ("received", "1066-10", ImportProblemKind.NO_MONTH),
        ("received", "2026-12", ImportProblemKind.IN_FUTURE),
        ("closed", "soon", ImportProblemKind.NO_MONTH),
        ("closed", "2027-01", ImportProblemKind.IN_FUTURE),
        ("closed", "2024-04", ImportProblemKind.CLOSED_BEFORE_RECEIVED),
        ("department", "Gotham", ImportProblemKind.NO_SUCH_DEPARTMENT),
        ("harm", "a bit", ImportProblemKind.NOT_A_TERM),
        ("class", "rudeness", ImportProblemKind.NOT_A_TERM),
        ("subtype", "rudeness", ImportProblemKind.NOT_A_TERM),
        ("reported_to", "my aunt", ImportProblemKind.NOT_A_TERM),
        ("not_reported_because", "stigma; tired", ImportProblemKind.NOT_A_TERM),
        ("police_response", "shrugged", ImportProblemKind.NOT_A_TERM),
        ("outcome", "good", ImportProblemKind.NOT_A_TERM),
        ("consent_keep", "maybe", ImportProblemKind.NOT_YES_OR_NO),
        ("consent_statistics", "2", ImportProblemKind.NOT_YES_OR_NO),
        *(
            (name, "x" * (LONGEST_CELL + 1), ImportProblemKind.TOO_LONG)
            for name in ("narrative", "occurred", "place", "wishes", "act", "officer")
        ),
        *(
            (name, f"a{mark}b", ImportProblemKind.NOT_TEXT)
            for name in ("name", "contact", "note", "narrative")
            for mark in ("\x00", "\x1b", "\ufffd", "\ud800")
        ),
    ],
)
def test_every_field_in_a_wrong_form_is_named(
    house: House, field: str, value: str, kind: ImportProblemKind
) -> None:
    assert problems_of(**{field: value}) == {(ImportField.of(field), kind)}


def test_every_field_has_a_wrong_form_in_the_list_above() -> None:
    marks: Any = test_every_field_in_a_wrong_form_is_named.pytestmark  # type: ignore[attr-defined]
    tried = {row[0] for row in marks[0].args[1]}
    assert tried == {field.value for field in ImportField}


def test_a_longer_row_than_the_heading_and_a_shorter_one() -> None:
    reader = RowReader(guessed(("received", "name")), {}, TODAY)
    past, wrong = reader.read(["2", "2024-05", "Sky", "more"])
    assert past is None
    assert [(p.field, p.kind) for p in wrong] == [
        (None, ImportProblemKind.WRONG_LENGTH)
    ]
    past, wrong = reader.read(["3", "2024-05"])
    assert past is not None
    assert not wrong


@pytest.mark.parametrize(
    "month", ["2024-05", "2024-5", "2024-05-31", "2024/05", "May 2024", "3 mai 2024"]
)
def test_a_month_in_each_form_that_is_sure(month: str) -> None:
    reader = RowReader((ImportField.RECEIVED,), {}, TODAY)
    past, _ = reader.read(["2", month])
    assert past is not None
    assert past.entry.facts.received_month == date(2024, 5, 1)


def test_words_are_taken_as_code_english_or_french(house: House) -> None:
    saanich = department("oak-bay")
    DepartmentAlias.objects.create(
        department=saanich, jurisdiction="CA-BC", name="OBPD (reviewed)"
    )
    given: dict[ImportField, Any] = {
        ImportField.HARM: Harm.SERIOUS,
        ImportField.ALLEGATION_CLASS: AllegationClass.DISCOURTESY,
        ImportField.SUBTYPE: AllegationSubtype.DISMISSIVE_RESPONSE,
        ImportField.REPORTED_TO: ReportedTo.NOBODY,
        ImportField.NOT_REPORTED_BECAUSE: NotReportedBecause.LEGAL_RISK,
        ImportField.POLICE_RESPONSE: next(iter(PoliceResponse)),
        ImportField.OUTCOME: next(iter(OutcomeGroup)),
    }
    columns = (ImportField.RECEIVED, ImportField.DEPARTMENT, *given)
    reader = RowReader(columns, departments_by_word(), TODAY)
    for department_name, words in (
        ("oak-bay", [term.value for term in given.values()]),
        (" OAK-BAY ", [term.english.upper() for term in given.values()]),
        ("obpd (Reviewed)", [term.french for term in given.values()]),
    ):
        past, wrong = reader.read(["2", "2024-05", department_name, *words])
        assert not wrong
        assert past is not None
        facts, act = past.entry.facts, past.entry.officers[0].acts[0]
        assert facts.department_id == saanich.pk
        assert past.entry.text.harm == Harm.SERIOUS.value
        assert act.kind.allegation_class is AllegationClass.DISCOURTESY
        assert act.kind.subtype is AllegationSubtype.DISMISSIVE_RESPONSE
        assert facts.reported_to is ReportedTo.NOBODY
        assert facts.not_reported_because == (NotReportedBecause.LEGAL_RISK,)
        assert facts.outcome is next(iter(OutcomeGroup))


def test_answers_are_taken_and_an_empty_one_is_not_asked() -> None:
    columns = (ImportField.RECEIVED, ImportField.KEEP, ImportField.STATISTICS)
    reader = RowReader(columns, {}, TODAY)
    past, _ = reader.read(["2", "2024-05", "Oui", ""])
    assert past is not None
    assert [(a.purpose, a.given) for a in past.entry.answers] == [
        (ConsentPurpose.KEEP, True)
    ]


# Columns


def test_columns_are_guessed_by_words_of_both_languages() -> None:
    assert guessed(("Date received", "Police Dept", "Client name", "phone #", "x")) == (
        ImportField.RECEIVED,
        ImportField.DEPARTMENT,
        ImportField.PERSON_NAME,
        ImportField.PERSON_CONTACT,
        None,
    )
    assert guessed(("Mois", "Service de police", "Récit", "Où", "Téléphone")) == (
        ImportField.RECEIVED,
        ImportField.DEPARTMENT,
        ImportField.NARRATIVE,
        ImportField.PLACE,
        ImportField.PERSON_CONTACT,
    )
    for language in ("en", "fr"):
        labels = [field.label(language) for field in ImportField]
        assert guessed(labels) == _ALL


def test_a_field_twice_or_no_month_is_refused() -> None:
    with pytest.raises(ColumnsUnusableError) as none:
        checked((ImportField.NOTE, None))
    assert none.value.twice == ()
    with pytest.raises(ColumnsUnusableError) as twice:
        checked((ImportField.RECEIVED, ImportField.NOTE, ImportField.NOTE))
    assert twice.value.twice == (ImportField.NOTE,)


# A hundred thousand rows


def test_of_100_000_rows_exactly_the_37_wrong_ones_are_named(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    broker = empty_broker()
    lucky = random.Random(37)
    wrong = sorted(lucky.sample(range(2, 100_002), 37))
    forms = (
        (0, "Canary01Zwitscher", "received", "no_month"),
        (1, "Canary02Zwitscher", "department", "no_such_department"),
        (3, "Canary03\x1bZwitscher", "name", "not_text"),
        (4, "1999-01", "closed", "closed_before_received"),
    )
    expected = set()
    rows: list[list[str]] = [["2024-05", "saanich", "told", "Sky", ""]] * 100_000
    for n, row in enumerate(wrong):
        place, cell, field, kind = forms[n % len(forms)]
        rows[row - 2] = [*ROW[:place], cell, *ROW[place + 1 :]]
        expected.add((row, field, kind))
    import_id = checked_import(house, table(*rows))
    found = import_of(house, import_id)
    assert (found.state, found.rows, found.checked, found.problems) == (
        *(ImportState.CHECKED, 100_000, 100_000, 37),
    )
    with acting_as(house.worker, Purpose.REQUEST):
        named = ImportProblem.objects.values_list("row", "field", "kind")
        assert set(named) == expected
        assert not Case.objects.exists()
    said = every_row() + caplog.text.encode() + stored_by(broker)
    for word in (b"Zwitscher", b"Quayside", b"Marigold"):
        assert word not in said
        assert word.hex().encode() not in said
    for path in Path(django_settings.ATTACHMENTS_DIR).rglob("*"):
        assert not path.is_file() or b"Zwitscher" not in path.read_bytes()


def stored_by(broker: redis.Redis) -> bytes:
    keys: Any = broker.scan_iter(count=1000)
    return b"".join(key + (broker.dump(key) or b"") for key in keys)


def test_no_more_problems_are_kept_than_a_page_can_use(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_PROBLEMS", 30)
    monkeypatch.setattr(checking, "CHUNK", 20)
    import_id = checked_import(house, table(*[("never", "", "", "", "")] * 50))
    assert import_of(house, import_id).problems == 50
    with acting_as(house.worker, Purpose.REQUEST):
        assert ImportProblem.objects.count() == 30


def test_the_table_on_disk_is_flat_to_read_and_starts_anywhere(house: House) -> None:
    import_id = received(house, table(*[(f"2024-0{n}", *ROW[1:]) for n in range(1, 9)]))
    with acting_as(house.worker, Purpose.REQUEST):
        found = open_import(import_for(import_id))
    assert found.headings == HEADINGS
    assert next(files.rows(import_id, found.key, after=5))[:2] == ["7", "2024-06"]
