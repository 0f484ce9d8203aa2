"""A process of its own for what draws an untrusted page and reads the picture.

``python -m accountability.extraction.ocr.child 3 eng+fra`` reads a PDF from standard
input, draws page 3 and has Tesseract read it. On the first line comes how far its text
is turned and its size in points, then Tesseract's TSV. It ends with 3 when Tesseract
refuses. It has no secret in its environment, little memory and little time, and writes
no file.
"""

import resource
import subprocess
import sys

import pypdfium2 as pdfium
from PIL import Image

from accountability.extraction.ocr.apart import DPI, MOST_SECONDS, REFUSED
from accountability.extraction.ocr.tesseract import turn_of

MOST_MEMORY = 1536 * 1024 * 1024
#: A page may call itself as large as a field: it is then drawn more coarsely.
MOST_PIXELS = 30_000_000


def main(number: int, languages: str) -> int:
    """Read one page of standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    document = pdfium.PdfDocument(sys.stdin.buffer.read())
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    document.close()
    resolution = round(scale * 72)
    turn = 0
    tsv = _read(image, languages, resolution)
    if tsv is not None and (turn := turn_of(tsv.decode())):
        # Tesseract finds the way up, but loses columns on a page that lies sideways.
        tsv = _read(image.rotate(turn, expand=True), languages, resolution)
    if tsv is None:
        return REFUSED
    sys.stdout.buffer.write(b"%d %f %f\n" % (turn, width, height) + tsv)
    return 0


def _read(image: Image.Image, languages: str, resolution: int) -> bytes | None:
    """Return Tesseract's TSV of a picture; None if it refuses."""
    # The plainest format there is: nothing of the PDF's own images reaches Tesseract.
    picture = b"P5 %d %d 255\n" % image.size + image.tobytes()
    done = subprocess.run(
        [
            *("tesseract", "-", "-", "-l", languages),
            # Mode 1 finds out by itself how the page is turned.
            *("--psm", "1", "--dpi", str(resolution), "tsv"),
        ],
        input=picture,
        capture_output=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
