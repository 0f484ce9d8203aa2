"""Words with boxes, and turning them so that their text is upright.

Coordinates are points from the top left of the page as shown; a turn is how far the
text is turned clockwise as seen: 0 upright, 90 read from top to bottom.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from accountability.sources.proposals import Box

#: Small and raised: the marks of a footnote, and the ending of an ordinal.
_SUPERSCRIPTS = str.maketrans(
    "0123456789+-()abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
#: A raised word is smaller than this share of the one it follows,
_SMALL = 0.85
#: and its foot higher than this share of that one's height.
_RAISED = 0.15
#: The turn of text that stands at no right angle: a watermark.
SLANTED = -1


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its box, and how far its text is turned (``SLANTED`` for a watermark)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    turn: int = 0

    @property
    def middle(self) -> float:
        """The height of the word's middle, by which words share a line."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """The height of the box."""
        return self.bottom - self.top

    def raised_over(self, other: "Word") -> bool:
        """Say whether this one is set small and high behind ``other``."""
        return (
            self.height < _SMALL * other.height
            and other.bottom - self.bottom > _RAISED * other.height
        )


def superscript(text: str) -> str:
    """Write small raised ``text`` as such; what Unicode has no such form of stays."""
    return text.translate(_SUPERSCRIPTS)


def enclosing(words: Iterable[Word]) -> Box:
    """Return the smallest box around ``words`` (at least one)."""
    found = list(words)
    first = found[0]
    x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
    for word in found[1:]:
        x0, top = min(x0, word.x0), min(top, word.top)
        x1, bottom = max(x1, word.x1), max(bottom, word.bottom)
    return Box(x0, top, x1, bottom)


@dataclass(frozen=True)
class Turning:
    """The way from a page as shown to the same page held so that its text is upright.

    ``turn`` is that of the text, ``width`` and ``height`` are the page's as shown.
    """

    turn: int
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """The page's width and height once it is turned."""
        aside = self.turn in (90, 270)
        return (self.height, self.width) if aside else (self.width, self.height)

    @property
    def back(self) -> "Turning":
        """The way back."""
        return Turning((360 - self.turn) % 360, *self.size)

    def box(self, box: Box) -> Box:
        """Turn a box."""
        if self.turn == 90:
            return Box(box.top, self.width - box.x1, box.bottom, self.width - box.x0)
        if self.turn == 180:
            return Box(
                self.width - box.x1,
                self.height - box.bottom,
                self.width - box.x0,
                self.height - box.top,
            )
        if self.turn == 270:
            return Box(self.height - box.bottom, box.x0, self.height - box.top, box.x1)
        return box

    def word(self, word: Word) -> Word:
        """Turn a word."""
        box = self.box(Box(word.x0, word.top, word.x1, word.bottom))
        turn = word.turn if word.turn == SLANTED else (word.turn - self.turn) % 360
        return Word(word.text, box.x0, box.top, box.x1, box.bottom, turn)
