"""Files to attach, made by code: with hidden data planted, or made to do harm."""

import hashlib
import io
import secrets
import struct
import zlib
from collections.abc import Iterator

import pikepdf
from PIL import Image, PngImagePlugin

from accountability.cases.attachments.upload import EncryptedUpload, private_directory
from accountability.vault.stream import EncryptedWriter

#: Hidden in every file below that hides something.
HIDDEN = ("Planted-Camera", "PLANTED-PLACE", "Planted Author")
GPS = {1: "N", 2: (49.0, 16.0, 57.25), 3: "W", 4: (123.0, 7.0, 15.5)}


def photo(size: tuple[int, int] = (64, 48), *, orientation: int = 1) -> bytes:
    """Return a JPEG that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = HIDDEN[0]
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update(GPS)
    written = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    picture.save(written, "JPEG", exif=exif, comment=HIDDEN[1].encode())
    return written.getvalue()


def picture() -> bytes:
    """Return a PNG with a text and an XMP packet."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", HIDDEN[2])
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{HIDDEN[1]}</x>")
    written = io.BytesIO()
    Image.new("RGBA", (20, 20), (1, 2, 3, 128)).save(written, "PNG", pnginfo=notes)
    return written.getvalue()


def pixel_flood() -> bytes:
    """Return a small PNG that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


def document(*, password: str = "") -> bytes:
    """Return a PDF with an author, XMP, a script, a link, a note and a file in it."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        raw = photo()
        found = pikepdf.Stream(pdf, raw)
        found.Type, found.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        found.Width, found.Height = 64, 48
        found.ColorSpace, found.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        found.Filter = pikepdf.Name.DCTDecode
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=found))
        page.obj.Contents = pdf.make_stream(b"q 100 0 0 100 20 20 cm /Im0 Do Q")
        page.obj.Annots = pdf.make_indirect(
            pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.Text,
                        Rect=[0, 0, 10, 10],
                        Contents=f"note {HIDDEN[1]}",
                        T=HIDDEN[2],
                    )
                ]
            )
        )
        page.obj.AA = pikepdf.Dictionary(O=_script(HIDDEN[0]))
        pdf.Root.OpenAction = _script(HIDDEN[1])
        pdf.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=["a", _script(HIDDEN[2])])
        )
        pdf.attachments[HIDDEN[1] + ".txt"] = HIDDEN[0].encode()
        pdf.docinfo["/Author"] = HIDDEN[2]
        with pdf.open_metadata() as xmp:
            xmp["dc:creator"] = [HIDDEN[2]]
        written = io.BytesIO()
        locked = (
            pikepdf.Encryption(user=password, owner=password) if password else False
        )
        pdf.save(written, encryption=locked)
    return written.getvalue()


def _script(words: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{words}')")


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return an MP4 box."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


#: Seconds since 1904 of a planted day.
TAKEN = 3_870_000_123


def _track(handler: bytes, offset: int, size: int) -> bytes:
    full = b"\0\0\0\0"
    table = box(
        b"stbl",
        box(b"stsd", full, struct.pack(">I", 0)),
        box(b"stsc", full, struct.pack(">IIII", 1, 1, 1, 1)),
        box(b"stsz", full, struct.pack(">III", size, 1, 0)[:8]),
        box(b"stco", full, struct.pack(">II", 1, offset)),
    )
    dates = struct.pack(">II", TAKEN, TAKEN)
    return box(
        b"trak",
        box(b"tkhd", full, dates, bytes(72)),
        box(
            b"mdia",
            box(b"mdhd", full, dates, bytes(12)),
            box(
                b"hdlr", full, bytes(4), handler, bytes(12), HIDDEN[0].encode() + b"\0"
            ),
            box(b"minf", table),
        ),
    )


def recording(
    brand: bytes = b"isom", *, first: bool = False, media: bytes = b"frames" * 50
) -> bytes:
    """Return an MP4 whose contents say when and where, with a track of positions."""
    position = b"+49.28-123.12" + HIDDEN[1].encode()
    start = box(b"ftyp", brand, bytes(4), brand)

    def contents(offset: int) -> bytes:
        return box(
            b"moov",
            box(b"mvhd", b"\0\0\0\0", struct.pack(">II", TAKEN, TAKEN), bytes(88)),
            _track(b"vide", offset, len(media)),
            _track(b"meta", offset + len(media), len(position)),
            box(b"udta", box(b"\xa9xyz", HIDDEN[1].encode())),
            box(b"meta", HIDDEN[2].encode()),
        )

    body = box(b"mdat", media, position)
    extra = box(b"uuid", bytes(16), HIDDEN[0].encode())
    if first:
        head = len(start) + len(contents(0)) + 8
        return start + contents(head) + body + extra
    return start + body + contents(len(start) + 8) + extra


def long_recording(size: int, part: int = 1024 * 1024) -> Iterator[bytes]:
    """Yield an MP4 of about ``size`` bytes, part by part."""
    head = 16
    yield box(b"ftyp", b"isom", bytes(4), b"isom")
    yield struct.pack(">I4sQ", 1, b"mdat", head + size)
    block = secrets.token_bytes(part)
    for _ in range(size // part):
        yield block
    yield box(
        b"moov",
        box(b"mvhd", b"\0\0\0\0", struct.pack(">II", TAKEN, TAKEN), bytes(88)),
        _track(b"vide", 24 + head, 1),
    )


def uploaded(data: bytes, name: str) -> EncryptedUpload:
    """Return an upload as the handler makes it."""
    key, path = (
        secrets.token_bytes(32),
        private_directory("spool") / secrets.token_hex(),
    )
    with path.open("wb") as file:
        writer = EncryptedWriter(file, key, "upload")
        writer.write(data)
        writer.close()
    return EncryptedUpload(name, len(data), path, key, hashlib.sha256(data).digest())
