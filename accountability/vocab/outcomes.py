"""What was concluded on an allegation, and how the bodies' words compare."""

from accountability.vocab.term import Term


class OutcomeGroup(Term):
    """Outcomes common to all bodies; each disposition belongs to one group."""

    SUBSTANTIATED = (
        "substantiated",
        "Substantiated",
        "Fondée",
        "The conduct was found to be misconduct (also: sustained, upheld).",
    )
    NOT_SUBSTANTIATED = (
        "not_substantiated",
        "Not substantiated",
        "Non fondée",
        "Not proven either way or not misconduct, in the body's own words. "
        "British Columbia's word is wider than the U.S. one.",
    )
    UNFOUNDED = (
        "unfounded",
        "Unfounded",
        "Sans fondement",
        "Found not to have happened, or not to involve this member.",
    )
    EXONERATED = (
        "exonerated",
        "Exonerated",
        "Conduite justifiée",
        "It happened and was found lawful and proper.",
    )
    RESOLVED_INFORMALLY = (
        "resolved_informally",
        "Resolved informally",
        "Réglée à l'amiable",
        "Mediation, complaint resolution or negotiated settlement.",
    )
    WITHDRAWN = (
        "withdrawn",
        "Withdrawn",
        "Retirée",
        "The complainant withdrew it.",
    )
    CLOSED_WITHOUT_FINDING = (
        "closed_without_finding",
        "Closed without a finding",
        "Fermée sans conclusion",
        "Discontinued, screened out or closed before a finding.",
    )
    LEFT_BEFORE_FINDING = (
        "left_before_finding",
        "Officer left before a finding",
        "Départ du membre avant toute conclusion",
        "The officer resigned or retired under investigation.",
    )
    PENDING = (
        "pending",
        "Pending",
        "En cours",
        "Not concluded when the source was published.",
    )
    UNKNOWN = (
        "unknown",
        "Not stated",
        "Non précisé",
        "The source states no outcome.",
    )
    UNASSIGNED = (
        "unassigned",
        "Not mapped",
        "Non classé",
        "The source states an outcome that our crosswalk does not cover.",
    )


class Disposition(Term):
    """The conclusion on one allegation, as finely as the bodies put it."""

    SUBSTANTIATED = ("substantiated", "Substantiated", "Fondée")
    UNSUBSTANTIATED = (
        "unsubstantiated",
        "Unsubstantiated",
        "Non fondée",
        "OPCC word; wider than the U.S. 'not sustained', because it also covers "
        "what others call unfounded and exonerated.",
    )
    NOT_SUSTAINED = (
        "not_sustained",
        "Not sustained",
        "Non retenue",
        "U.S. word: could not be proven either way.",
    )
    UNFOUNDED = ("unfounded", "Unfounded", "Sans fondement")
    EXONERATED = ("exonerated", "Exonerated", "Conduite justifiée")
    INFORMALLY_RESOLVED = (
        "informally_resolved",
        "Informally resolved",
        "Réglée à l'amiable",
    )
    MEDIATED = ("mediated", "Mediated", "Médiation")
    NEGOTIATED_SETTLEMENT = (
        "negotiated_settlement",
        "Negotiated settlement",
        "Règlement négocié",
    )
    WITHDRAWN = ("withdrawn", "Withdrawn", "Retirée")
    DISCONTINUED = ("discontinued", "Discontinued", "Abandonnée")
    NO_FORMAL_INVESTIGATION = (
        "no_formal_investigation",
        "No formal investigation merited",
        "Enquête officielle non justifiée",
        "New Orleans prints NFIM.",
    )
    LEFT_UNDER_INVESTIGATION = (
        "left_under_investigation",
        "Resigned or retired under investigation",
        "Départ pendant l'enquête",
    )
    PENDING = ("pending", "Pending", "En cours")
    UNKNOWN = ("unknown", "Not stated", "Non précisé")
    UNASSIGNED = ("unassigned", "Not mapped", "Non classé")


class FindingStage(Term):
    """Whose conclusion a finding is."""

    RECOMMENDED = ("recommended", "Recommended", "Recommandée")
    FINAL = ("final", "Final", "Définitive")


_GROUPS = {
    Disposition.SUBSTANTIATED: OutcomeGroup.SUBSTANTIATED,
    Disposition.UNSUBSTANTIATED: OutcomeGroup.NOT_SUBSTANTIATED,
    Disposition.NOT_SUSTAINED: OutcomeGroup.NOT_SUBSTANTIATED,
    Disposition.UNFOUNDED: OutcomeGroup.UNFOUNDED,
    Disposition.EXONERATED: OutcomeGroup.EXONERATED,
    Disposition.INFORMALLY_RESOLVED: OutcomeGroup.RESOLVED_INFORMALLY,
    Disposition.MEDIATED: OutcomeGroup.RESOLVED_INFORMALLY,
    Disposition.NEGOTIATED_SETTLEMENT: OutcomeGroup.RESOLVED_INFORMALLY,
    Disposition.WITHDRAWN: OutcomeGroup.WITHDRAWN,
    Disposition.DISCONTINUED: OutcomeGroup.CLOSED_WITHOUT_FINDING,
    Disposition.NO_FORMAL_INVESTIGATION: OutcomeGroup.CLOSED_WITHOUT_FINDING,
    Disposition.LEFT_UNDER_INVESTIGATION: OutcomeGroup.LEFT_BEFORE_FINDING,
    Disposition.PENDING: OutcomeGroup.PENDING,
    Disposition.UNKNOWN: OutcomeGroup.UNKNOWN,
    Disposition.UNASSIGNED: OutcomeGroup.UNASSIGNED,
}

#: Pairs whose words look alike and mean different things (DOMAIN.md, "Other bodies").
_NOT_COMPARABLE = frozenset(
    {frozenset({Disposition.UNSUBSTANTIATED, Disposition.NOT_SUSTAINED})}
)


def outcome_group(disposition: Disposition) -> OutcomeGroup:
    """Return the common outcome group that a disposition belongs to."""
    return _GROUPS[disposition]


def comparable(one: Disposition, other: Disposition) -> bool:
    """Say whether counts of two dispositions may be set side by side."""
    return frozenset({one, other}) not in _NOT_COMPARABLE
