"""What a token of the staff API may, and why one is refused."""

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


class TokenRefusal(Term):
    """Why a token was refused. For the audit: whoever asked is not told."""

    UNKNOWN = ("unknown", "Not a token", "Pas un jeton")
    REVOKED = ("revoked", "Revoked", "Révoqué")
    EXPIRED = ("expired", "Past its end", "Expiré")
    ACCOUNT = (
        "account",
        "Its account may not",
        "Compte non autorisé",
        "The account is closed, has no role in a case, or lacks its second factor.",
    )
    SCOPE = ("scope", "Reads only", "Lecture seule")
