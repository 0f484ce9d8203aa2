"""Terms of the community record: where a case stands, who is in it, consent."""

from accountability.vocab.term import Term


class CaseStatus(Term):
    """Where an organisation's work on a case stands."""

    DRAFT = (
        "draft",
        "Draft",
        "Brouillon",
        "Being entered. Kept for seven days after the last change.",
    )
    OPEN = ("open", "Open", "Ouvert", "The organisation works on it.")
    CLOSED = (
        "closed",
        "Closed",
        "Fermé",
        "The work is done. The clock of its class runs until it is erased.",
    )


class PersonRole(Term):
    """The part of a person in a case. One person may stand in a case once a part."""

    COMPLAINANT = (
        "complainant",
        "Complainant",
        "Plaignante ou plaignant",
        "Whoever complains. A third party may.",
    )
    AFFECTED = (
        "affected",
        "Affected person",
        "Personne touchée",
        "Whoever the conduct was done to.",
    )
    WITNESS = ("witness", "Witness", "Témoin", "Whoever saw or heard it.")
    RESPONDENT = (
        "respondent",
        "Respondent (police)",
        "Membre visé",
        "A member of a police department whose conduct it is. May be unidentified.",
    )


class ConsentPurpose(Term):
    """What a person may agree to, each by itself."""

    KEEP = (
        "keep",
        "Keep the case",
        "Conserver le dossier",
        "The organisation keeps the case.",
    )
    STATISTICS = (
        "statistics",
        "Count in statistics",
        "Compter dans les statistiques",
        "Counted in protected statistics. Taken back, it is left out of the next "
        "edition of its years; what was published stays.",
    )
    QUOTE = ("quote", "Quote", "Citer", "Words may be quoted without a name.")
    REFER = (
        "refer",
        "Refer to an oversight body",
        "Transmettre à un organisme de surveillance",
        "Handed to the body that investigates, which learns the name.",
    )
    SHARE = (
        "share",
        "Share with a named partner",
        "Communiquer à un partenaire nommé",
        "Handed to one named partner and nobody else.",
    )
