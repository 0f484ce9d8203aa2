"""Why a case is not counted in public figures (PRIVACY.md A4, eligibility)."""

from accountability.vocab.term import Term


class NotCounted(Term):
    """What keeps a case out of the next figures."""

    DRAFT = (
        "draft",
        "It is a draft: only cases that are with the team are counted.",
        "C'est un brouillon : seuls les dossiers confiés à l'équipe sont comptés.",
    )
    MERGED = (
        "merged",
        "It is merged into another case: the same matter is counted once.",
        "Il est fusionné avec un autre : une même affaire est comptée une fois.",
    )
    NO_CONSENT = (
        "no_consent",
        "Nobody said yes to being counted, or the yes was taken back or has ended.",
        "Personne n'a accepté d'être compté, ou l'accord a été retiré ou a expiré.",
    )
