"""Terms of the protected figures about community cases (PRIVACY.md, section A)."""

from accountability.vocab.cases import NotReportedBecause
from accountability.vocab.term import Term


class CommunityDimension(Term):
    """What protected figures are broken down by. One dimension, one code a case."""

    YEAR = ("year", "Year received", "Année de réception")
    DEPARTMENT = ("department", "Department", "Service de police")
    ALLEGATION_CLASS = (
        "allegation_class",
        "Class of the main allegation",
        "Catégorie de l'allégation principale",
    )
    OUTCOME = ("outcome", "Outcome", "Issue")
    REPORTING = (
        "reporting",
        "Reported to an official body, or why not",
        "Signalé à un organisme officiel, ou pourquoi non",
        "One code a case: reported, or the one reason counted for not reporting.",
    )
    GROUP = (
        "group",
        "Group that the person belongs to",
        "Groupe auquel la personne appartient",
        "Only where an organisation asks for it and its written plan says so.",
    )


class Reporting(Term):
    """Whether a community case was reported officially; if not, the counted reason.

    The codes of the reasons are those of ``NotReportedBecause``, so that a figure and
    a case say the same word.
    """

    REPORTED = (
        "reported",
        "Reported to an official body",
        "Signalé à un organisme officiel",
    )
    FEAR_OF_RETALIATION = (
        NotReportedBecause.FEAR_OF_RETALIATION.value,
        NotReportedBecause.FEAR_OF_RETALIATION.english,
        NotReportedBecause.FEAR_OF_RETALIATION.french,
    )
    DISTRUST = (
        NotReportedBecause.DISTRUST.value,
        NotReportedBecause.DISTRUST.english,
        NotReportedBecause.DISTRUST.french,
    )
    STIGMA = (
        NotReportedBecause.STIGMA.value,
        NotReportedBecause.STIGMA.english,
        NotReportedBecause.STIGMA.french,
    )
    EXPOSURE = (
        NotReportedBecause.EXPOSURE.value,
        NotReportedBecause.EXPOSURE.english,
        NotReportedBecause.EXPOSURE.french,
    )
    LEGAL_RISK = (
        NotReportedBecause.LEGAL_RISK.value,
        NotReportedBecause.LEGAL_RISK.english,
        NotReportedBecause.LEGAL_RISK.french,
    )
    EARLIER_EXPERIENCE = (
        NotReportedBecause.EARLIER_EXPERIENCE.value,
        NotReportedBecause.EARLIER_EXPERIENCE.english,
        NotReportedBecause.EARLIER_EXPERIENCE.french,
    )
    NOT_KNOWN_HOW = (
        NotReportedBecause.NOT_KNOWN_HOW.value,
        NotReportedBecause.NOT_KNOWN_HOW.english,
        NotReportedBecause.NOT_KNOWN_HOW.french,
    )
    TOO_HARD = (
        NotReportedBecause.TOO_HARD.value,
        NotReportedBecause.TOO_HARD.english,
        NotReportedBecause.TOO_HARD.french,
    )
    TOO_LATE = (
        NotReportedBecause.TOO_LATE.value,
        NotReportedBecause.TOO_LATE.english,
        NotReportedBecause.TOO_LATE.french,
    )
    OTHER = (
        NotReportedBecause.OTHER.value,
        NotReportedBecause.OTHER.english,
        NotReportedBecause.OTHER.french,
    )
    NO_REASON_TOLD = (
        "no_reason_told",
        "Not reported, no reason told",
        "Non signalé, aucune raison donnée",
    )
    UNKNOWN = ("unknown", "Not known", "Inconnu", "Nobody asked, or not answered.")


#: Codes that together say "not reported to any official body".
NOT_REPORTED: tuple[Reporting, ...] = tuple(
    code for code in Reporting if code not in (Reporting.REPORTED, Reporting.UNKNOWN)
)


class ShareOf(Term):
    """What a share of the reporting gap is a share of."""

    KNOWN = (
        "known",
        "Cases where it is known whether an official body was told",
        "Cas où l'on sait si un organisme officiel en a été informé",
    )
    NOT_REPORTED = (
        "not_reported",
        "Cases that no official body was told of",
        "Cas dont aucun organisme officiel n'a été informé",
    )


class Vintage(Term):
    """Which of the two protected editions of a cohort. There is never a third."""

    PRELIMINARY = (
        "preliminary",
        "Preliminary",
        "Provisoire",
        "Department and class only, soon after the period has ended.",
    )
    FINAL = ("final", "Final", "Définitive", "All tables, once outcomes are settled.")


class PlanKind(Term):
    """Which written plan an organisation publishes protected figures under."""

    ANNUAL = ("annual", "Annual", "Annuel", "1,000 cases a year and more expected.")
    POOLED = (
        "pooled",
        "Several years together",
        "Plusieurs années ensemble",
        "2 to 10 years as one cohort, fewer cases a year expected.",
    )
    SMALL = (
        "small",
        "Small organisation",
        "Petit organisme",
        "Tens to hundreds of cases: the total and one breakdown at a time.",
    )


class Display(Term):
    """Whether a protected number is shown. One word for small, unsure and zero."""

    SHOWN = ("shown", "Shown", "Affiché")
    NOT_SHOWN = (
        "not_shown",
        "Not shown",
        "Non affiché",
        "Small, zero or too uncertain: which of these is not told.",
    )


#: The department of a case that names none, and of one not in the register.
UNSTATED_DEPARTMENT = "unknown"
