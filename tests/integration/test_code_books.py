"""A code book read into another table's rows, whichever of the two comes first."""

from pathlib import Path

import pytest

from accountability.extraction.importing import import_bytes, import_file
from accountability.models import ExtractedRecord, Snapshot
from accountability.records.reference import ELSEWHERE, load_reference
from tests.sources.examples import HERE

pytestmark = pytest.mark.django_db
CHICAGO = HERE / "us_il_chicago"
ACCUSED, CODES = CHICAGO / "accused.csv", CHICAGO / "codes.csv"


def said(word: str) -> set[tuple[str, str, bool]]:
    rows = ExtractedRecord.objects.filter(
        record_type="allegation", payload__subtype_raw__startswith=word
    )
    return {
        (
            row.payload["subtype_raw"],
            row.payload["allegation_class"],
            "unmapped_term" in row.flags,
        )
        for row in rows
    }


@pytest.mark.parametrize("order", [(ACCUSED, CODES), (CODES, ACCUSED)])
def test_codes_have_their_published_names_whatever_comes_first(
    order: tuple[Path, Path],
) -> None:
    load_reference(ELSEWHERE)
    import_file("us_il_chicago", order[0])
    if order[0] == ACCUSED:
        assert said("05A") == {("05A", "abuse_of_authority", True)}
    import_file("us_il_chicago", order[1])
    assert said("05A") == {("05A | ARRESTEE - FORCE", "abuse_of_authority", False)}
    assert said("10J") == {("10J | TAKING A FAVOUR", "corrupt_practice", False)}
    # Not in the book, or there by two names: raw, and counted as not mapped.
    assert said("05ZZA") == {("05ZZA", "abuse_of_authority", True)}
    assert said("01A") == {("01A", "abuse_of_authority", True)}
    refused = ExtractedRecord.objects.filter(snapshot__document__url__endswith="codes")
    assert [(row.reason, row.locator["row"]) for row in refused] == [
        *(("missing", 4), ("named_twice", 5), ("named_twice", 6))
    ]


def test_a_changed_book_has_what_used_it_read_again() -> None:
    load_reference(ELSEWHERE)
    import_file("us_il_chicago", CODES)
    import_file("us_il_chicago", ACCUSED)
    rows = ExtractedRecord.objects.filter(record_type="allegation")
    decided = rows.get(locator__row=2)
    ExtractedRecord.objects.filter(pk=decided.pk).update(state="accepted")
    book = Snapshot.objects.get(document__url__endswith="codes")
    assert decided.parser_version == f"2 + codes {book.sha256[:20]}"
    revised = CODES.read_bytes().replace(b"ARRESTEE - FORCE", b"ARRESTEE: FORCE")
    url = book.document.url
    import_bytes("us_il_chicago", revised, url=url, title="codes")
    newest = book.document.snapshots.get(number=2)
    again = rows.get(locator__row=2, state="proposed")
    assert again.previous_id == decided.pk
    assert again.payload["subtype_raw"] == "05A | ARRESTEE: FORCE"
    assert again.parser_version == f"2 + codes {newest.sha256[:20]}"
    decided.refresh_from_db()
    assert decided.payload["subtype_raw"] == "05A | ARRESTEE - FORCE"
    count = rows.count()
    import_file("us_il_chicago", ACCUSED)
    assert rows.count() == count
