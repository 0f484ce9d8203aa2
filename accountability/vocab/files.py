"""Kinds of file a body opens, and the ways through it."""

from accountability.vocab.term import Term


class FileType(Term):
    """Types of file of the OPCC; other bodies' files are UNASSIGNED."""

    REGISTERED_COMPLAINT = (
        "registered_complaint",
        "Registered complaint",
        "Plainte enregistrée",
    )
    SERVICE_OR_POLICY = (
        "service_or_policy",
        "Service or policy complaint",
        "Plainte relative au service ou aux politiques",
    )
    ORDERED_BY_REQUEST = (
        "ordered_by_request",
        "Ordered investigation (requested by the department)",
        "Enquête ordonnée (à la demande du service)",
    )
    ORDERED_BY_COMMISSIONER = (
        "ordered_by_commissioner",
        "Ordered investigation (initiated by the Commissioner)",
        "Enquête ordonnée (à l'initiative du commissaire)",
    )
    ORDERED = (
        "ordered",
        "Ordered investigation",
        "Enquête ordonnée",
        "Ordered; the source does not say at whose request.",
    )
    MANDATORY_EXTERNAL = (
        "mandatory_external",
        "Mandatory external investigation",
        "Enquête externe obligatoire",
    )
    QUESTION_OR_CONCERN = (
        "question_or_concern",
        "Question or concern",
        "Question ou préoccupation",
    )
    MONITOR = ("monitor", "Monitor file", "Dossier de suivi")
    INTERNAL_DISCIPLINE = (
        "internal_discipline",
        "Internal discipline",
        "Discipline interne",
    )
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")


class Admissibility(Term):
    """Admissibility decisions, Police Act s.82."""

    ADMISSIBLE = ("admissible", "Admissible", "Recevable")
    NO_MISCONDUCT_ALLEGED = (
        "no_misconduct_alleged",
        "Inadmissible: no misconduct alleged",
        "Irrecevable : aucune inconduite alléguée",
    )
    OUTSIDE_ONE_YEAR = (
        "outside_one_year",
        "Inadmissible: outside one year",
        "Irrecevable : hors du délai d'un an",
    )
    FRIVOLOUS_OR_VEXATIOUS = (
        "frivolous_or_vexatious",
        "Inadmissible: frivolous or vexatious",
        "Irrecevable : frivole ou vexatoire",
    )
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")


class Adjudication(Term):
    """Adjudications by a retired judge, Police Act Part 11."""

    SECTION_117_REVIEW = (
        "section_117_review",
        "Section 117 review",
        "Révision (article 117)",
    )
    REVIEW_ON_THE_RECORD = (
        "review_on_the_record",
        "Review on the record",
        "Révision sur dossier",
    )
    PUBLIC_HEARING = ("public_hearing", "Public hearing", "Audience publique")
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")


class Route(Term):
    """Who set the matter in motion."""

    PUBLIC = ("public", "A member of the public", "Une personne du public")
    INTERNAL = ("internal", "The department itself", "Le service lui-même")
    ORDERED = ("ordered", "Ordered by the body", "Ordonnée par l'organisme")
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")
