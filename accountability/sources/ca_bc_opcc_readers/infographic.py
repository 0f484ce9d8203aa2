"""The page of large numbers, whose captions stand apart from them."""

from collections.abc import Iterator
from statistics import median

from accountability.sources.ca_bc_opcc_readers.words import (
    INFOGRAPHIC_TITLE,
    PrintedFigure,
    captioned,
    unreadable,
)
from accountability.sources.formats.lines import Layout, Phrase
from accountability.sources.proposals import Locator, Reading
from accountability.vocab import Period

#: Numbers of an infographic are this many times as high as its other words.
_LARGE = 1.8
#: A caption is no farther from its number than this share of the number's height.
_CAPTION_REACH = 0.9


def infographic_readings(layout: Layout, period: Period) -> Iterator[Reading]:
    """Pair each large number with the caption under it, or above where none is."""
    page = layout.page
    title = {
        word for phrase in layout.wrapped(INFOGRAPHIC_TITLE) for word in phrase.words
    }
    usual = median(word.height for word in page.words)
    found = [phrase for group in layout.phrases for phrase in group]
    large = [
        phrase
        for phrase in found
        if phrase.words[0].height >= _LARGE * usual
        and not title.intersection(phrase.words)
    ]
    small = [
        phrase
        for phrase in found
        if phrase not in large and not title.intersection(phrase.words)
    ]
    for number in large:
        locator = Locator(page=page.number, box=layout.place(number.words))
        caption = _caption(number, small)
        measured = captioned(caption)
        if measured is None:
            raw = {"Figure": caption, "Value": number.text}
            yield unreadable("infographic", "unknown_metric", "Figure", raw, locator)
            continue
        yield PrintedFigure(
            "infographic", "OPCC total", measured, period, number.text, locator
        ).proposal()


def _caption(number: Phrase, others: list[Phrase]) -> str:
    """Return the words of the block that stands centred under or over a number."""
    box = number.box
    middle = (box.x0 + box.x1) / 2
    column = [phrase for phrase in others if phrase.box.x0 <= middle <= phrase.box.x1]
    reach = _CAPTION_REACH * (box.bottom - box.top)
    below: list[Phrase] = []
    edge = box.bottom
    for phrase in sorted(column, key=lambda item: item.box.top):
        if phrase.box.top >= edge - 1 and phrase.box.top - edge <= reach:
            below.append(phrase)
            edge, reach = phrase.box.bottom, phrase.words[0].height
    if below:
        return " ".join(phrase.text for phrase in below)
    above = [
        phrase
        for phrase in column
        if phrase.box.bottom <= box.top + 1 and box.top - phrase.box.bottom <= reach
    ]
    return " ".join(phrase.text for phrase in above)
