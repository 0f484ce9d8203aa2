"""Video and sound (MP4, M4A): copied as they are, their notes overwritten. Pure.

An MP4 file is boxes in boxes (ISO/IEC 14496-12). Those that say where, when and with
what it was made become empty ones of the same size, so that nothing else moves; so do
tracks that are neither picture nor sound (a phone's position, second by second), with
their samples. Not touched: notes inside the picture stream itself.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import Refusal

#: The table of contents is held in memory; a longer one is refused.
_MOST_CONTENTS = 128 * 1024 * 1024
_PART = 1024 * 1024
_KEPT_ON_TOP = {b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra"}
_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex"}
_KEPT_INSIDE = _HOLDERS | {
    *(b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"nmhd", b"elst", b"dref"),
    *(b"stsd", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64"),
    *(b"sgpd", b"sbgp", b"sdtp", b"cslg", b"trex", b"mehd", b"stsh", b"stdp", b"subs"),
}
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
_PLAYED = {b"vide", b"soun"}


class Sink(Protocol):
    """What is written to."""

    def write(self, data: bytes, /) -> object:
        """Take more."""
        ...


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def clean_recording(source: BinaryIO, sink: Sink) -> None:
    """Copy ``source`` to ``sink`` without its notes, part by part.

    Raises NotTakenError for a file whose boxes do not fit into each other.
    """
    size = source.seek(0, io.SEEK_END)
    boxes = list(_on_top(source, size))
    kinds = [box.kind for box in boxes]
    if kinds.count(b"moov") != 1 or b"mdat" not in kinds:
        raise NotTakenError(Refusal.UNREADABLE)
    contents, silenced = _contents(source, next(b for b in boxes if b.kind == b"moov"))
    for box in boxes:
        source.seek(box.start)
        if box.kind == b"moov":
            sink.write(contents)
        elif box.kind in _KEPT_ON_TOP:
            _copy(source, sink, box.start, box.end, silenced)
        else:
            head = bytearray(source.read(box.body - box.start))
            head[4:8] = b"free"
            sink.write(bytes(head))
            for at in range(box.body, box.end, _PART):
                sink.write(bytes(min(_PART, box.end - at)))


def _on_top(source: BinaryIO, size: int) -> Iterator[_Box]:
    at = 0
    while at < size:
        source.seek(at)
        box = _box(source.read(16), 0, size - at)
        yield _Box(box.kind, at, at + box.body, at + box.end)
        at += box.end


def _box(data: bytes | bytearray, at: int, upto: int) -> _Box:
    """Return the box that begins at ``at`` and must end by ``upto``."""
    if upto - at < 8:
        raise NotTakenError(Refusal.UNREADABLE)
    length, kind = struct.unpack_from(">I4s", data, at)
    head = 8
    if length == 1:
        if upto - at < 16:
            raise NotTakenError(Refusal.UNREADABLE)
        (length,) = struct.unpack_from(">Q", data, at + 8)
        head = 16
    elif length == 0:
        length = upto - at
    if length < head or at + length > upto:
        raise NotTakenError(Refusal.UNREADABLE)
    return _Box(kind, at, at + head, at + length)


def _inside(data: bytearray, box: _Box) -> Iterator[_Box]:
    at = box.body
    while at < box.end:
        found = _box(data, at, box.end)
        yield found
        at = found.end


def _contents(source: BinaryIO, moov: _Box) -> tuple[bytes, list[tuple[int, int]]]:
    """Return the cleaned table of contents and the ranges of samples to silence."""
    if moov.end - moov.start > _MOST_CONTENTS:
        raise NotTakenError(Refusal.TOO_LARGE)
    source.seek(moov.start)
    data = bytearray(source.read(moov.end - moov.start))
    silenced: list[tuple[int, int]] = []
    try:
        _clean(data, _box(data, 0, len(data)), silenced)
    except (struct.error, IndexError):
        raise NotTakenError(Refusal.UNREADABLE) from None
    return bytes(data), sorted(silenced)


def _clean(data: bytearray, box: _Box, silenced: list[tuple[int, int]]) -> None:
    for found in _inside(data, box):
        if found.kind == b"trak" and not _is_played(data, found):
            silenced.extend(_samples(data, found))
            _empty(data, found)
        elif found.kind not in _KEPT_INSIDE:
            _empty(data, found)
        elif found.kind in _HOLDERS:
            _clean(data, found, silenced)
        elif found.kind in _DATED:
            wide = data[found.body] == 1
            data[found.body + 4 : found.body + (20 if wide else 12)] = bytes(
                16 if wide else 8
            )
        elif found.kind == b"hdlr":
            # The name of the handler is the maker's.
            data[found.body + 24 : found.end] = bytes(found.end - found.body - 24)


def _empty(data: bytearray, box: _Box) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    data[box.body : box.end] = bytes(box.end - box.body)


def _find(data: bytearray, box: _Box, *path: bytes) -> _Box | None:
    for found in _inside(data, box):
        if found.kind == path[0]:
            return _find(data, found, *path[1:]) if len(path) > 1 else found
    return None


def _is_played(data: bytearray, trak: _Box) -> bool:
    handler = _find(data, trak, b"mdia", b"hdlr")
    return (
        handler is not None
        and bytes(data[handler.body + 8 : handler.body + 12]) in _PLAYED
    )


def _samples(data: bytearray, trak: _Box) -> Iterator[tuple[int, int]]:
    """Yield where the samples of a track stand in the file."""
    table = _find(data, trak, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    sizes, chunks = _find(data, table, b"stsz"), _find(data, table, b"stsc")
    places = _find(data, table, b"stco") or _find(data, table, b"co64")
    if sizes is None or chunks is None or places is None:
        return
    same, count = struct.unpack_from(">II", data, sizes.body + 4)
    form = ">Q" if places.kind == b"co64" else ">I"
    step = struct.calcsize(form)
    (many,) = struct.unpack_from(">I", data, places.body + 4)
    (runs,) = struct.unpack_from(">I", data, chunks.body + 4)
    per_chunk = [
        struct.unpack_from(">II", data, chunks.body + 8 + 12 * n) for n in range(runs)
    ]
    sample, run = 0, 0
    for number in range(1, many + 1):
        while run + 1 < runs and per_chunk[run + 1][0] <= number:
            run += 1
        (start,) = struct.unpack_from(form, data, places.body + 8 + step * (number - 1))
        length = 0
        for _ in range(per_chunk[run][1] if runs else 0):
            if sample >= count:
                break
            length += (
                same or struct.unpack_from(">I", data, sizes.body + 12 + 4 * sample)[0]
            )
            sample += 1
        yield start, start + length


def _copy(
    source: BinaryIO,
    sink: Sink,
    start: int,
    end: int,
    silenced: list[tuple[int, int]],
) -> None:
    at = start
    while at < end:
        part = bytearray(source.read(min(_PART, end - at)))
        if not part:
            raise NotTakenError(Refusal.UNREADABLE)
        for first, last in silenced:
            if last > at and first < at + len(part):
                low, high = max(first - at, 0), min(last - at, len(part))
                part[low:high] = bytes(high - low)
        sink.write(bytes(part))
        at += len(part)
