"""The states of a release as a diagram for the documentation, from the one dict."""

from pathlib import Path

from accountability.models import ReleaseState
from accountability.publication.states import TRANSITIONS

BEGIN, END = "<!-- states: begin -->", "<!-- states: end -->"


def as_mermaid() -> str:
    """Return every state and move, in the order of the dict."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {ReleaseState.DRAFT.value}"]
    for state, moves in TRANSITIONS.items():
        lines += [
            f"    {state.value} --> {after.value}: {move.value}"
            for move, after in moves.items()
        ]
        if not moves:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join([*lines, "```"])


def drawn_into(text: str) -> str:
    """Return a page with the diagram between its markers; ValueError without them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{as_mermaid()}\n{END}{after}"


def draw(path: Path) -> bool:
    """Draw the diagram into a page; False if it stood there already."""
    old = path.read_text(encoding="utf-8")
    new = drawn_into(old)
    if new != old:
        path.write_text(new, encoding="utf-8")
    return new != old
