"""Bulletins drawn as the office's words describe them; all figures but two invented."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

Line = tuple[str, str, str, str]
_COLUMNS = (60, 330, 410, 470)

#: Complaints logged are Surrey Police's own, 2023/24; the rest is made up.
Q3: tuple[Line, ...] = (
    ("Complaints logged", "1,686", "1,590", "1,402"),
    ("Complaints logged under Schedule 3", "640", "655", "498"),
    ("Complaints finalised under Schedule 3", "512", "470", "433"),
    ("Complaints finalised outside Schedule 3", "1 101", "1,002", "896"),
    ("Allegations logged", "2,910", "-", "2,115"),
    ("Reviews received", "96", "88", "71"),
)
Q4: tuple[Line, ...] = (
    ("Complaints logged", "2,333", "2,117", "1,871"),
    ("Allegations logged", "4,018", "3,569", "2,800"),
    ("A row that nobody knows", "12", "11", "10"),
)
CATEGORIES: tuple[Line, ...] = (
    ("Delivery of duties and service", "1,590", "1,470", "1,100"),
    ("Discreditable conduct", "<5", "6", "8"),
)


def bulletin(
    force: str, period: str, cases: Sequence[Line], categories: Sequence[Line] = ()
) -> bytes:
    """Draw one page with a table of cases and, if any, one of categories."""
    held = BytesIO()
    canvas = Canvas(held, pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(60, 780, f"Police complaints information bulletin: {force}")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 755, f"Reporting period: {period}")
    top = _table(canvas, 720, "Complaints and reviews", "Measure", cases)
    if categories:
        top = _table(canvas, top, "Allegations by category", "Category", categories)
    canvas.drawString(60, top, "Source: an invented bulletin for tests")
    canvas.save()
    return held.getvalue()


def _table(
    canvas: Canvas, top: float, caption: str, first: str, rows: Sequence[Line]
) -> float:
    canvas.drawString(60, top, caption)
    for line in ((first, "Year to date", "SPLY", "MSF average"), *rows):
        top -= 22
        for x, text in zip(_COLUMNS, line, strict=True):
            canvas.drawString(x, top, text)
    return top - 40
