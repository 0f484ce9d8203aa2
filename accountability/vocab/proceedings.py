"""Numbered matters that an oversight body takes up, and what it decided."""

from accountability.vocab.term import Term


class ProceedingKind(Term):
    """What the body does in the matter."""

    INDEPENDENT_INVESTIGATION = (
        "independent_investigation",
        "Independent investigation",
        "Enquête indépendante",
        "Of a death or serious harm, on the criminal side, by a body outside the "
        "police. It follows from what happened, not from a complaint.",
    )
    ORDERED_INVESTIGATION = (
        "ordered_investigation",
        "Ordered investigation",
        "Enquête ordonnée",
        "Ordered by the oversight body, with or without a complaint.",
    )
    SECTION_117_REVIEW = (
        "section_117_review",
        "Section 117 review",
        "Révision (article 117)",
        "A retired judge looks again at a decision that there was no misconduct.",
    )
    REVIEW_ON_THE_RECORD = (
        "review_on_the_record",
        "Review on the record",
        "Révision sur dossier",
        "A retired judge reviews discipline from the papers (s.141).",
    )
    PUBLIC_HEARING = (
        "public_hearing",
        "Public hearing",
        "Audience publique",
        "A retired judge hears the matter in public (s.143).",
    )
    COMPLAINT_REVIEW = (
        "complaint_review",
        "Review of a complaint",
        "Examen d'une plainte",
        "The body reviews how the police dealt with a complaint.",
    )
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")


class ProceedingOutcome(Term):
    """How a proceeding ended. Criminal law and discipline are never compared."""

    NO_GROUNDS = (
        "no_grounds",
        "No reasonable grounds for a charge",
        "Aucun motif raisonnable de porter des accusations",
        "The investigating body's own decision, by the test of criminal law.",
    )
    CHARGES_LAID = ("charges_laid", "Charges laid", "Accusations portées")
    REFERRED_TO_CROWN = (
        "referred_to_crown",
        "Sent to the Crown",
        "Transmise à la Couronne",
        "The Crown had not decided when the source was published.",
    )
    NO_CHARGE_APPROVED = (
        "no_charge_approved",
        "No charge approved by the Crown",
        "Aucune accusation approuvée par la Couronne",
    )
    CHARGES_APPROVED = (
        "charges_approved",
        "Charges approved by the Crown",
        "Accusations approuvées par la Couronne",
    )
    TERMINATED = (
        "terminated",
        "Ended without a decision",
        "Terminée sans décision",
        "Outside the mandate, or nothing further to investigate.",
    )
    MISCONDUCT_PROVEN = ("misconduct_proven", "Misconduct proven", "Inconduite prouvée")
    MISCONDUCT_NOT_PROVEN = (
        "misconduct_not_proven",
        "Misconduct not proven",
        "Inconduite non prouvée",
    )
    CANCELLED = ("cancelled", "Cancelled", "Annulée")
    PENDING = ("pending", "Pending", "En cours")
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")
