"""PDF: pages without scripts, attached files, notes, and word of who made them. Pure.

What stays is what is drawn: text, fonts, pictures. A name that is drawn on the page is
the page's, and fonts may carry the name of the program that made them.
"""

import io

import pikepdf
from pikepdf import Name

from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import Refusal

_MOST_PAGES = 2000
#: What is dropped wherever it stands.
_DROPPED = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/EF", "/JS", "/JavaScript"),
    *("/AA", "/OpenAction", "/XFA", "/Thumb", "/Measure", "/PtData", "/SpiderInfo"),
    *("/StructTreeRoot", "/RichMediaContent", "/3DD"),
)
_OF_ROOT = (
    *("/Names", "/AcroForm", "/Outlines", "/Collection", "/Perms", "/Legal", "/DSS"),
    *("/URI", "/Threads", "/Extensions"),
)


def clean_pdf(data: bytes) -> bytes:
    """Return the document with its pages alone.

    Dropped: metadata (XMP, document information, of pages and pictures), scripts,
    actions, links, notes and forms, attached files, bookmarks, thumbnails.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise NotTakenError(Refusal.TOO_LARGE)
            for name in _OF_ROOT:
                _drop(pdf.Root, name)
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            for page in pdf.pages:
                _drop(page.obj, "/Annots")
            for found in pdf.objects:
                if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                    _strip(found)
            written = io.BytesIO()
            pdf.save(written, deterministic_id=True)
    except pikepdf.PasswordError:
        raise NotTakenError(Refusal.UNREADABLE) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError):
        raise NotTakenError(Refusal.UNREADABLE) from None
    return written.getvalue()


def _drop(found: pikepdf.Object, name: str) -> None:
    if name in found:
        del found[name]


def _strip(found: pikepdf.Object) -> None:
    for name in _DROPPED:
        _drop(found, name)
    is_photo = (
        isinstance(found, pikepdf.Stream)
        and found.get("/Subtype") == Name.Image
        and found.get("/Filter") in (Name.DCTDecode, pikepdf.Array([Name.DCTDecode]))
    )
    if is_photo:
        raw = found.read_raw_bytes()
        found.write(without_segments(raw), filter=Name.DCTDecode)


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without its notes: EXIF, XMP, IPTC, comments. Pixels untouched.

    The application segments that decoders need (JFIF, Adobe's colour note) stay.
    """
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xDA:
            break
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        noted = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not noted or marker in (0xE0, 0xEE):
            kept += jpeg[at : at + length]
        at += length
    return bytes(kept + jpeg[at:])
