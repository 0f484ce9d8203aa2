"""What a token of the staff API may."""

from accountability.vocab.term import Term


class TokenScope(Term):
    """A scope narrows what its person may; it never widens it."""

    READ = (
        "read",
        "Read cases",
        "Lire les dossiers",
        "Sees what you see. Changes nothing.",
    )
    WRITE = (
        "write",
        "Read and enter cases",
        "Lire et saisir des dossiers",
        "Enters and changes what you may. Erases, exports and holds nothing.",
    )
