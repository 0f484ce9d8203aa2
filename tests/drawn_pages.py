"""PDF pages whose words stand at known places. Needs no Django."""

import io

from reportlab.pdfgen.canvas import Canvas

from accountability.sources.proposals import Box

_HEIGHT = 792


def pdf_page(lines: list[str], size: tuple[float, float] = (612, _HEIGHT)) -> bytes:
    """Draw one page with ``lines``; line n (from 0) is at ``line_box(n)``."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=size, invariant=1)
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(lines):
        canvas.drawString(72, size[1] - 100 - 20 * number, line)
    canvas.save()
    return held.getvalue()


def line_box(number: int) -> Box:
    """Return the box of line ``number`` of ``pdf_page``."""
    bottom = 100.0 + 20 * number
    return Box(70, bottom - 12, 330, bottom + 3)
