"""Kinds of document and what became of fetching one."""

from accountability.vocab.term import Term


class DocumentKind(Term):
    """What a document is to us; decides whether publication may use it."""

    PUBLICATION = ("publication", "Official publication", "Publication officielle")
    OPEN_DATA = ("open_data", "Open data", "Données ouvertes")
    HANDED_IN = (
        "handed_in",
        "Handed in",
        "Remis",
        "An official file that was given to us and stands at no public address that "
        "we know of.",
    )
    PRESS = ("press", "Press account", "Article de presse")
    TRANSCRIPTION = (
        "transcription",
        "Facts typed by hand",
        "Faits saisis à la main",
        "Compiled by this project in its own words; each row cites the page it was "
        "read from.",
    )
    RECONSTRUCTION = (
        "reconstruction",
        "Reconstruction",
        "Reconstitution",
        "Rebuilt from published figures because the original could not be fetched; "
        "never published outside demo mode.",
    )


class DocumentType(Term):
    """The form a document has."""

    ANNUAL_REPORT = ("annual_report", "Annual report", "Rapport annuel")
    STATISTICAL_REPORT = (
        "statistical_report",
        "Statistical report",
        "Rapport statistique",
    )
    APPENDIX = ("appendix", "Appendix of allegations", "Annexe des allégations")
    DECISION_LIST = ("decision_list", "List of decisions", "Liste de décisions")
    PRESS_PAGE = ("press_page", "Press page", "Page de presse")
    DATASET = ("dataset", "Dataset", "Jeu de données")
    CASE_LIST = (
        "case_list",
        "List of cases",
        "Liste de dossiers",
        "One row for each numbered matter, in the body's own table.",
    )
    INVESTIGATION_REPORT = (
        "investigation_report",
        "Report of an investigation",
        "Rapport d'enquête",
    )
    ORDER = ("order", "Order or decision", "Ordonnance ou décision")
    NEWS_RELEASE = ("news_release", "News release", "Communiqué")
    CORRECTION = ("correction", "Notice of correction", "Avis de correction")


class Authority(Term):
    """Primary stands before press where two documents disagree."""

    PRIMARY = ("primary", "The body itself", "L'organisme lui-même")
    PRESS = ("press", "The press", "La presse")


class RetrievalOutcome(Term):
    """What one fetch, or one reading, came to."""

    CREATED = ("created", "New", "Nouveau")
    UPDATED = ("updated", "Changed", "Modifié")
    UNCHANGED = ("unchanged", "Unchanged", "Inchangé")
    FAILED = ("failed", "Failed", "Échec")


class ChangeReason(Term):
    """Why a row differs between two releases, as far as the releases show it."""

    NEW_DOCUMENT = (
        "new_document",
        "Read from a new document",
        "Lu dans un nouveau document",
        "The earlier release does not have its document.",
    )
    NEW_VERSION = (
        "new_version",
        "Its document was published again",
        "Son document a été publié de nouveau",
        "The later release has a version of its document that the earlier has not.",
    )
    LEFT_OUT = (
        "left_out",
        "Its document is no longer there",
        "Son document n'y est plus",
        "The later release does not have its document, or not that version.",
    )
    READ_ANEW = (
        "read_anew",
        "Read anew by another version of the parser",
        "Relu par une autre version de l'analyseur",
    )
    DECIDED = (
        "decided",
        "Decided in review",
        "Décidé lors de la révision",
        "The same bytes, read alike: a reviewer decided, or a mapping changed.",
    )
    REFERENCE = (
        "reference",
        "Reference data changed",
        "Les données de référence ont changé",
        "Departments, bodies, officers and residents are not read from a document.",
    )
    VINTAGE = (
        "vintage",
        "Community figures of a day fixed beforehand",
        "Chiffres communautaires d'un jour fixé d'avance",
        "The next vintage of a cohort of community cases was drawn.",
    )
