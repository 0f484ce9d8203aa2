"""A picture in a bundle is pixels and nothing else."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from accountability.publication.bundle_writer import BundleRefusedError
from accountability.publication.crops import NotPlainError, new_pictures, plain_size
from accountability.release.bundle import damaged_files
from tests.bundles import PICTURE, crop, picture, statistic, write_sample_bundle


@given(st.integers(1, 300), st.integers(1, 60), st.sampled_from(["RGB", "P", "L"]))
def test_what_we_draw_is_plain_and_of_its_size(w: int, h: int, mode: Any) -> None:
    held = io.BytesIO()
    Image.new(mode, (w, h)).save(held, "PNG")
    assert plain_size(held.getvalue()) == (w, h)


@given(st.integers(0, len(PICTURE) - 1), st.integers(1, 255))
def test_no_changed_byte_passes_unseen(place: int, by: int) -> None:
    changed = bytearray(PICTURE)
    changed[place] ^= by
    with pytest.raises(NotPlainError):
        plain_size(bytes(changed))


def with_text() -> bytes:
    held, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Comment", "Constable A. Name")
    Image.new("RGB", (120, 40)).save(held, "PNG", pnginfo=told)
    return held.getvalue()


def with_private_chunk() -> bytes:
    body = b"naMe" + b"somebody"
    chunk = struct.pack(">I", 8) + body + struct.pack(">I", zlib.crc32(body))
    return PICTURE[:-12] + chunk + PICTURE[-12:]


@pytest.mark.parametrize(
    "png",
    [
        with_text(),
        with_private_chunk(),
        PICTURE + b"more",
        PICTURE[:-12],
        b"%PDF-1.7",
        b"",
        picture(121),  # plain, but not what its row says
    ],
)
def test_a_bundle_with_more_than_pixels_is_never_written(
    tmp_path: Path, png: bytes
) -> None:
    row, root = crop(statistic(), png), tmp_path / "releases"
    with pytest.raises(BundleRefusedError, match="crops"):
        write_sample_bundle(
            root,
            statistics=[statistic()],
            crops=[row],
            picture_of=lambda _: png,
        )
    assert list(root.iterdir()) == []


def test_the_pictures_of_a_bundle_are_listed_once_and_told_from_the_old(
    tmp_path: Path,
) -> None:
    one, two = statistic(), statistic("vancouver", value=393)
    other = picture(90)
    files = {row["crop"]: png for png in (PICTURE, other) for row in [crop(one, png)]}
    first = write_sample_bundle(
        tmp_path,
        statistics=[one, two],
        crops=[crop(one, PICTURE), crop(two, PICTURE)],
        picture_of=files.__getitem__,
    )
    assert list(damaged_files(first)) == []
    assert len(list((first / "public").glob("*.png"))) == 1
    assert len(new_pictures(first, None)) == 2
    second = write_sample_bundle(
        tmp_path,
        release="2026-11-22.2",
        previous=first.name,
        statistics=[one, two],
        crops=[crop(one, PICTURE), crop(two, other, width=90)],
        picture_of=files.__getitem__,
    )
    (new,) = new_pictures(second, first)
    assert (new.about, new.page) == (
        "vancouver · registered complaints · 2021/22 · 393",
        3,
    )
