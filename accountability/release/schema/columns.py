"""What a table of a release is: its columns, their types and what they mean."""

from dataclasses import dataclass
from enum import StrEnum

from accountability.vocab import Term

#: In place of a code: over every code, over every cohort.
ALL = "all"


class Kind(StrEnum):
    """Column types, named as the Frictionless Table Schema names them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    """One column: its type, whether it may be empty, its codes, what it means.

    ``required`` false means that the value may be absent (null); ``blank`` that a
    text may be empty. ``words`` marks the source's own words, in which a comma is
    part of the text. ``many`` is the vocabulary of a text that holds several codes
    separated by spaces. ``volatile`` values change without the content changing
    (when a document was last seen), so they are no change between two releases.
    """

    name: str
    kind: Kind
    description: str
    required: bool = True
    vocabulary: type[Term] | None = None
    blank: bool = False
    words: bool = False
    many: type[Term] | None = None
    volatile: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether a row may leave this column null or blank."""
        return self.blank or not self.required


@dataclass(frozen=True)
class Table:
    """One table of the bundle."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    order_by: tuple[str, ...]

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


S, I, N, D, T, B = (  # noqa: E741  (one letter a type keeps the table readable)
    Kind.STRING,
    Kind.INTEGER,
    Kind.NUMBER,
    Kind.DATE,
    Kind.DATETIME,
    Kind.BOOLEAN,
)

PROVENANCE = (
    Column("document", S, "The document it was read from (documents.document)."),
    Column("sha256", S, "SHA-256 of the very bytes it was read from."),
    Column("retrieved_at", T, "When those bytes were fetched, UTC."),
    Column("page", I, "PDF page, counted from 1.", required=False),
    Column("box_x0", N, "Left of the figure, points from the page's left.", False),
    Column("box_top", N, "Top of the figure, points from the page's top.", False),
    Column("box_x1", N, "Right of the figure, points from the page's left.", False),
    Column("box_bottom", N, "Bottom of the figure, points from the page's top.", False),
    Column("row", I, "Row of a dataset; the headings are row 1.", required=False),
    Column("xpath", S, "Place in an HTML document.", required=False),
    Column(
        "parser_version",
        S,
        "Version of the parser, and of the OCR that read its page, if one did.",
    ),
)
