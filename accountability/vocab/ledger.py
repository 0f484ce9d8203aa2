"""What publishers do to documents after they have published them."""

from accountability.vocab.term import Term


class DocumentChangeKind(Term):
    """What became of a document between two looks at it."""

    REVISED = (
        "revised",
        "Published again with other values",
        "Publié de nouveau avec d'autres valeurs",
        "Other bytes at its address, and what is read from them differs.",
    )
    DISAPPEARED = (
        "disappeared",
        "No longer at its address",
        "N'est plus à son adresse",
        "The publisher's server said so (404 or 410) in more than one run.",
    )
    REAPPEARED = (
        "reappeared",
        "Back at its address",
        "De retour à son adresse",
    )
    UNLISTED = (
        "unlisted",
        "No longer on the publisher's list",
        "N'est plus sur la liste de l'éditeur",
        "More than one whole reading of the lists did not link it any more.",
    )
    LISTED_AGAIN = (
        "listed_again",
        "On the publisher's list again",
        "De nouveau sur la liste de l'éditeur",
    )
    MOVED = (
        "moved",
        "Moved to another address",
        "Déplacé à une autre adresse",
        "The server says so for good (301 or 308), or the same bytes are listed "
        "elsewhere.",
    )


#: What is gone, and the kind of change that ends it.
ENDED_BY: dict[DocumentChangeKind, DocumentChangeKind] = {
    DocumentChangeKind.DISAPPEARED: DocumentChangeKind.REAPPEARED,
    DocumentChangeKind.UNLISTED: DocumentChangeKind.LISTED_AGAIN,
}


class ItemKind(Term):
    """What is read from a document."""

    FIGURE = ("figure", "Figure", "Chiffre")
    ALLEGATION = ("allegation", "Allegation", "Allégation")
    MATTER = ("matter", "Complaint or other matter", "Plainte ou autre affaire")
    PROCEEDING = (
        "proceeding",
        "Numbered matter of the body",
        "Affaire numérotée de l'organisme",
    )


class ItemChange(Term):
    """What became of it between two versions of the document."""

    CHANGED = ("changed", "Changed", "Modifié")
    APPEARED = ("appeared", "Appeared", "Apparu")
    GONE = ("gone", "Gone", "Disparu")


class Dismissal(Term):
    """Why a proposed entry of the ledger is not one."""

    OUR_READING = (
        "our_reading",
        "The document says the same: our reading differs",
        "Le document dit la même chose : c'est notre lecture qui diffère",
    )
    UPKEEP = (
        "upkeep",
        "Upkeep of the site that takes nothing from the reader",
        "Entretien du site, qui n'enlève rien au lecteur",
    )
    OUTAGE = (
        "outage",
        "The whole site was ill",
        "Tout le site était en panne",
    )
    EXPECTED = (
        "expected",
        "Said beforehand to be replaced or taken away",
        "Remplacement ou retrait annoncé d'avance",
    )
    OTHER = ("other", "Another reason (say which)", "Autre raison (précisez)")
