"""Where bars and their margins are drawn, in percent of a row's width.

The pages allow no inline style, so a bar is an SVG whose places are attributes. They
are texts: a template would write their decimal point as the reader's language does.
"""

from dataclasses import dataclass
from math import floor, log10

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_PARTS = 4


@dataclass(frozen=True)
class Bar:
    """One bar from zero, ``width`` long, and its margin from ``low`` to ``high``.

    A bar of an exact figure has no margin: ``low`` and ``high`` are empty.
    """

    width: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Tick:
    """A line of the grid at ``place``, and the value that it stands for."""

    place: str
    value: float
    anchor: str


@dataclass(frozen=True)
class Scale:
    """An axis from 0 to ``top``."""

    top: float

    @classmethod
    def over(cls, most: float) -> "Scale":
        """Return the shortest axis with round quarters that ``most`` fits on."""
        if most <= 0:
            return cls(1.0)
        power = 10.0 ** floor(log10(most / _PARTS))
        for step in _STEPS:
            if _PARTS * step * power >= most:
                break
        return cls(_PARTS * step * power)

    def place(self, value: float) -> str:
        """Return where a value is; what lies off the axis is at its end."""
        return f"{100 * min(max(value / self.top, 0.0), 1.0):.2f}%"

    def bar(self, value: float, margin: float | None = None) -> Bar:
        """Return the bar of a value and, where it has one, of its margin."""
        if margin is None:
            return Bar(self.place(value))
        return Bar(
            self.place(value), self.place(value - margin), self.place(value + margin)
        )

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The lines of the grid, from zero to the top."""
        values = [whole(self.top * part / _PARTS) for part in range(_PARTS + 1)]
        anchors = ["start", *["middle"] * (_PARTS - 1), "end"]
        return tuple(
            Tick(self.place(value), value, anchor)
            for value, anchor in zip(values, anchors, strict=True)
        )


def whole(value: float) -> float:
    """Return a value without the dust of binary fractions, a whole number as one."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
