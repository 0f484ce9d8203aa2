"""Draw a social card: a question, its answer, its release. 1200 by 630 pixels, PNG.

The same words give the same bytes: the letters are our own files, not the machine's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

#: What the networks ask for; they cut everything else to it.
SIZE = (1200, 630)

_FONTS = Path(__file__).parent / "fonts"
_FILES = {"plain": "Vera.ttf", "bold": "VeraBd.ttf"}
_PAPER, _INK, _MUTED = "#fbfaf7", "#1a1c20", "#555a63"
_ACCENT, _RULE = "#17508c", "#d8d4ca"
_CAUTION, _CAUTION_SOFT, _CAUTION_RULE = "#7a4b00", "#fdf1d8", "#e2b65a"

_LEFT, _RIGHT, _TOP, _FOOT = 72, 1128, 56, 560
#: Sizes that the title is tried in, the largest that fits first; pixels.
_TITLE_SIZES = (58, 50, 44, 38, 34)
#: The same where bars take a part of the room.
_BESIDE_BARS = (44, 38, 34)
_TITLE_LINES, _SAID_SIZE = 4, 30
_LEADING = 1.28
#: The height that a drawing of bars takes, pixels, and the most bars in it.
_BARS_HEIGHT, MOST_BARS = 150, 16
_DOTS = "…"
#: Where a line may end: a space that does not break is a letter here.
_BREAKS = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")

Weight = Literal["plain", "bold"]
Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Bar:
    """One bar: its period, its value (None draws a gap), the value as written."""

    label: str
    value: float | None
    written: str


@dataclass(frozen=True)
class Card:
    """What a card says. ``mark`` is said loudly: synthetic, reconstruction."""

    site: str
    title: str
    sentence: str
    release: str
    mark: str = ""
    bars: tuple[Bar, ...] = ()


def card_png(card: Card) -> bytes:
    """Return the card as PNG; text that does not fit ends in an ellipsis."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, SIZE[1]), fill=_ACCENT)
    draw.text((_LEFT, _TOP), card.site, font=_font("bold", 26), fill=_ACCENT)
    foot = _FOOT
    sizes: Sequence[int] = _TITLE_SIZES
    if len(card.bars) > 1:
        foot, sizes = foot - _BARS_HEIGHT - 24, _BESIDE_BARS
        _draw_bars(draw, card.bars[-MOST_BARS:], foot + 12)
    down = _draw_title(draw, card.title, _TOP + 62, sizes)
    _draw_sentence(draw, card.sentence, down + 18, foot)
    _draw_foot(draw, card)
    held = BytesIO()
    # Few colours and edges: a palette makes it a third of the size.
    image.quantize(64, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()


def _draw_title(
    draw: ImageDraw.ImageDraw, text: str, top: float, sizes: Sequence[int]
) -> float:
    for size in sizes:
        font = _font("bold", size)
        lines = _lines(font, text)
        if len(lines) <= (2 if sizes is _BESIDE_BARS else _TITLE_LINES - (size > 50)):
            break
    return _draw_lines(draw, _cut(font, lines, _TITLE_LINES), font, top, _INK)


def _draw_sentence(
    draw: ImageDraw.ImageDraw, text: str, top: float, foot: float
) -> None:
    font = _font("plain", _SAID_SIZE)
    room = max(0, int((foot - top) // (_SAID_SIZE * _LEADING)))
    _draw_lines(draw, _cut(font, _lines(font, text), room), font, top, _MUTED)


def _draw_foot(draw: ImageDraw.ImageDraw, card: Card) -> None:
    draw.line((_LEFT, _FOOT, _RIGHT, _FOOT), fill=_RULE, width=2)
    font = _font("plain", 24)
    draw.text((_LEFT, _FOOT + 18), card.release, font=font, fill=_MUTED)
    if card.mark:
        strong = _font("bold", 24)
        width = strong.getlength(card.mark)
        box = (_RIGHT - width - 28, _TOP - 8, _RIGHT, _TOP + 36)
        draw.rectangle(box, fill=_CAUTION_SOFT, outline=_CAUTION_RULE, width=2)
        draw.text((box[0] + 14, _TOP), card.mark, font=strong, fill=_CAUTION)


def _draw_bars(draw: ImageDraw.ImageDraw, bars: Sequence[Bar], top: float) -> None:
    """Draw bars from zero; a missing value is an empty place, never a low bar."""
    font = _font("plain", 20)
    step = min(160.0, (_RIGHT - _LEFT) / len(bars))
    highest = max((bar.value or 0.0 for bar in bars), default=0.0) or 1.0
    floor = top + _BARS_HEIGHT - 30
    for number, bar in enumerate(bars):
        left = _LEFT + number * step
        middle = left + step / 2
        if bar.value is not None:
            height = (floor - top - 28) * max(0.0, bar.value) / highest
            draw.rectangle(
                (left + step * 0.15, floor - height, left + step * 0.85, floor),
                fill=_ACCENT,
            )
        _centred(
            draw,
            bar.written,
            middle,
            floor - 28 if bar.value is None else floor - height - 27,
            font,
            step,
        )
        _centred(draw, bar.label, middle, floor + 6, font, step)
    draw.line((_LEFT, floor, _LEFT + step * len(bars), floor), fill=_INK, width=2)


def _centred(
    draw: ImageDraw.ImageDraw,
    text: str,
    middle: float,
    top: float,
    font: Font,
    room: float,
) -> None:
    width = font.getlength(text)
    if width <= room:  # what does not fit is left out, not drawn over its neighbour
        draw.text((middle - width / 2, top), text, font=font, fill=_MUTED)


def _draw_lines(
    draw: ImageDraw.ImageDraw,
    lines: Sequence[str],
    font: Font,
    top: float,
    colour: str,
) -> float:
    """Write lines from ``top`` down; return where the next one would begin."""
    for line in lines:
        draw.text((_LEFT, top), line, font=font, fill=colour)
        top += font.size * _LEADING
    return top


def _lines(font: Font, text: str) -> list[str]:
    """Break a text at its spaces; a word too long for a line is cut."""
    lines: list[str] = []
    for word in _BREAKS.split(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= _RIGHT - _LEFT:
            lines[-1] = joined
        else:
            lines.append(_fitting(font, word, lambda short: f"{short}{_DOTS}"))
    return lines


def _cut(font: Font, lines: list[str], most: int) -> list[str]:
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    if kept:
        kept[-1] = _fitting(font, f"{kept[-1]}{_DOTS}", lambda s: f"{s}{_DOTS}")
    return kept


def _fitting(font: Font, text: str, shorten: Callable[[str], str]) -> str:
    if font.getlength(text) <= _RIGHT - _LEFT:
        return text
    kept = text.rstrip(_DOTS)
    while kept and font.getlength(shorten(kept)) > _RIGHT - _LEFT:
        kept = kept[:-1]
    return shorten(kept.rstrip())


@cache
def _font(weight: Weight, size: int) -> Font:
    return ImageFont.truetype(_FONTS / _FILES[weight], size)
