"""What a body recommends, and what those it is addressed to make of it."""

from accountability.vocab.term import Term


class ResponseStatus(Term):
    """What is known of the answer to a recommendation.

    An answer that we do not know of is no refusal: the two are never one code.
    """

    ACCEPTED = (
        "accepted",
        "Accepted",
        "Acceptée",
        "It will be followed; whether it was is not told.",
    )
    ACCEPTED_IN_PART = (
        "accepted_in_part",
        "Accepted in part",
        "Acceptée en partie",
    )
    ENDORSED = (
        "endorsed",
        "Endorsed",
        "Appuyée",
        "Called right; who says so has not said that they will carry it out.",
    )
    UNDER_CONSIDERATION = (
        "under_consideration",
        "Under consideration",
        "À l'étude",
    )
    REJECTED = ("rejected", "Rejected", "Rejetée", "An answer that says no.")
    IMPLEMENTED = ("implemented", "Carried out", "Mise en œuvre")
    IMPLEMENTED_IN_PART = (
        "implemented_in_part",
        "Carried out in part",
        "Mise en œuvre en partie",
    )
    NOT_IMPLEMENTED = (
        "not_implemented",
        "Not carried out",
        "Non mise en œuvre",
        "A source says that it was not; the absence of news says nothing.",
    )
    NONE_KNOWN = (
        "none_known",
        "No response known to us",
        "Aucune réponse à notre connaissance",
        "We hold no answer. It is not a refusal: one may exist that we have not read.",
    )
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")


class ResponderRole(Term):
    """Whether who answers is who was asked."""

    ADDRESSEE = (
        "addressee",
        "The addressee",
        "Le destinataire",
        "It was recommended to whoever answers, and to nobody else.",
    )
    ONE_OF_SEVERAL = (
        "one_of_several",
        "One of several addressees",
        "L'un des destinataires",
        "The others may have answered otherwise, or not at all.",
    )
    OTHER = (
        "other",
        "Somebody else",
        "Un tiers",
        "It was recommended to others, whose answer this is not.",
    )
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")
