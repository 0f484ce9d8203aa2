"""Rows of a lying chart: each label in the room above its marks, whole at any width.

A drawing is as wide as the screen and does not know it. So labels are broken where a
telephone's line ends, and every row is as high as the longest of them needs.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dashboard.figures.chart import Figure

K = TypeVar("K", bound=Hashable)

#: Letters of a label's line: what a telephone of 360 pixels holds of 13-pixel type.
_LINE = 44
#: Pixels: a row with a label of one line, each further line, a mark's thickness, and
#: from the middle of the mark to the foot of its label.
_ROW, _FURTHER, _MARK, _ABOVE = 52, 17, 22, 14
_SIGN = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Rows(Generic[K]):
    """Labels by id in the order drawn, from the top; the first row is at 0, then -1."""

    labels: Mapping[K, str]

    @property
    def row(self) -> int:
        """Pixels of one row."""
        lines = max(
            (_broken(text).count("<br>") for text in self.labels.values()), default=0
        )
        return _ROW + _FURTHER * lines

    @property
    def height(self) -> int:
        """Pixels of all rows."""
        return self.row * len(self.labels)

    @property
    def thickness(self) -> float:
        """How thick a bar is, as a part of its row."""
        return _MARK / self.row

    @property
    def gap(self) -> int:
        """Pixels between the marks of two rows."""
        return self.row - _MARK - 2

    @property
    def place(self) -> Mapping[K, int]:
        """Where each row is on the upright axis."""
        return {name: -number for number, name in enumerate(self.labels)}

    def span(self, above: float = 0.8) -> list[float]:
        """Return the range of the upright axis, with so much of a row at its top."""
        return [-len(self.labels) + 0.5, above]

    def written(self) -> Iterator[Figure]:
        """Yield the labels as annotations."""
        place = self.place
        for name, text in self.labels.items():
            yield {
                "xref": "paper",
                "yref": "y",
                "x": 0,
                "y": place[name] + _ABOVE / self.row,
                "xanchor": "left",
                "yanchor": "bottom",
                "align": "left",
                "showarrow": False,
                "text": _broken(text),
                # In the page's own text colour; the stylesheet sets it.
                "font": {"size": 13},
                "borderpad": 0,
            }


def numbered(number: str, label: str) -> str:
    """Return a label with its number first, so that numbers stand under each other."""
    return f"<b>{number}</b>  {label}"


def _broken(text: str) -> str:
    """Return a label with its lines broken; its signs take no room."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and len(_SIGN.sub("", longer)) > _LINE:
            lines.append(word)
        else:
            lines[-1] = longer
    return "<br>".join(line.strip() for line in lines)
