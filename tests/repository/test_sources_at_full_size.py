"""The page of sources says what the code declares. The list it needs lies beside us."""

from accountability.management.source_list import known_tables, page
from accountability.sources.registry import all_sources
from tests.conftest import SHARED
from tests.repository.test_repository import ROOT

LIST = SHARED / "data" / "openpolicedata-source-table" / "opd_source_table.csv.gz"
PAGE = ROOT / "docs" / "reference" / "sources.md"


def test_the_page_of_sources_is_up_to_date() -> None:
    """If not: manage.py list_sources FILE."""
    assert PAGE.read_text(encoding="utf-8") == page(known_tables(LIST.read_bytes()))


def test_every_source_and_every_known_place_is_on_the_page() -> None:
    known = known_tables(LIST.read_bytes())
    assert len(known) == 75
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{source_id}`" in text for source_id in all_sources())
    assert all(table.place in text for table in known)
    assert "75 tables of complaints in 30" in text
