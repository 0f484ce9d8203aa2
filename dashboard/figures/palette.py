"""Colours told apart by colour-blind readers, each with a second sign.

The eight hues of Okabe and Ito (2008), some darkened so that each stands out by
3:1 from both a white and a near-black page. Outcomes also differ by hatching,
departments by the dashes of their line: no meaning hangs on colour alone.
"""

from dataclasses import dataclass

from accountability.vocab import Coverage, DisciplineStage, OutcomeGroup


@dataclass(frozen=True)
class Fill:
    """A bar's colour, plotly's name of its hatching (empty is plain), and its lines."""

    colour: str
    pattern: str = ""
    lines: str = "rgba(0,0,0,.55)"


OUTCOMES = {
    OutcomeGroup.SUBSTANTIATED: Fill("#c9510c"),
    OutcomeGroup.NOT_SUBSTANTIATED: Fill("#2a78b8"),
    OutcomeGroup.UNFOUNDED: Fill("#4a9fd0", "/"),
    OutcomeGroup.EXONERATED: Fill("#0f8f6b"),
    OutcomeGroup.RESOLVED_INFORMALLY: Fill("#b07d00", "."),
    OutcomeGroup.WITHDRAWN: Fill("#bd6a98"),
    OutcomeGroup.CLOSED_WITHOUT_FINDING: Fill("#8a6d4b", "-"),
    OutcomeGroup.LEFT_BEFORE_FINDING: Fill("#8a5bb5", "x"),
    OutcomeGroup.PENDING: Fill("#848b93"),
    OutcomeGroup.UNKNOWN: Fill("#848b93", "\\"),
    OutcomeGroup.UNASSIGNED: Fill("#6b7178", "+"),
}

#: How a measure took effect; None is an effect, or a measure, that is not stated.
EFFECTS: dict[DisciplineStage | None, Fill] = {
    DisciplineStage.IMPOSED: Fill("#2a78b8"),
    DisciplineStage.RECORDED_AFTER_DEPARTURE: Fill("#c9510c", "x"),
    DisciplineStage.RECOMMENDED: Fill("#b07d00", "."),
    None: Fill("#848b93", "\\"),
}

#: What there is of a figure, or why not: plotly's name of a shape, and a colour.
HELD: dict[Coverage, tuple[str, str]] = {
    Coverage.PRESENT: ("circle", "#2a78b8"),
    Coverage.WITHHELD: ("square-x-open", "#c9510c"),
    Coverage.NOT_REPORTED: ("x-thin-open", "#848b93"),
    Coverage.NOT_READABLE: ("asterisk-open", "#b07d00"),
    Coverage.NOT_READ: ("diamond-open", "#8a5bb5"),
    Coverage.NO_ROW: ("line-ew-open", "#848b93"),
}

LINES = (
    "#2a78b8", "#c9510c", "#0f8f6b", "#bd6a98", "#b07d00", "#4a9fd0", "#8a5bb5",
)  # fmt: skip

#: A number exactly as a body printed it.
PRINTED = Fill(LINES[0])
#: Marks of community cases; the official record has other colours and other shapes.
COMMUNITY = "#8a5bb5"
#: A place whose number is not given out: light, so that it never looks like much.
NOT_SHOWN = Fill("rgba(127,127,127,.08)", "/", "rgba(127,127,127,.6)")

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def line(position: int) -> tuple[str, str]:
    """Return colour and dashes of the line at ``position``; 42 differ (7 and 6)."""
    return (
        LINES[position % len(LINES)],
        DASHES[position % len(DASHES)],
    )
