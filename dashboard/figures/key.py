"""The key of a chart as small pictures, so that it wraps as words do.

Plotly's own key takes a fixed place and grows a scroll bar on a telephone.
"""

from urllib.parse import quote

from accountability.vocab import OutcomeGroup
from dashboard.figures.chart import Sign
from dashboard.figures.palette import OUTCOMES, Fill
from dashboard.words import Words

#: Plotly's names of dashes and of hatchings, as SVG draws them.
_DASHES = {
    "solid": "",
    "dash": "7 4",
    "dot": "2 3",
    "dashdot": "7 3 2 3",
    "longdash": "11 4",
    "longdashdot": "11 3 2 3",
}
_HATCHES = {
    "/": "M-2 6L6 -2M2 10L10 2",
    "\\": "M-2 2L6 10M2 -2L10 6",
    "-": "M0 4H8",
    "x": "M0 0L8 8M8 0L0 8",
    "+": "M0 4H8M4 0V8",
    ".": "M4 4h.01",
}
_SHAPES = {
    "diamond": '<path d="M12 2l6 6-6 6-6-6z" fill="{c}"/>',
    "circle-open": '<circle cx="12" cy="8" r="5" fill="none" stroke="{c}"'
    ' stroke-width="2"/>',
    "ring": '<circle cx="12" cy="8" r="4" fill="{c}"/>'
    '<circle cx="12" cy="8" r="6.5" fill="none" stroke="#888" stroke-width="2"/>',
    "x-thin-open": '<path d="M7 3l10 10M17 3L7 13" stroke="{c}" stroke-width="2.5"/>',
    "square-x-open": '<path d="M7 3h10v10H7zM7 3l10 10M17 3L7 13" fill="none"'
    ' stroke="{c}" stroke-width="2"/>',
    "circle": '<circle cx="12" cy="8" r="5.5" fill="{c}"/>',
    "diamond-open": '<path d="M12 2l6 6-6 6-6-6z" fill="none" stroke="{c}"'
    ' stroke-width="2"/>',
    "line-ew-open": '<path d="M6 8h12" stroke="{c}" stroke-width="2.5"/>',
    "asterisk-open": '<path d="M12 2v12M6 5l12 6M18 5L6 11" stroke="{c}"'
    ' stroke-width="2"/>',
}
_NEUTRAL = "#848b93"


def line_sign(label: str, colour: str, dash: str) -> Sign:
    """Return the sign of a line."""
    return Sign(
        label,
        _picture(
            f'<path d="M0 8H24" stroke="{colour}" stroke-width="3"'
            f' stroke-dasharray="{_DASHES[dash]}"/>'
        ),
    )


def shape_sign(label: str, shape: str, colour: str = _NEUTRAL) -> Sign:
    """Return the sign of a mark."""
    return Sign(label, _picture(_SHAPES[shape].format(c=colour)))


def outcome_signs(outcomes: list[OutcomeGroup], words: Words) -> tuple[Sign, ...]:
    """Return the signs of stacked outcomes, in order."""
    return tuple(
        fill_sign(outcome.label(words.language), OUTCOMES[outcome])
        for outcome in outcomes
    )


def fill_sign(label: str, fill: Fill) -> Sign:
    """Return the sign of a bar's segment."""
    return Sign(label, _filled(fill))


def _filled(fill: Fill) -> str:
    hatch = ""
    if fill.pattern:
        hatch = (
            '<pattern id="h" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<path d="{_HATCHES[fill.pattern]}" stroke="{fill.lines}"'
            ' stroke-width="1.8" stroke-linecap="round" fill="none"/></pattern>'
            '<path d="M2 1H22V15H2z" fill="url(#h)"/>'
        )
    return _picture(f'<path d="M2 1H22V15H2z" fill="{fill.colour}"/>{hatch}')


def _picture(inside: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 16">{inside}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"
