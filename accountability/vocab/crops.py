"""How much of a page a public crop shows."""

from accountability.vocab.term import Term


class CropShape(Term):
    """What is cut out of a page for the public, at most one line of it."""

    FIGURE = (
        "figure",
        "The figure alone",
        "Le chiffre seul",
        "The box of the figure with a small margin.",
    )
    ROW = (
        "row",
        "The figure in its row",
        "Le chiffre dans sa ligne",
        "The line of the table that the figure stands in; the figure is framed.",
    )
