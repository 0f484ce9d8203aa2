"""Words of a page grouped by position: lines, phrases, and blocks of lines."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from accountability.sources.formats.marks import without_marks
from accountability.sources.formats.pdf import PdfPage
from accountability.sources.formats.words import (
    SLANTED,
    Turning,
    Word,
    enclosing,
    superscript,
)
from accountability.sources.proposals import Box

#: Words closer than this share of their height belong to one phrase. A space is some
#: 0.25 of the height, the padding between two columns of a table 0.8 and more.
_PHRASE_GAP = 0.6
#: A footnote's mark is no longer, and stands no farther than this share of a height.
_MOST_MARK, _MARK_GAP = 3, 0.35


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


def with_marks(words: Iterable[Word]) -> list[Word]:
    """Join small raised marks to the words they stand at: "377¹", never "377 1".

    Only words that end or begin where the mark does are looked at.
    """
    found = list(words)
    tallest = max((word.height for word in found), default=0.0)
    reach = _MARK_GAP * tallest
    ends = sorted((word.x1, at) for at, word in enumerate(found))
    starts = sorted((word.x0, at) for at, word in enumerate(found))
    held = dict(enumerate(found))
    for index, mark in enumerate(found):
        if len(mark.text) > _MOST_MARK or mark.height >= 0.85 * tallest:
            continue
        near = [
            (max(mark.x0 - host.x1, host.x0 - mark.x1), at)
            for at in (
                *_between(ends, mark.x0 - reach, mark.x1),
                *_between(starts, mark.x0, mark.x1 + reach),
            )
            if at != index
            and (host := held.get(at)) is not None
            and mark.bottom < host.bottom
            and mark.bottom > host.top
            and mark.top < host.middle
            and mark.raised_over(host)
        ]
        if not near:
            continue
        gap, at = min(near)
        host, raised = held[at], superscript(mark.text)
        if gap > _MARK_GAP * host.height:
            continue
        behind = mark.x0 >= host.x0
        box = enclosing((host, mark))
        held[at] = replace(
            host,
            text=host.text + raised if behind else raised + host.text,
            x0=box.x0,
            x1=box.x1,
        )
        del held[index]
    return list(held.values())


def _between(edges: list[tuple[float, int]], low: float, high: float) -> Iterator[int]:
    """Yield whose edges lie between two places."""
    for edge, at in edges[bisect_left(edges, (low, -1)) :]:
        if edge > high:
            return
        yield at


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
    """A page's lines and phrases, worked out once for all that is looked for on it.

    The page is held so that most of its text is upright, and so are all boxes here;
    ``place`` gives the box on the page as shown. Words turned otherwise (a heading that
    reads upwards) are ``turned``; those at no right angle, a watermark's, are left out.
    """

    def __init__(self, page: PdfPage) -> None:
        """Lay out ``page``."""
        self.page = page.upright()
        self._shown = page.turning.back
        self.lines = lines(with_marks(w for w in self.page.words if w.turn == 0))
        self.phrases = [list(phrases(line)) for line in self.lines]
        self._frames = [_Frame(self.phrases, None)]
        for turn in {word.turn for word in self.page.words} - {0, SLANTED}:
            turning = Turning(turn, self.page.width, self.page.height)
            held = (turning.word(w) for w in self.page.words if w.turn == turn)
            grouped = [list(phrases(line)) for line in lines(with_marks(held))]
            self._frames.append(_Frame(grouped, turning.back))

    @property
    def turned(self) -> list[Phrase]:
        """The phrases whose text is turned otherwise than most of the page's."""
        return [
            frame.level(phrase)
            for frame in self._frames[1:]
            for group in frame.phrases
            for phrase in group
        ]

    def place(self, words: Iterable[Word]) -> Box:
        """Return the box around ``words`` on the page as shown, for a locator."""
        return self._shown.box(enclosing(words))

    def shown(self, box: Box) -> Box:
        """Return ``box`` on the page as shown, for a locator."""
        return self._shown.box(box)

    def wrapped(self, text: str) -> list[Phrase]:
        """Find ``text`` on the page, on one line or wrapped within a column.

        Letter case and marks of footnotes are not compared. Longer phrases that only
        contain ``text`` are not found: no further word may stand beside it on its
        lines.
        """
        wanted = text.casefold().split()
        return [
            frame.level(phrase)
            for frame in self._frames
            for phrase in frame.wrapped(wanted)
        ]


class _Frame:
    """Phrases that read in one direction, line by line, held so that they are level."""

    def __init__(self, grouped: list[list[Phrase]], back: Turning | None) -> None:
        self.phrases = grouped
        self._back = back
        self._by_first_word: dict[str, list[tuple[int, Phrase]]] = {}
        for number, group in enumerate(grouped):
            for phrase in group:
                first = _compared(phrase.words[0])
                self._by_first_word.setdefault(first, []).append((number, phrase))

    def level(self, phrase: Phrase) -> Phrase:
        """Return ``phrase`` with its boxes where the rest of the page has them."""
        if self._back is None:
            return phrase
        return Phrase(tuple(map(self._back.word, phrase.words)))

    def wrapped(self, wanted: list[str]) -> Iterator[Phrase]:
        """Find the words as one phrase, or wrapped within a column."""
        for number, phrase in self._by_first_word.get(wanted[0], ()):
            rest = _rest(wanted, phrase)
            if rest is None:
                continue
            whole = _continued(self.phrases[number + 1 :], rest, phrase.words)
            if whole is not None:
                yield Phrase(whole)


def _compared(word: Word) -> str:
    """Return how a word is compared: in small letters, without a footnote's mark."""
    return without_marks(word.text)[0].casefold()


def _rest(wanted: list[str], phrase: Phrase) -> list[str] | None:
    """Return what is left of ``wanted`` if the phrase is its beginning, else None."""
    texts = [_compared(word) for word in phrase.words]
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
