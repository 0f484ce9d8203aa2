"""Words of a page grouped by position: lines, phrases, and blocks of lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from accountability.sources.formats.pdf import PdfPage, Word, enclosing
from accountability.sources.proposals import Box

#: Words closer than this share of their height belong to one phrase. A space is some
#: 0.25 of the height, the padding between two columns of a table 0.8 and more.
_PHRASE_GAP = 0.6


@dataclass(frozen=True)
class Phrase:
    """Words that stand together: on one line, or wrapped over several."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """The smallest box around the words."""
        return enclosing(self.words)


Line = tuple[Word, ...]


def lines(words: Iterable[Word]) -> list[Line]:
    """Group words into lines, top to bottom, each from left to right.

    Two words share a line when the middle of each lies within the other.
    """
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda item: (item.middle, item.x0)):
        last = found[-1][-1] if found else None
        if (
            last is not None
            and last.top <= word.middle <= last.bottom
            and word.top <= last.middle <= word.bottom
            and word.middle - found[-1][0].middle < 0.5 * word.height
        ):
            found[-1].append(word)
        else:
            found.append([word])
    return [tuple(sorted(line, key=lambda item: item.x0)) for line in found]


def adjacent(left: Word, right: Word) -> bool:
    """Say whether ``right`` follows ``left`` on a line with no more than a space."""
    gap = right.x0 - left.x1
    return gap <= _PHRASE_GAP * min(left.height, right.height)


def phrases(line: Line) -> Iterator[Phrase]:
    """Split a line where the gap is wider than a space."""
    if not line:
        return
    held = [line[0]]
    for left, right in pairwise(line):
        if adjacent(left, right):
            held.append(right)
        else:
            yield Phrase(tuple(held))
            held = [right]
    yield Phrase(tuple(held))


def line_text(line: Line) -> str:
    """Return the words of a line with one space between them."""
    return " ".join(word.text for word in line)


def line_box(line: Line) -> Box:
    """Return the smallest box around a line."""
    return enclosing(line)


def overlap(one: Box, other: Box) -> float:
    """Return how many points two boxes share from left to right; below 0 if none."""
    return min(one.x1, other.x1) - max(one.x0, other.x0)


class Layout:
    """A page's lines and phrases, worked out once for all that is looked for on it."""

    def __init__(self, page: PdfPage) -> None:
        """Lay out ``page``."""
        self.page = page
        self.lines = lines(page.words)
        self.phrases = [list(phrases(line)) for line in self.lines]
        self._by_first_word: dict[str, list[tuple[int, Phrase]]] = {}
        for number, group in enumerate(self.phrases):
            for phrase in group:
                first = phrase.words[0].text.casefold()
                self._by_first_word.setdefault(first, []).append((number, phrase))

    def wrapped(self, text: str) -> list[Phrase]:
        """Find ``text`` on the page, on one line or wrapped within a column.

        Letter case is not compared. Longer phrases that only contain ``text`` are not
        found: no further word may stand beside it on its lines.
        """
        wanted = text.casefold().split()
        found = []
        for number, phrase in self._by_first_word.get(wanted[0], ()):
            rest = _rest(wanted, phrase)
            if rest is None:
                continue
            whole = _continued(self.phrases[number + 1 :], rest, phrase.words)
            if whole is not None:
                found.append(Phrase(whole))
        return found


def _rest(wanted: list[str], phrase: Phrase) -> list[str] | None:
    """Return what is left of ``wanted`` if the phrase is its beginning, else None."""
    texts = [word.text.casefold() for word in phrase.words]
    return wanted[len(texts) :] if texts == wanted[: len(texts)] else None


def _continued(
    below: list[list[Phrase]], rest: list[str], words: tuple[Word, ...]
) -> tuple[Word, ...] | None:
    """Follow a wrapped phrase down its column; None if it does not go on there."""
    held = words
    for group in below:
        if not rest:
            break
        above = held[-1]
        if group[0].words[0].top - above.bottom > above.height:
            return None
        column = enclosing(held)
        for phrase in group:
            if phrase.box.top < above.middle or overlap(phrase.box, column) <= 0:
                continue
            left = _rest(rest, phrase)
            if left is None:
                return None
            rest, held = left, (*held, *phrase.words)
            break
    return held if not rest else None
