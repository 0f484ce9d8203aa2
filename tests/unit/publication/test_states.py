"""The moves of a release: one dict, and the diagram of it."""

from pathlib import Path

import pytest

from accountability.models import ReleaseState
from accountability.publication.diagram import as_mermaid, draw, drawn_into
from accountability.publication.states import TRANSITIONS, Move, after

PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/publish.md"


def test_the_documents_diagram_is_that_of_the_dict() -> None:
    text = PAGE.read_text()
    assert drawn_into(text) == text, "run manage.py draw_release_states"


def test_a_page_that_differs_is_drawn_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- states: begin -->\nold\n<!-- states: end -->\nb\n")
    assert draw(page)
    assert as_mermaid() in page.read_text()
    assert page.read_text().startswith("a\n")
    assert page.read_text().endswith("\nb\n")
    assert not draw(page)
    with pytest.raises(ValueError, match="the page has no"):
        drawn_into("no markers")


def test_no_vote_before_the_audit_and_no_publication_before_two_votes() -> None:
    states = [state for state in ReleaseState if after(state, Move.APPROVE)]
    assert states == [ReleaseState.AUDITED, ReleaseState.APPROVED_ONCE]
    ways = [state for state in ReleaseState if after(state, Move.PUBLISH)]
    assert ways == [ReleaseState.APPROVED]


def test_what_ends_a_release_is_final() -> None:
    assert set(TRANSITIONS) == set(ReleaseState)
    assert TRANSITIONS[ReleaseState.PUBLISHED] == {}
    assert TRANSITIONS[ReleaseState.RETURNED] == {}
