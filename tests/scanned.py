"""Pages as a scanner leaves them: pictures, with nothing to select."""

from io import BytesIO

import pypdfium2
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def scanned(
    content: bytes, *, dpi: int = 200, turned: int = 0, hidden: str = ""
) -> bytes:
    """Make pictures of a PDF's pages, laid on the glass ``turned`` clockwise.

    ``hidden`` is laid invisibly over each, as a publisher's own OCR does.
    """
    source = pypdfium2.PdfDocument(content)
    held = BytesIO()
    canvas = Canvas(held, invariant=1)
    for page in source:
        picture = page.render(scale=dpi / 72, grayscale=True, rotation=turned).to_pil()
        size = (picture.width * 72 / dpi, picture.height * 72 / dpi)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        if hidden:
            text = canvas.beginText(60, size[1] - 100)
            text.setFont("Helvetica", 10)
            text.setTextRenderMode(3)
            text.textLine(hidden)
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    source.close()
    return held.getvalue()
