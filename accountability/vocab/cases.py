"""Terms of the community record: where a case stands, who is in it, consent."""

from accountability.vocab.allegations import AllegationClass
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
    FILED = (
        "filed",
        "With an oversight body",
        "Auprès d'un organisme de surveillance",
        "A complaint was filed; the body's clocks run.",
    )
    CLOSED = (
        "closed",
        "Closed",
        "Fermé",
        "The work is done. The clock of its class runs until it is erased.",
    )
    MERGED = (
        "merged",
        "Merged into another",
        "Fusionné avec un autre",
        "The same matter told twice: the other case goes on and is counted, once.",
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


class ReportedTo(Term):
    """Whom the person told officially, before or while the case was entered."""

    NOBODY = ("nobody", "Nobody", "Personne", "Told to no official body.")
    POLICE = (
        "police",
        "The police department",
        "Le service de police",
        "Told to the department itself, at a counter, by phone or to an officer.",
    )
    OPCC = (
        "opcc",
        "Police Complaint Commissioner (OPCC)",
        "Office of the Police Complaint Commissioner (OPCC)",
        "A complaint to the Office of the Police Complaint Commissioner of B.C.",
    )
    CRCC = (
        "crcc",
        "Civilian complaints commission for the RCMP (CRCC)",
        "Commission civile d'examen et de traitement des plaintes relatives à la GRC "
        "(CCETP)",
        "A complaint to the commission for the RCMP.",
    )
    IIO = (
        "iio",
        "Independent Investigations Office (IIO)",
        "Independent Investigations Office (IIO)",
        "A death or serious harm reported to the IIO of B.C.",
    )
    OTHER = ("other", "Another body", "Un autre organisme", "Any other official body.")
    UNKNOWN = ("unknown", "Not known", "Inconnu", "Nobody asked, or not answered.")

    @property
    def official(self) -> bool:
        """Whether an official body knows of it: the reporting gap counts the rest."""
        return self not in (ReportedTo.NOBODY, ReportedTo.UNKNOWN)


class NotReportedBecause(Term):
    """Why a matter was not taken to an official body. Several can stand together."""

    FEAR_OF_RETALIATION = (
        "fear_of_retaliation",
        "Fear of what police would do",
        "Crainte de ce que ferait la police",
        "Fear of retaliation by police, or of being watched afterwards.",
    )
    DISTRUST = (
        "distrust",
        "No trust that anything comes of it",
        "Aucune confiance que cela mène à quelque chose",
        "No trust in the body or in the process.",
    )
    STIGMA = (
        "stigma",
        "Would not be believed or respected",
        "Crainte d'une parole mise en doute ou d'un manque de respect",
        "Expecting to be judged or not believed.",
    )
    EXPOSURE = (
        "exposure",
        "Would become known",
        "Crainte que cela se sache",
        "Family, landlord, employer or the public could learn of it.",
    )
    LEGAL_RISK = (
        "legal_risk",
        "Fear of charges, of losing children or status",
        "Crainte de poursuites, de perdre ses enfants ou son statut",
        "Own legal, immigration or child-protection risk.",
    )
    EARLIER_EXPERIENCE = (
        "earlier_experience",
        "Reported before and was harmed or ignored",
        "Signalement antérieur ignoré ou suivi d'un préjudice",
        "An earlier report was ignored, or made things worse.",
    )
    NOT_KNOWN_HOW = (
        "not_known_how",
        "Did not know where or how",
        "Ne savait ni où ni comment",
        "No information on where or how to complain.",
    )
    TOO_HARD = (
        "too_hard",
        "Too hard or too long",
        "Trop difficile ou trop long",
        "The process takes too much time, energy or travel.",
    )
    TOO_LATE = (
        "too_late",
        "Too late",
        "Trop tard",
        "The time limit was over or was thought to be.",
    )
    OTHER = ("other", "Another reason", "Autre raison", "A reason not listed here.")


class PoliceResponse(Term):
    """How police answered a report of violence by somebody else ("bad date")."""

    NO_REPORT_TAKEN = (
        "no_report_taken",
        "Would not take the report",
        "Refus de recevoir le signalement",
        "Nobody wrote the report down.",
    )
    NO_FOLLOW_UP = (
        "no_follow_up",
        "Took it and did nothing that could be seen",
        "Signalement reçu, sans suite visible",
        "A report was taken and no step was told to the person.",
    )
    DISMISSIVE = (
        "dismissive",
        "Dismissed or mocked it",
        "Rejet ou moquerie",
        "Belittled, blamed or mocked the person.",
    )
    TURNED_ON_REPORTER = (
        "turned_on_reporter",
        "Turned on the person who reported",
        "S'en est prise à la personne qui signalait",
        "Searched, charged, detained or threatened whoever reported.",
    )
    DISCLOSED = (
        "disclosed",
        "Told others who had reported",
        "A révélé qui avait signalé",
        "The person's name or work became known through police.",
    )
    NO_ATTENDANCE = (
        "no_attendance",
        "Did not come, or came too late",
        "Absence ou arrivée tardive",
        "Called and did not come in time.",
    )
    PROPER = (
        "proper",
        "Was helpful",
        "Réponse adéquate",
        "The report was taken and followed.",
    )
    UNKNOWN = ("unknown", "Not known", "Inconnue", "Not told.")


class AllegationSubtype(Term):
    """What community cases tell most, as sub-types that reports print in brackets."""

    INADEQUATE_INVESTIGATION = (
        "inadequate_investigation",
        "Inadequate investigation",
        "Enquête inadéquate",
        "Neglect of duty: a report was not, or hardly, investigated.",
    )
    FAILURE_TO_RESPOND = (
        "failure_to_respond",
        "Failure to respond",
        "Absence de réponse",
        "Neglect of duty: nobody came or answered.",
    )
    FAILURE_TO_DOCUMENT = (
        "failure_to_document",
        "Failure to document",
        "Absence de consignation",
        "Neglect of duty: no report or notes were made.",
    )
    DISMISSIVE_RESPONSE = (
        "dismissive_response",
        "Dismissive response",
        "Réponse méprisante",
        "Discourtesy: the person was belittled or not believed.",
    )
    DISCRIMINATORY_LANGUAGE = (
        "discriminatory_language",
        "Discriminatory language",
        "Propos discriminatoires",
        "Discourtesy or abuse of authority: slurs about work, race, gender, drug use.",
    )
    UNNECESSARY_FORCE = (
        "unnecessary_force",
        "Unnecessary force",
        "Force inutile",
        "Abuse of authority: more force than was needed.",
    )
    UNLAWFUL_SEARCH = (
        "unlawful_search",
        "Search without good cause",
        "Fouille sans motif valable",
        "Abuse of authority: a person, bag, car or home was searched.",
    )
    UNLAWFUL_DETENTION = (
        "unlawful_detention",
        "Arrest or detention without good cause",
        "Arrestation ou détention sans motif valable",
        "Abuse of authority: stopped, held or arrested.",
    )
    SEXUAL_MISCONDUCT = (
        "sexual_misconduct",
        "Sexual misconduct",
        "Inconduite sexuelle",
        "Discreditable conduct or corrupt practice: sexual words, touch, demands.",
    )
    THREAT_OR_COERCION = (
        "threat_or_coercion",
        "Threat or coercion",
        "Menace ou contrainte",
        "Abuse of authority or corrupt practice: pressed with charges or exposure.",
    )
    PRIVACY_BREACH = (
        "privacy_breach",
        "Told somebody's name or work",
        "Divulgation du nom ou du travail d'une personne",
        "Improper disclosure of information.",
    )
    OTHER = ("other", "Something else", "Autre", "A sub-type not listed here.")

    @property
    def allegation_class(self) -> AllegationClass | None:
        """The class that it is a sub-type of; None where the Act leaves several."""
        return _CLASS_OF.get(self)


_CLASS_OF = {
    AllegationSubtype.INADEQUATE_INVESTIGATION: AllegationClass.NEGLECT_OF_DUTY,
    AllegationSubtype.FAILURE_TO_RESPOND: AllegationClass.NEGLECT_OF_DUTY,
    AllegationSubtype.FAILURE_TO_DOCUMENT: AllegationClass.NEGLECT_OF_DUTY,
    AllegationSubtype.DISMISSIVE_RESPONSE: AllegationClass.DISCOURTESY,
    AllegationSubtype.UNNECESSARY_FORCE: AllegationClass.ABUSE_OF_AUTHORITY,
    AllegationSubtype.UNLAWFUL_SEARCH: AllegationClass.ABUSE_OF_AUTHORITY,
    AllegationSubtype.UNLAWFUL_DETENTION: AllegationClass.ABUSE_OF_AUTHORITY,
    AllegationSubtype.PRIVACY_BREACH: AllegationClass.IMPROPER_DISCLOSURE,
}


class Harm(Term):
    """What the conduct did to somebody. It decides who must be told (IIO of B.C.)."""

    NONE_KNOWN = (
        "none_known",
        "Nobody, as far as is known",
        "Personne, à ce qu'on sait",
    )
    HURT = ("hurt", "Hurt", "Blessure")
    SERIOUS = (
        "serious",
        "Seriously hurt (hospital, broken bones, lasting harm)",
        "Blessure grave (hôpital, fracture, séquelles)",
    )
    SEXUAL = ("sexual", "Sexual assault", "Agression sexuelle")
    DEATH = ("death", "Somebody died", "Décès")
