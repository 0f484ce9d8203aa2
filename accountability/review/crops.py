"""The one small picture of a figure that a reviewer may let out, having seen it.

A figure on a page of a PDF has two pictures: itself, or the line that it stands in.
Neither is public until a person has looked at that very picture and at the words that
the document holds under it, and has said that it is free of names. Nothing here works
on several readings at once.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.db import transaction
from PIL import Image

from accountability.archive.store import open_bytes, store
from accountability.models import CropDecision, ExtractedRecord, User
from accountability.review.errors import CropRefusedError
from accountability.review.evidence import page_of, reading_in
from accountability.review.policies import (
    CropRefused,
    Proposes,
    State,
    crop_refusal,
)
from accountability.review.services import locked_for_decision
from accountability.sources.formats.page_image import crop_png, page_words
from accountability.sources.formats.pdf import PdfPage
from accountability.sources.formats.words import Word, enclosing
from accountability.sources.proposals import Box
from accountability.vocab import CropShape, DocumentKind

#: Points of paper around what is shown: too few for a line above or below.
_BESIDE, _ABOVE = 8.0, 3.0
#: The part of its height that a word of the row has beside the figure.
_SHARED = 0.25
#: A letter may reach a little out of its word's box.
_REACH = 2.0
#: Two pixels a point, whatever the page: a picture then has the same bytes each time.
_DPI = 144


@dataclass(frozen=True)
class Crop:
    """A picture, what it was cut from, and the words that stand in the cut.

    ``words`` are all that touch the cut, in reading order, be they too small or too
    pale to be seen. Empty where the page is itself a picture.
    """

    shape: CropShape
    page: int
    cut: Box
    png: bytes
    width: int
    height: int
    words: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The hash that names the picture."""
        return hashlib.sha256(self.png).hexdigest()


def crop_of(reading: ExtractedRecord, shape: CropShape) -> Crop:
    """Cut a reading's picture out of its page; the same bytes each time.

    Raises CropRefusedError for a reading that stands on no page, ArchiveError and
    SourceError when the page can't be opened.
    """
    place = page_of(reading_in(reading).locator)
    if place is None:
        raise CropRefusedError(CropRefused.NO_PICTURE)
    number, box = place
    content = open_bytes(reading.snapshot.sha256)
    page = page_words(content, number)
    cut = _cut(page, box, shape)
    png = crop_png(
        content,
        number,
        cut,
        mark=box if shape is CropShape.ROW else None,
        margin=0.0,
        dpi=_DPI,
    )
    width, height = _size(png)
    return Crop(shape, number, cut, png, width, height, _words_in(page, cut))


def refused_for(reading: ExtractedRecord) -> CropRefused | None:
    """Return why no picture of this reading may be let out; None if one may."""
    return crop_refusal(
        State(reading.state),
        Proposes(reading.record_type),
        on_a_page=page_of(reading_in(reading).locator) is not None,
        reconstruction=reading.snapshot.document.kind == DocumentKind.RECONSTRUCTION,
        demo=settings.DEMO,
    )


def allowed_crop(reading: ExtractedRecord) -> CropDecision | None:
    """Return the decision that lets a picture of the reading out, if one stands.

    One that was made of other bytes than the reading's own is void; so is one from
    before the reading itself was decided on again.
    """
    last = reading.crop_decisions.select_related("by").last()
    if last is None or not last.allowed or last.sha256 != reading.snapshot.sha256:
        return None
    decided_since = reading.decisions.filter(at__gt=last.at).exists()
    return None if decided_since else last


@transaction.atomic
def allow_crop(
    reading: ExtractedRecord, *, shape: CropShape, seen: str, by: User
) -> CropDecision:
    """Declare one picture of a figure free of names; the next release may show it.

    ``seen`` is the hash of the picture that ``by`` looked at: another one is refused.
    Raises CropRefusedError, NotPermittedError, ReadingGoneError, ArchiveError and
    SourceError.
    """
    held = locked_for_decision(reading, by)
    if (refused := refused_for(held)) is not None:
        raise CropRefusedError(refused)
    crop = crop_of(held, shape)
    if crop.sha256 != seen:
        raise CropRefusedError(CropRefused.NOT_SEEN)
    return CropDecision.objects.create(
        reading=held,
        allowed=True,
        shape=shape.value,
        sha256=held.snapshot.sha256,
        page=crop.page,
        cut_x0=crop.cut.x0,
        cut_top=crop.cut.top,
        cut_x1=crop.cut.x1,
        cut_bottom=crop.cut.bottom,
        picture=store(crop.png),
        width=crop.width,
        height=crop.height,
        by=by,
    )


@transaction.atomic
def take_back_crop(reading: ExtractedRecord, *, by: User) -> CropDecision:
    """Take a permission back: no later release has the picture.

    Raises CropRefusedError if none stands, NotPermittedError and ReadingGoneError.
    """
    held = locked_for_decision(reading, by)
    last = held.crop_decisions.last()
    if last is None or not last.allowed:
        raise CropRefusedError(CropRefused.NONE_ALLOWED)
    last.pk = None
    last._state.adding = True
    last.allowed, last.by = False, by
    last.save(force_insert=True)
    return last


def _cut(page: PdfPage, box: Box, shape: CropShape) -> Box:
    """Return what is shown of the page: never more than the figure's own row."""
    shown = box
    if shape is CropShape.ROW:
        row = [word for word in page.words if _beside(word, box)]
        shown = enclosing([*row, Word("", box.x0, box.top, box.x1, box.bottom)])
    return Box(
        max(0.0, shown.x0 - _BESIDE),
        max(0.0, shown.top - _ABOVE),
        min(page.width, shown.x1 + _BESIDE),
        min(page.height, shown.bottom + _ABOVE),
    )


def _beside(word: Word, box: Box) -> bool:
    """Say whether a word stands in the row of ``box``: beside it, if not wholly.

    The heading of a row may take two lines, with the figure at the height between.
    """
    shared = min(word.bottom, box.bottom) - max(word.top, box.top)
    return shared >= _SHARED * word.height


def _words_in(page: PdfPage, cut: Box) -> tuple[str, ...]:
    touched = [word for word in page.words if _touches(word, cut)]
    touched.sort(key=lambda word: (round(word.middle), word.x0))
    return tuple(word.text for word in touched)


def _touches(word: Word, cut: Box) -> bool:
    return (
        word.x0 <= cut.x1 + _REACH
        and word.x1 >= cut.x0 - _REACH
        and word.top <= cut.bottom + _REACH
        and word.bottom >= cut.top - _REACH
    )


def _size(png: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(png)) as image:
        return image.size
