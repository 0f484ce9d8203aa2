"""Cells of a worksheet that hold a spreadsheet's error, such as "#VALUE!". Pure.

The reader of workbooks gives such a cell as an empty one. A value that could not be
worked out is not a value that is not there, so they are looked up in the sheet's XML
(ECMA-376 part 1, 18.3.1.4: ``t="e"``).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from posixpath import join, normpath
from typing import IO

_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']"
    rb"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]{1,20})</",
    re.DOTALL,
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
_PART = 4 * 1024 * 1024

Errors = dict[int, list[tuple[int, str]]]


def error_cells(data: bytes, sheet: str) -> Errors:
    """Return row number -> (column from 0, what stands there) of a sheet's errors.

    Raises KeyError when the workbook's directory does not lead to the sheet, and
    BadZipFile.
    """
    found: Errors = {}
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        part = _part_of(packed, sheet)
        if not part:
            return found
        with packed.open(part) as xml:
            for column, row, words in _found_in(xml):
                found.setdefault(row, []).append((column, words))
    return found


def _found_in(xml: IO[bytes]) -> Iterator[tuple[int, int, str]]:
    held = b""
    while read := xml.read(_PART):
        held += read
        # A row that is not whole yet waits for the next part.
        cut = max(held.rfind(b"<row"), held.rfind(b":row "), 0)
        yield from _errors(held[:cut])
        held = held[cut:]
    yield from _errors(held)


def _errors(xml: bytes) -> Iterator[tuple[int, int, str]]:
    if b't="e"' not in xml and b"t='e'" not in xml:
        return
    for cell in _ERROR.finditer(xml):
        yield (
            _column(cell[1].decode()),
            int(cell[2]),
            cell[3].decode("utf-8", "replace"),
        )


def _part_of(packed: zipfile.ZipFile, sheet: str) -> str:
    """Return where in the package a sheet lies; empty for what is no worksheet."""
    book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in map(_attributes, _RELATION.findall(relations))
    }
    for one in map(_attributes, _SHEET.findall(book)):
        if unescape(one.get("name", "")) != sheet:
            continue
        relation = next((v for k, v in one.items() if k.endswith(":id")), "")
        target = targets[relation]
        part = target.lstrip("/") if target.startswith("/") else join("xl", target)
        return normpath(part) if normpath(part) in packed.namelist() else ""
    return ""


def _attributes(tag: str) -> dict[str, str]:
    return {name: one or other for name, one, other in _ATTRIBUTE.findall(tag)}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
