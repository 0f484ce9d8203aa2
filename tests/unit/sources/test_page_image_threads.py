"""A web server draws pages in several threads at once; PDFium can't."""

import subprocess
import sys

#: In a process of its own, since what goes wrong ends the process.
_DRAW = """
from concurrent.futures import ThreadPoolExecutor
from accountability.sources.formats.page_image import crop_png, page_png
from accountability.sources.proposals import Box
from tests.drawn_pages import pdf_page

pages = [pdf_page([f"page {n}"] * 30) for n in range(4)]
box = Box(70, 88, 330, 103)
with ThreadPoolExecutor(8) as threads:
    for _ in range(15):
        list(threads.map(lambda page: page_png(page, 1, mark=box, dpi=30), pages * 2))
        list(threads.map(lambda page: crop_png(page, 1, box, dpi=30), pages * 2))
print("drawn")
"""


def test_pages_drawn_by_many_threads_at_once_do_not_end_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DRAW], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "drawn\n"), done.stderr
