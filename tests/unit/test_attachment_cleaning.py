"""Cleaned copies tell nothing that the picture, page or sound itself does not (S14)."""

import io
import struct

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accountability.cases.attachments.apart import MOST_BYTES, cleaned_apart
from accountability.cases.attachments.documents import clean_pdf, without_segments
from accountability.cases.attachments.images import clean_image
from accountability.cases.attachments.recordings import clean_recording
from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import AttachmentKind, Refusal
from tests.attachment_files import (
    HIDDEN,
    TAKEN,
    document,
    photo,
    picture,
    pixel_flood,
    recording,
)


def tells(data: bytes) -> list[str]:
    """Return what is still hidden, also in the streams of a PDF."""
    seen = data
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            seen += b"".join(
                found.read_raw_bytes() + repr(dict(found)).encode()
                for found in pdf.objects
                if isinstance(found, pikepdf.Stream)
            )
            seen += b"".join(repr(found).encode() for found in pdf.objects)
    return [
        word
        for word in (*HIDDEN, "Exif", "xmp", "XMP")
        if word.encode() in seen or word.encode("utf-16-be") in seen
    ]


def test_a_photo_keeps_its_pixels_and_nothing_else() -> None:
    before = photo(orientation=6)
    assert set(tells(before)) >= {HIDDEN[0], HIDDEN[1]}
    after = clean_image(before, AttachmentKind.JPEG)
    assert tells(after) == []
    found = Image.open(io.BytesIO(after))
    assert found.getexif() == {}
    assert found.info.get("comment") is None
    # Turned as the camera meant it: 64 x 48 lies on its side.
    assert found.size == (48, 64)
    assert found.getpixel((24, 5))[2] > 150  # type: ignore[index]
    assert found.getpixel((24, 60))[0] > 150  # type: ignore[index]


def test_a_picture_loses_its_texts() -> None:
    after = clean_image(picture(), AttachmentKind.PNG)
    assert tells(after) == []
    found = Image.open(io.BytesIO(after))
    assert (found.mode, found.size, found.info) == ("RGBA", (20, 20), {})
    assert found.getpixel((3, 3)) == (1, 2, 3, 128)


@pytest.mark.parametrize("tail", [b"PK\x03\x04evil.zip", b"<script>alert(1)</script>"])
def test_what_hangs_behind_a_photo_is_gone(tail: bytes) -> None:
    assert tail not in clean_image(photo() + tail, AttachmentKind.JPEG)


def test_a_document_keeps_its_pages_and_nothing_else() -> None:
    before = document()
    assert tells(before)
    after = clean_pdf(before)
    assert tells(after) == []
    with pikepdf.open(io.BytesIO(after)) as pdf:
        assert len(pdf.pages) == 1
        assert not pdf.attachments
        assert "/Info" not in pdf.trailer
        assert {"/OpenAction", "/Names", "/AcroForm", "/Metadata"}.isdisjoint(pdf.Root)
        kept = pdf.pages[0]
        assert {"/AA", "/Annots"}.isdisjoint(kept.obj)
        inside = next(iter(kept.get_images().values()))
        assert isinstance(inside, pikepdf.Stream)
        assert pikepdf.PdfImage(inside).as_pil_image().size == (64, 48)


def test_the_photo_of_a_document_is_not_drawn_anew() -> None:
    before = photo()
    after = without_segments(before)
    assert tells(after) == []
    one, other = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("first", [False, True])
def test_a_recording_keeps_its_frames_and_nothing_else(first: bool) -> None:
    before = recording(first=first)
    assert set(tells(before)) >= set(HIDDEN)
    sink = io.BytesIO()
    clean_recording(io.BytesIO(before), sink)
    after = sink.getvalue()
    assert len(after) == len(before)
    assert tells(after) == []
    assert struct.pack(">I", TAKEN) not in after
    assert b"+49.28-123.12" not in after
    assert after.count(b"frames") == 50
    assert after.index(b"frames") == before.index(b"frames")
    again = io.BytesIO()
    clean_recording(io.BytesIO(after), again)
    assert again.getvalue() == after


@given(st.binary(max_size=400), st.integers(0, 400))
def test_a_broken_recording_is_refused_or_cleaned(noise: bytes, at: int) -> None:
    whole = recording()
    for broken in (noise, whole[:at], whole[:at] + noise + whole[at + len(noise) :]):
        sink = io.BytesIO()
        try:
            clean_recording(io.BytesIO(broken), sink)
        except NotTakenError:
            continue  # any other error fails the test
        assert len(sink.getvalue()) == len(broken)


def test_a_box_that_lies_about_its_size_is_refused() -> None:
    lying = bytearray(recording())
    at = lying.index(b"moov") - 4
    for size in (2, 7, 2**32 - 1):
        lying[at : at + 4] = struct.pack(">I", size)
        with pytest.raises(NotTakenError):
            clean_recording(io.BytesIO(bytes(lying)), io.BytesIO())


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (pixel_flood(), AttachmentKind.PNG, Refusal.TOO_LARGE),
        (photo()[:200], AttachmentKind.JPEG, Refusal.UNREADABLE),
        (picture(), AttachmentKind.JPEG, Refusal.UNREADABLE),
        (b"\xff\xd8\xff no photo", AttachmentKind.JPEG, Refusal.UNREADABLE),
        (b"%PDF-1.7 and then nothing", AttachmentKind.PDF, Refusal.UNREADABLE),
        (document(password="locked"), AttachmentKind.PDF, Refusal.UNREADABLE),
        (bytes(MOST_BYTES + 1), AttachmentKind.PDF, Refusal.TOO_LARGE),
    ],
    ids=["flood", "cut", "another", "noise", "empty", "locked", "large"],
)
def test_a_file_made_to_do_harm_is_refused_apart(
    data: bytes, kind: AttachmentKind, reason: Refusal
) -> None:
    with pytest.raises(NotTakenError) as refused:
        cleaned_apart(data, kind)
    assert refused.value.reason is reason


def test_the_process_apart_gives_the_same_copy() -> None:
    assert tells(cleaned_apart(photo(), AttachmentKind.JPEG)) == []
    assert tells(cleaned_apart(document(), AttachmentKind.PDF)) == []
