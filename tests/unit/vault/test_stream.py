"""Encrypted files: read back whole, or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.vault.errors import StreamBrokenError
from accountability.vault.stream import EncryptedReader, EncryptedWriter, buffered

KEY = b"f" * 32
_HEAD, _TAG = 12, 16


def written(data: bytes, *, chunk: int = 64, key: bytes = KEY, of: str = "a") -> bytes:
    sink = io.BytesIO()
    writer = EncryptedWriter(sink, key, of, chunk=chunk)
    for at in range(0, len(data), 50):
        writer.write(data[at : at + 50])
    writer.close()
    return sink.getvalue()


def read(stored: bytes, *, key: bytes = KEY, of: str = "a") -> bytes:
    return buffered(io.BytesIO(stored), key, of).read()


@given(st.binary(max_size=700), st.integers(1, 200))
def test_what_is_written_is_read(data: bytes, chunk: int) -> None:
    assert read(written(data, chunk=chunk)) == data


@given(st.binary(min_size=1, max_size=500), st.data())
def test_reading_anywhere(data: bytes, draw: st.DataObject) -> None:
    reader = EncryptedReader(io.BytesIO(written(data)), KEY, "a")
    assert reader.size == len(data)
    for _ in range(5):
        at = draw.draw(st.integers(0, len(data)))
        count = draw.draw(st.integers(0, 200))
        reader.seek(at)
        found = io.BufferedReader(reader).read(count)
        assert found == data[at : at + count]
        reader = EncryptedReader(io.BytesIO(written(data)), KEY, "a")


@given(st.data())
def test_a_touched_file_is_refused(draw: st.DataObject) -> None:
    stored = bytearray(written(bytes(range(200))))
    at = draw.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(StreamBrokenError):
        read(bytes(stored))


def test_a_cut_longer_or_reordered_file_is_refused() -> None:
    stored = written(bytes(200))
    step = 64 + _TAG
    first, second = (
        stored[_HEAD : _HEAD + step],
        stored[_HEAD + step : _HEAD + 2 * step],
    )
    swapped = stored[:_HEAD] + second + first + stored[_HEAD + 2 * step :]
    cases = [stored[:length] for length in range(len(stored))]
    cases += [stored + b"x", stored + stored[-step:], swapped]
    cases += [stored[:_HEAD] + stored[_HEAD + step :]]
    for case in cases:
        with pytest.raises(StreamBrokenError):
            read(case)


def test_a_file_is_one_of_its_case_and_kind() -> None:
    stored = written(b"words")
    for wrong in ({"of": "b"}, {"key": b"g" * 32}):
        with pytest.raises(StreamBrokenError):
            read(stored, **wrong)


def test_no_two_files_have_the_same_bytes() -> None:
    assert written(b"words") != written(b"words")
