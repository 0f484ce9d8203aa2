"""The words of a PDF page's text layer, with boxes as shown.

A level word's box spans its first and last character (the fastest way that was
measured). Characters are looked at one by one where that is not enough: a footnote's
"1" set small and raised behind "377" must not make 3,771 of it, and PDFium runs words
of turned text together that stand far apart.
"""

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from accountability.sources.formats.words import SLANTED, Word, superscript

_WORD = re.compile(r"[^\s\x00\x02]+\x02?")
#: Degrees that a line may lean and still count as level.
_LEAN = 10
#: A character is raised when it is smaller than this share of the tallest in its word
_SMALL = 0.85
#: and stands higher than this share of its size above the others' line.
_RAISED = 0.15
#: Characters of one word are no farther apart, ahead or aside, than these shares of
#: their size.
_AHEAD, _ASIDE = 0.25, 0.5

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def text_words(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Iterator[Word]:
    """Yield the words in the file's order; nothing may rely on that order."""
    shown = _as_shown(page)
    held = page.get_rotation()
    count = text.count_chars()
    line = text.get_text_range()
    if len(line) != count:
        line = "".join(
            chr(raw.FPDFText_GetUnicode(text.raw, index)) for index in range(count)
        )
    bounds = raw.FS_RECTF()
    where = ctypes.byref(bounds)
    box_of = raw.FPDFText_GetLooseCharBox
    handle = text.raw
    for match in _WORD.finditer(line):
        start, last = match.start(), match.end() - 1
        box_of(handle, start, where)
        left, low, right, high = bounds.left, bounds.bottom, bounds.right, bounds.top
        turn = 0
        if last > start:
            box_of(handle, last, where)
            size = high - low
            if (
                held
                or bounds.left <= left
                or abs(bounds.bottom - low) > 0.1 * size
                or abs(bounds.top - high) > 0.1 * size
                or _may_hide_mark(match[0])
            ):
                for part in _parts(handle, start, match[0]):
                    yield _word(part.text, part.box, part.turn(held), shown)
                continue
            right = bounds.right
        else:
            turn = _turn(raw.FPDFText_GetCharAngle(handle, start), held)
        yield _word(match[0], (left, low, right, high), turn, shown)


def is_hidden(text: pdfium.PdfTextPage) -> bool:
    """Say whether the page's first and last characters are drawn invisibly.

    That is how text recognised on a scan lies over its picture.
    """
    count = text.count_chars()
    return count > 0 and all(
        raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text.raw, index))
        == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        for index in (0, count - 1)
    )


def _word(
    text: str, box: Box, turn: int, shown: Callable[[float, float], Point]
) -> Word:
    x0, y0 = shown(box[0], box[3])
    x1, y1 = shown(box[2], box[1])
    if x0 > x1:
        x0, x1 = x1, x0
    if y0 > y1:
        y0, y1 = y1, y0
    # PDFium writes a hyphen at the end of a line as U+0002.
    return Word(text.replace("\x02", "-"), x0, y0, x1, y1, turn)


def _turn(angle: float, held: int) -> int:
    """Return how far a character is turned as shown, on a page held at ``held``."""
    degrees = (round(math.degrees(angle)) + held) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= _LEAN else SLANTED


def _may_hide_mark(written: str) -> bool:
    """Say whether a mark may stand inside a number, as in "377¹%"."""
    return not written[-1].isalnum() and any(map(str.isdigit, written[:-1]))


@dataclass(frozen=True)
class _Character:
    """A character: where it begins along its line, how high it stands, how tall it is.

    ``ahead`` and ``end`` count in the direction in which it is read, ``foot`` upwards
    from there.
    """

    text: str
    box: Box
    angle: float
    ahead: float
    end: float
    foot: float
    size: float

    def follows(self, before: "_Character") -> bool:
        """Say whether this one goes on with the word of ``before``."""
        size = max(self.size, before.size)
        return (
            abs(self.angle - before.angle) < 0.1
            and -_ASIDE * size < self.ahead - before.end < _AHEAD * size
            and abs(self.foot - before.foot) < _ASIDE * size
        )


@dataclass(frozen=True)
class _Part:
    """Characters that stand together."""

    characters: list[_Character]

    @property
    def text(self) -> str:
        """The characters, small raised ones as superscripts."""
        largest = max(self.characters, key=lambda item: item.size)
        return "".join(
            superscript(item.text)
            if item.size < _SMALL * largest.size
            and item.foot - largest.foot > _RAISED * largest.size
            else item.text
            for item in self.characters
        )

    @property
    def box(self) -> Box:
        """The smallest box around the characters."""
        left, low, right, high = zip(
            *(item.box for item in self.characters), strict=True
        )
        return min(left), min(low), max(right), max(high)

    def turn(self, held: int) -> int:
        """How far it is turned as shown."""
        return _turn(self.characters[0].angle, held)


def _parts(page: raw.FPDF_TEXTPAGE, start: int, written: str) -> Iterator[_Part]:
    """Take what PDFium holds for a word apart where it does not stand together."""
    held: list[_Character] = []
    for place, text in enumerate(written):
        character = _character(page, start + place, text)
        if held and not character.follows(held[-1]):
            yield _Part(held)
            held = []
        held.append(character)
    yield _Part(held)


def _character(page: raw.FPDF_TEXTPAGE, index: int, text: str) -> _Character:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, index, ctypes.byref(x), ctypes.byref(y))
    bounds = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, index, ctypes.byref(bounds))
    angle = raw.FPDFText_GetCharAngle(page, index)
    # PDFium counts the angle clockwise; PDF's y goes up.
    sine, cosine = math.sin(angle), math.cos(angle)
    wide, tall = bounds.right - bounds.left, bounds.top - bounds.bottom
    size, length = (wide, tall) if abs(sine) > abs(cosine) else (tall, wide)
    ahead = x.value * cosine - y.value * sine
    return _Character(
        text,
        (bounds.left, bounds.bottom, bounds.right, bounds.top),
        angle,
        ahead,
        ahead + length,
        x.value * sine + y.value * cosine,
        size,
    )


def _as_shown(page: pdfium.PdfPage) -> Callable[[float, float], Point]:
    """Return the way from PDF coordinates to the page as shown, top left origin."""
    left, bottom, right, top = page.get_bbox()
    turned = page.get_rotation()
    if turned == 90:
        return lambda x, y: (y - bottom, x - left)
    if turned == 180:
        return lambda x, y: (right - x, y - bottom)
    if turned == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)
