"""Photos: drawn anew, so that nothing but the picture is left. Pure."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import AttachmentKind, Refusal

#: Larger pictures are refused before they are unpacked.
MOST_PIXELS = 80_000_000
_QUALITY = 90


def clean_image(data: bytes, kind: AttachmentKind) -> bytes:
    """Return the picture of ``data`` alone: no place, time, camera, comment, profile.

    Turned as the camera meant it, since that note goes too. Only the pixels are
    written, so whatever hung behind the end of the file is gone.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    wanted = "JPEG" if kind is AttachmentKind.JPEG else "PNG"
    try:
        with Image.open(io.BytesIO(data), formats=[wanted]) as found:
            width, height = found.size
            if width * height > MOST_PIXELS:
                raise NotTakenError(Refusal.TOO_LARGE)
            turned = ImageOps.exif_transpose(found)
            modes = (
                {"L", "RGB"} if wanted == "JPEG" else {"1", "L", "LA", "RGB", "RGBA"}
            )
            drawn = turned if turned.mode in modes else turned.convert("RGB")
            plain = Image.new(drawn.mode, drawn.size)
            plain.paste(drawn)
    except Image.DecompressionBombError:
        raise NotTakenError(Refusal.TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise NotTakenError(Refusal.UNREADABLE) from None
    written = io.BytesIO()
    if wanted == "JPEG":
        plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    else:
        plain.save(written, "PNG")
    return written.getvalue()
