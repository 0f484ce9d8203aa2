"""What a printed figure counts, in which unit, and how far it is known."""

from accountability.vocab.term import Term


class Unit(Term):
    """The unit is part of every figure; figures of two units are never added."""

    FILE = ("file", "files", "dossiers")
    COMPLAINT = ("complaint", "complaints", "plaintes")
    ALLEGATION = ("allegation", "allegations", "allégations")
    RESPONDENT = ("respondent", "officers", "membres de la police")
    INVESTIGATION = ("investigation", "investigations", "enquêtes")
    MATTER = ("matter", "matters", "affaires")
    INJURY = ("injury", "injuries", "blessures")
    RECOMMENDATION = ("recommendation", "recommendations", "recommandations")
    DECISION = ("decision", "decisions", "décisions")
    PERCENT = ("percent", "per cent", "pour cent")
    PERSON = ("person", "people", "personnes")
    REVIEW = ("review", "reviews", "révisions")


class Coverage(Term):
    """What a release holds of one metric, department and period, and if not, why."""

    PRESENT = ("present", "A figure", "Un chiffre")
    WITHHELD = (
        "withheld",
        "Withheld by the source",
        "Masqué par la source",
    )
    NOT_REPORTED = (
        "not_reported",
        "Left blank by the source",
        "Laissé en blanc par la source",
        "The source has the line and leaves it blank.",
    )
    NOT_READABLE = (
        "not_readable",
        "Printed, not readable",
        "Publié, mais illisible",
    )
    NOT_READ = (
        "not_read",
        "Part of its document was not read or not accepted",
        "Une partie de son document n'a pas été lue ou n'a pas été acceptée",
        "Whether the document prints it is not known here.",
    )
    NO_ROW = (
        "no_row",
        "Not in the documents that print it for others",
        "Absent des documents qui le publient pour d'autres",
        "They were read, and have no row for this department.",
    )


class ValueStatus(Term):
    """Whether a value is there, and if not, why not. Never a bare null."""

    REPORTED = ("reported", "Reported", "Déclaré", "As printed; zero is a value.")
    NOT_REPORTED = (
        "not_reported",
        "Not reported",
        "Non déclaré",
        "The source has the line and leaves it blank.",
    )
    SUPPRESSED = (
        "suppressed",
        "Withheld by the source",
        "Masqué par la source",
        "The publisher withheld it; shown as printed, never filled in.",
    )
    ROUNDED = (
        "rounded",
        "Approximate",
        "Approximatif",
        "The source gives it in round words, such as 'almost 800'.",
    )
    PARSE_FAILED = (
        "parse_failed",
        "Not readable",
        "Illisible",
        "Something is printed that we could not read as a number.",
    )


class Metric(Term):
    """What a printed figure measures."""

    FILES_OPENED = ("files_opened", "Files opened", "Dossiers ouverts")
    REGISTERED_COMPLAINTS = (
        "registered_complaints",
        "Registered complaints",
        "Plaintes enregistrées",
    )
    ORDERED_INVESTIGATIONS = (
        "ordered_investigations",
        "Ordered investigations",
        "Enquêtes ordonnées",
    )
    MANDATORY_EXTERNAL_INVESTIGATIONS = (
        "mandatory_external_investigations",
        "Mandatory external investigations",
        "Enquêtes externes obligatoires",
    )
    INVESTIGATIONS_ALL = (
        "investigations_all",
        "Investigations of all kinds",
        "Enquêtes de toutes sortes",
    )
    QUESTIONS_OR_CONCERNS = (
        "questions_or_concerns",
        "Questions or concerns",
        "Questions ou préoccupations",
    )
    MONITOR_FILES = ("monitor_files", "Monitor files", "Dossiers de suivi")
    INTERNAL_DISCIPLINE_FILES = (
        "internal_discipline_files",
        "Internal discipline files",
        "Dossiers de discipline interne",
    )
    SERVICE_OR_POLICY_COMPLAINTS = (
        "service_or_policy_complaints",
        "Service or policy complaints",
        "Plaintes relatives au service ou aux politiques",
    )
    REPORTABLE_INJURIES = (
        "reportable_injuries",
        "Reportable injuries",
        "Blessures à déclaration obligatoire",
    )
    ALLEGATIONS_CONCLUDED = (
        "allegations_concluded",
        "Allegations concluded",
        "Allégations conclues",
    )
    ALLEGATIONS_INVESTIGATED = (
        "allegations_investigated",
        "Allegations investigated",
        "Allégations ayant fait l'objet d'une enquête",
    )
    ALLEGATIONS_SUBSTANTIATED = (
        "allegations_substantiated",
        "Allegations substantiated",
        "Allégations fondées",
    )
    ALLEGATIONS_IN_ONE_MATTER = (
        "allegations_in_one_matter",
        "Allegations in one matter",
        "Allégations dans une même affaire",
    )
    SUBSTANTIATED_MATTERS = (
        "substantiated_matters",
        "Substantiated matters",
        "Affaires fondées",
    )
    OFFICERS_DISMISSED = (
        "officers_dismissed",
        "Officers dismissed",
        "Membres de la police congédiés",
    )
    OFFICERS_WITH_SUBSTANTIATED_MISCONDUCT = (
        "officers_with_substantiated_misconduct",
        "Officers with substantiated misconduct",
        "Membres de la police dont l'inconduite est fondée",
    )
    CASES_CONCLUDED_WITH_DISCIPLINE = (
        "cases_concluded_with_discipline",
        "Cases concluded with discipline",
        "Dossiers conclus par une mesure disciplinaire",
    )
    INVESTIGATIONS_CONCLUDED_SUBSTANTIATED = (
        "investigations_concluded_substantiated",
        "Investigations concluded as substantiated",
        "Enquêtes conclues comme fondées",
    )
    RECOMMENDATIONS_TO_POLICE_BOARDS = (
        "recommendations_to_police_boards",
        "Recommendations to police boards",
        "Recommandations aux commissions de police",
    )
    DECISIONS_DISPUTED_BY_COMMISSIONER = (
        "decisions_disputed_by_commissioner",
        "Decisions disputed by the Commissioner",
        "Décisions contestées par le commissaire",
    )
    SHARE_OF_ALLEGATIONS_SUBSTANTIATED = (
        "share_of_allegations_substantiated",
        "Share of allegations substantiated",
        "Part des allégations fondées",
    )
    SHARE_OF_COMPLAINTS_INADMISSIBLE = (
        "share_of_complaints_inadmissible",
        "Share of complaints inadmissible",
        "Part des plaintes irrecevables",
    )
    CHANGE_IN_INVESTIGATIONS = (
        "change_in_investigations",
        "Change in investigations",
        "Variation des enquêtes",
    )
    CHANGE_IN_FILES_RESOLVED = (
        "change_in_files_resolved_by_complaint_resolution",
        "Change in files resolved by complaint resolution",
        "Variation des dossiers réglés par résolution de la plainte",
    )
    COMPLAINTS_MANAGED = (
        "complaints_managed",
        "Complaints managed",
        "Plaintes traitées",
        "In hand at any time of the period: new ones and those carried in.",
    )
    COMPLAINTS_RECEIVED = (
        "complaints_received",
        "Complaints received",
        "Plaintes reçues",
    )
    COMPLAINTS_CARRIED_IN = (
        "complaints_carried_in",
        "Complaints carried in from before",
        "Plaintes reportées de la période précédente",
    )
    COMPLAINTS_CARRIED_OVER = (
        "complaints_carried_over",
        "Complaints carried over to the next period",
        "Plaintes reportées à la période suivante",
    )
    COMPLAINTS_SCREENED = (
        "complaints_screened",
        "Complaints screened",
        "Plaintes soumises à l'examen préliminaire",
        "Screened in: to be dealt with. Screened out: not.",
    )
    COMPLAINTS_NOT_SCREENED = (
        "complaints_not_screened",
        "Complaints not screened yet",
        "Plaintes pas encore soumises à l'examen préliminaire",
    )
    COMPLAINTS_ASSIGNED = (
        "complaints_assigned",
        "Complaints referred or retained for investigation",
        "Plaintes renvoyées ou retenues pour enquête",
        "Referred to a police service, or retained by the body itself.",
    )
    COMPLAINTS_CONCLUDED = (
        "complaints_concluded",
        "Complaints concluded",
        "Plaintes conclues",
    )
    COMPLAINTS_MEETING_CRITERIA = (
        "complaints_meeting_criteria",
        "Complaints that meet the criteria of the Act",
        "Plaintes qui répondent aux critères de la loi",
        "RCMP Act s.45.53, as the Commission prints it.",
    )
    ALLEGATIONS_BY_TYPE = (
        "allegations_by_type",
        "Allegations by type",
        "Allégations par type",
    )
    REQUESTS_FOR_REVIEW = (
        "requests_for_review",
        "Requests for review",
        "Demandes de révision",
    )


_UNITS = {
    Metric.FILES_OPENED: Unit.FILE,
    Metric.REGISTERED_COMPLAINTS: Unit.COMPLAINT,
    Metric.ORDERED_INVESTIGATIONS: Unit.INVESTIGATION,
    Metric.MANDATORY_EXTERNAL_INVESTIGATIONS: Unit.INVESTIGATION,
    Metric.INVESTIGATIONS_ALL: Unit.INVESTIGATION,
    Metric.QUESTIONS_OR_CONCERNS: Unit.FILE,
    Metric.MONITOR_FILES: Unit.FILE,
    Metric.INTERNAL_DISCIPLINE_FILES: Unit.FILE,
    Metric.SERVICE_OR_POLICY_COMPLAINTS: Unit.COMPLAINT,
    Metric.REPORTABLE_INJURIES: Unit.INJURY,
    Metric.ALLEGATIONS_CONCLUDED: Unit.ALLEGATION,
    Metric.ALLEGATIONS_INVESTIGATED: Unit.ALLEGATION,
    Metric.ALLEGATIONS_SUBSTANTIATED: Unit.ALLEGATION,
    Metric.ALLEGATIONS_IN_ONE_MATTER: Unit.ALLEGATION,
    Metric.SUBSTANTIATED_MATTERS: Unit.MATTER,
    Metric.OFFICERS_DISMISSED: Unit.RESPONDENT,
    Metric.OFFICERS_WITH_SUBSTANTIATED_MISCONDUCT: Unit.RESPONDENT,
    Metric.CASES_CONCLUDED_WITH_DISCIPLINE: Unit.MATTER,
    Metric.INVESTIGATIONS_CONCLUDED_SUBSTANTIATED: Unit.INVESTIGATION,
    Metric.RECOMMENDATIONS_TO_POLICE_BOARDS: Unit.RECOMMENDATION,
    Metric.DECISIONS_DISPUTED_BY_COMMISSIONER: Unit.DECISION,
    Metric.SHARE_OF_ALLEGATIONS_SUBSTANTIATED: Unit.PERCENT,
    Metric.SHARE_OF_COMPLAINTS_INADMISSIBLE: Unit.PERCENT,
    Metric.CHANGE_IN_INVESTIGATIONS: Unit.PERCENT,
    Metric.CHANGE_IN_FILES_RESOLVED: Unit.PERCENT,
    Metric.COMPLAINTS_MANAGED: Unit.COMPLAINT,
    Metric.COMPLAINTS_RECEIVED: Unit.COMPLAINT,
    Metric.COMPLAINTS_CARRIED_IN: Unit.COMPLAINT,
    Metric.COMPLAINTS_CARRIED_OVER: Unit.COMPLAINT,
    Metric.COMPLAINTS_SCREENED: Unit.COMPLAINT,
    Metric.COMPLAINTS_NOT_SCREENED: Unit.COMPLAINT,
    Metric.COMPLAINTS_ASSIGNED: Unit.COMPLAINT,
    Metric.COMPLAINTS_CONCLUDED: Unit.COMPLAINT,
    Metric.COMPLAINTS_MEETING_CRITERIA: Unit.COMPLAINT,
    Metric.ALLEGATIONS_BY_TYPE: Unit.ALLEGATION,
    Metric.REQUESTS_FOR_REVIEW: Unit.REVIEW,
}


def unit_of(metric: Metric) -> Unit:
    """Return the unit that a metric is counted in."""
    return _UNITS[metric]
