"""Pictures of PDF pages for the review desk, with the read value marked."""

from io import BytesIO

from PIL import Image, ImageDraw

from accountability.sources.formats.pdf import DRAWING, PdfPage, open_pdf_bytes
from accountability.sources.proposals import Box

_POINTS_PER_INCH = 72
_MARK = (200, 40, 20)
#: A page may call itself as large as a field: it is then drawn more coarsely.
_MOST_PIXELS = 6_000_000


def page_png(
    content: bytes, page: int, *, mark: Box | None = None, dpi: int = 110
) -> bytes:
    """Draw page ``page`` (from 1) of a PDF as PNG, with a frame around ``mark``.

    Raises SourceError as ``open_pdf`` does.
    """
    image, scale = _drawn(content, page, dpi)
    if mark is not None:
        _frame(image, scale, mark, dpi)
    return _png(image)


def crop_png(
    content: bytes,
    page: int,
    box: Box,
    *,
    mark: Box | None = None,
    margin: float = 12.0,
    dpi: int = 150,
) -> bytes:
    """Draw only ``box`` of a page with ``margin`` points around it, as PNG.

    ``mark`` is framed if given.
    """
    image, scale = _drawn(content, page, dpi)
    if mark is not None:
        _frame(image, scale, mark, dpi)
    cut = (
        max(0, int((box.x0 - margin) * scale)),
        max(0, int((box.top - margin) * scale)),
        min(image.width, int((box.x1 + margin) * scale) + 1),
        min(image.height, int((box.bottom + margin) * scale) + 1),
    )
    return _png(image.crop(cut))


def page_words(content: bytes, page: int) -> PdfPage:
    """Return page ``page`` (from 1) with its words, safe beside threads that draw.

    Raises SourceError as ``open_pdf`` does.
    """
    with DRAWING, open_pdf_bytes(content, "page image") as document:
        return document.page(page)


def _frame(image: Image.Image, scale: float, mark: Box, dpi: int) -> None:
    margin = 2 * scale
    corners = [
        mark.x0 * scale - margin,
        mark.top * scale - margin,
        mark.x1 * scale + margin,
        mark.bottom * scale + margin,
    ]
    ImageDraw.Draw(image).rectangle(corners, outline=_MARK, width=max(2, dpi // 40))


def _drawn(content: bytes, page: int, dpi: int) -> tuple[Image.Image, float]:
    with (
        DRAWING,
        open_pdf_bytes(content, "page image") as document,
        document.opened(page) as opened,
    ):
        width, height = opened.get_size()
        most = (_MOST_PIXELS / max(1.0, width * height)) ** 0.5
        scale = min(dpi / _POINTS_PER_INCH, most)
        bitmap = opened.render(scale=scale)
        try:
            return bitmap.to_pil().convert("RGB"), scale
        finally:
            bitmap.close()


def _png(image: Image.Image) -> bytes:
    held = BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()
