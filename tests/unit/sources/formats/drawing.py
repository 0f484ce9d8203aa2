"""Small PDFs drawn for one test: text at places, in points from the top left."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

Text = tuple[float, float, str]


def drawn(
    *pages: Iterable[Text], size: tuple[float, float] = (400, 300), rotate: int = 0
) -> bytes:
    held = BytesIO()
    canvas = Canvas(held, pagesize=size, invariant=1)
    for texts in pages:
        canvas.setPageRotation(rotate)
        canvas.setFont("Helvetica", 10)
        for x, top, text in texts:
            canvas.drawString(x, size[1] - top - 10, text)
        canvas.showPage()
    canvas.save()
    return held.getvalue()
