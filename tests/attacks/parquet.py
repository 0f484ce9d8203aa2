"""The footer of a Parquet file, read by hand: rows, statistics, notes of the writer.

Enough of Thrift's compact protocol to walk the structure; fields keep their numbers
(parquet-format, ``parquet.thrift``: FileMetaData, RowGroup, ColumnChunk, Statistics).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan
from struct import unpack
from typing import Any

_MAGIC = b"PAR1"
_STOP, _TRUE, _FALSE, _BYTE = 0, 1, 2, 3
_INTEGERS = (4, 5, 6)
_DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 7, 8, 9, 10, 12
#: Physical types of columns: INT32 and INT64; DOUBLE.
_WHOLE, _REAL = (1, 2), 5


class NotParquetError(ValueError):
    """Bytes that are no Parquet file, or use what this reader does not know."""


@dataclass(frozen=True)
class ColumnStatistics:
    """What the footer tells of one column in one row group, without reading it."""

    column: str
    values: int
    nulls: int | None
    bounds: tuple[float, ...]


class _Compact:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _varint(self) -> int:
        shift = value = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _bytes(self, length: int) -> bytes:
        self._at += length
        return self._data[self._at - length : self._at]

    def value(self, kind: int) -> Any:
        """Read one value of a compact type."""
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in _INTEGERS:
            return self._zigzag()
        if kind == _DOUBLE:
            return self._bytes(8)
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind in (_LIST, _SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            return [self.value(head & 0x0F) for _ in range(size)]
        if kind == _STRUCT:
            return self.struct()
        raise NotParquetError(f"type {kind} is not known")

    def struct(self) -> dict[int, Any]:
        """Read a structure as field number -> value."""
        found: dict[int, Any] = {}
        number = 0
        while (head := self._byte()) != _STOP:
            step, kind = head >> 4, head & 0x0F
            number = number + step if step else self._zigzag()
            found[number] = self.value(kind)
        return found


def footer(data: bytes) -> dict[int, Any]:
    """Return FileMetaData by field number; NotParquetError for other bytes."""
    if data[:4] != _MAGIC or data[-4:] != _MAGIC:
        raise NotParquetError("no Parquet magic at both ends")
    length = int.from_bytes(data[-8:-4], "little")
    try:
        return _Compact(data[-8 - length : -8]).struct()
    except IndexError as wrong:
        raise NotParquetError("the footer ends too early") from wrong


def statistics(data: bytes) -> Iterator[ColumnStatistics]:
    """Yield the statistics of every column chunk."""
    for group in footer(data)[4]:
        for chunk in group[1]:
            about = chunk[3]
            told = about.get(12, {})
            bounds = (told.get(number) for number in (1, 2, 5, 6))
            yield ColumnStatistics(
                ".".join(part.decode() for part in about[3]),
                about[5],
                told.get(3),
                tuple(_number(about[1], bound) for bound in bounds if bound),
            )


def _number(kind: int, bound: bytes) -> float:
    """Read a bound; texts and other kinds are no number."""
    if kind in _WHOLE:
        return float(int.from_bytes(bound, "little", signed=True))
    return float(unpack("<d", bound)[0]) if kind == _REAL else nan


def notes(data: bytes) -> dict[str, str]:
    """Return the writer's key-value notes."""
    return {
        pair[1].decode(): pair.get(2, b"").decode("utf-8", "replace")
        for pair in footer(data).get(5, [])
    }
