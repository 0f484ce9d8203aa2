"""Code books: a publisher's table of what its codes are called, looked up by others.

A row of a book is no fact about anybody and no proposal of its own. What it says stands
in the proposals of the table that prints the code, and is decided there (ADR 0020).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from accountability.sources.formats.row_files import RowFile

#: Between a parser's version and the book it looked into, in a reading's provenance.
_WITH = " + codes "
#: Hexadecimal digits of the book's sha256 there: what a version has room for.
_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Code:
    """What a book says of a code: its published name, and the group it is filed in."""

    name: str
    group: str


@dataclass(frozen=True)
class CodeBook:
    """One version of a book. ``sha256`` is of its bytes, keys are codes, folded."""

    sha256: str
    codes: Mapping[str, Code]

    def named(self, printed: str) -> Code | None:
        """Return what a code as printed stands for; None if the book lacks it."""
        return self.codes.get(folded_code(printed))


def folded_code(printed: str) -> str:
    """Fold what spreadsheets do to a code: its case and the spaces around it."""
    return printed.strip().upper()


def read_book(content: bytes, where: str, headings: tuple[str, str, str]) -> CodeBook:
    """Read a book from its columns of codes, names and groups; raises SourceError.

    Rows that ``refused_rows`` names are no part of it. Held whole: a book has hundreds
    of rows.
    """
    codes: dict[str, Code] = {}
    twice: set[str] = set()
    for line in RowFile(content, where).rows(headings):
        if line.whole and (code := folded_code(line.cells[0])):
            name, group = (" ".join(cell.split()) for cell in line.cells[1:])
            said = Code(name, group)
            if codes.setdefault(code, said) != said:
                twice.add(code)
    # Of two names for one code, which is meant nobody can say.
    kept = {code: said for code, said in codes.items() if code not in twice}
    named = {code: said for code, said in kept.items() if said.name}
    return CodeBook(hashlib.sha256(content).hexdigest(), named)


def version_with_book(version: str, book: CodeBook | None) -> str:
    """Return a parser's version with the book that it looked into, if it did."""
    return f"{version}{_WITH}{book.sha256[:_DIGITS]}" if book else version


def version_alone(version: str) -> str:
    """Return the parser's own part of what ``version_with_book`` returned."""
    return version.partition(_WITH)[0]
