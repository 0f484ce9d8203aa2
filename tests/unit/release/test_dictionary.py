from pathlib import Path

from accountability.release.dictionary import as_markdown

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "tables.md"


def test_the_documented_tables_are_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown()
