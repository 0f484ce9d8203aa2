"""What Tesseract prints of a page, as words with boxes on the page as shown. Pure."""

import csv
import io
from collections import Counter

from accountability.sources.formats.scans import RecognisedPage
from accountability.sources.formats.words import Turning, Word
from accountability.sources.proposals import Box

#: Levels of the TSV's rows: https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage
_PAGE, _LINE, _WORD = "1", "4", "5"
#: A line's box as tall as this many of its words is of a line that leans.
_LEANS = 2.0

_Row = dict[str, str]


def recognised_page(tsv: str, turning: Turning) -> RecognisedPage:
    """Read Tesseract's TSV of a picture that was held upright by ``turning``.

    The words come out on the page as shown. A word is given the height of its line: its
    own box is only as tall as its ink, so that a comma and a capital would not stand on
    one line. Raises ValueError when the text is no such TSV.
    """
    lines, extents = _lines(tsv, *turning.size)
    back = turning.back
    words, confidences = [], []
    for key, line in lines.items():
        boxes = [box for box, _, _ in line]
        for box, text, confidence in line:
            tall = _as_tall_as(box, extents[key], boxes)
            words.append(back.word(Word(text, tall.x0, tall.top, tall.x1, tall.bottom)))
            confidences.append(confidence)
    return RecognisedPage(tuple(words), tuple(confidences))


def turn_of(tsv: str) -> int:
    """Return how far the text of a picture is turned, by how its words follow."""
    turns: Counter[int] = Counter()
    lines, _ = _lines(tsv, 1000.0, 1000.0)
    for line in lines.values():
        if len(line) > 1:
            turns[_turn(line[0][0], line[-1][0])] += len(line)
    return max(turns, key=lambda turn: turns[turn], default=0)


_Key = tuple[str, ...]
_Read = tuple[Box, str, int]


def _lines(
    tsv: str, width: float, height: float
) -> tuple[dict[_Key, list[_Read]], dict[_Key, Box]]:
    """Return the words of each line with boxes and confidences, and its own box."""
    rows = list(
        csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    pages = [row for row in rows if row["level"] == _PAGE]
    if len(pages) != 1:
        raise ValueError("not the TSV of one page")
    across = width / float(pages[0]["width"])
    down = height / float(pages[0]["height"])
    lines: dict[_Key, list[_Read]] = {}
    extents: dict[_Key, Box] = {}
    for row in rows:
        key = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
        if row["level"] == _LINE:
            extents[key] = _box(row, across, down)
        elif row["level"] == _WORD and row["text"].strip():
            confidence = max(0, min(100, round(float(row["conf"]))))
            text = "".join(row["text"].split())
            lines.setdefault(key, []).append(
                (_box(row, across, down), text, confidence)
            )
    return lines, extents


def _box(row: _Row, across: float, down: float) -> Box:
    left, top = float(row["left"]) * across, float(row["top"]) * down
    return Box(
        left,
        top,
        left + float(row["width"]) * across,
        top + float(row["height"]) * down,
    )


def _turn(first: Box, last: Box) -> int:
    """Return how far a line is turned, from where its words follow each other."""
    right = (last.x0 + last.x1) - (first.x0 + first.x1)
    below = (last.top + last.bottom) - (first.top + first.bottom)
    if abs(right) >= abs(below):
        return 0 if right >= 0 else 180
    return 90 if below >= 0 else 270


def _as_tall_as(box: Box, line: Box, words: list[Box]) -> Box:
    """Give a word's box the height of its line, unless the line leans."""
    tallest = max(word.bottom - word.top for word in words)
    level = line.bottom - line.top <= _LEANS * tallest
    return Box(box.x0, line.top, box.x1, line.bottom) if level else box
