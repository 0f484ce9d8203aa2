"""Terms of bringing past cases in from a table."""

from collections.abc import Mapping
from types import MappingProxyType

from accountability.vocab.term import Term


class ImportState(Term):
    """Where an import is."""

    MAPPING = ("mapping", "Columns to be named", "Colonnes à nommer")
    CHECKING = ("checking", "Being checked", "En vérification")
    CHECKED = ("checked", "Checked", "Vérifié")
    ENTERING = ("entering", "Being brought in", "En cours d'importation")
    DONE = ("done", "Brought in", "Importé")
    FAILED = ("failed", "Not readable", "Illisible")
    CANCELLED = ("cancelled", "Cancelled", "Annulé")
    TAKEN_BACK = ("taken_back", "Taken back", "Retiré")


class ImportField(Term):
    """What a column of the table can be."""

    RECEIVED = ("received", "Month you heard of it", "Mois où vous l'avez appris")
    DEPARTMENT = ("department", "Police department", "Service de police")
    NARRATIVE = ("narrative", "What happened", "Ce qui s'est passé")
    OCCURRED = ("occurred", "When it happened", "Quand c'est arrivé")
    PLACE = ("place", "Where it happened", "Où c'est arrivé")
    HARM = ("harm", "Was anybody hurt", "Quelqu'un a-t-il été blessé")
    WISHES = ("wishes", "What the person wants", "Ce que la personne souhaite")
    ALLEGATION_CLASS = ("class", "Class of allegation", "Catégorie d'allégation")
    SUBTYPE = ("subtype", "Sub-type of allegation", "Sous-catégorie d'allégation")
    ACT = ("act", "What the officer said or did", "Ce que le membre a dit ou fait")
    OFFICER = ("officer", "Who the officer was", "Qui était le membre")
    PERSON_NAME = ("name", "Name of the person", "Nom de la personne")
    PERSON_CONTACT = ("contact", "How to reach them", "Comment la joindre")
    REPORTED_TO = ("reported_to", "Reported to", "Signalé à")
    NOT_REPORTED_BECAUSE = (
        "not_reported_because",
        "Why not reported",
        "Pourquoi non signalé",
    )
    POLICE_RESPONSE = ("police_response", "What police did", "Réponse de la police")
    OUTCOME = ("outcome", "What came of it", "Ce qui en est résulté")
    KEEP = ("consent_keep", "Agreed: keep", "Accord : conserver")
    STATISTICS = ("consent_statistics", "Agreed: count", "Accord : compter")
    CLOSED = ("closed", "Month it was closed", "Mois de fermeture")
    NOTE = ("note", "Note", "Note")


class ImportProblemKind(Term):
    """What can be wrong with a file, a row or a field: says what to do about it."""

    UNREADABLE = (
        "unreadable",
        "The file cannot be read as a table. Save it as CSV (UTF-8) or XLSX.",
        "Le fichier n'est pas lisible. Enregistrez-le en CSV (UTF-8) ou en XLSX.",
    )
    TOO_LARGE = (
        "too_large",
        "The file is larger than can be taken. Split it.",
        "Le fichier est trop volumineux. Divisez-le.",
    )
    NO_ROWS = ("no_rows", "There is no row.", "Il n'y a aucune ligne.")
    HEADINGS_TWICE = (
        "headings_twice",
        "Two columns have the same heading. Rename one.",
        "Deux colonnes portent le même titre. Renommez-en une.",
    )
    WRONG_LENGTH = (
        "wrong_length",
        "The row has more fields than there are headings.",
        "La ligne a plus de champs qu'il n'y a de titres.",
    )
    MISSING = ("missing", "Must not be empty.", "Ne doit pas être vide.")
    NO_MONTH = (
        "no_month",
        "Is not a month, such as 2026-05.",
        "N'est pas un mois, comme 2026-05.",
    )
    IN_FUTURE = (
        "in_future",
        "Is a month that has not begun.",
        "Est un mois qui n'a pas commencé.",
    )
    NOT_A_TERM = (
        "not_a_term",
        "Is none of the words that can stand here.",
        "N'est pas un des termes possibles.",
    )
    NOT_YES_OR_NO = (
        "not_yes_or_no",
        "Is neither yes nor no.",
        "N'est ni oui ni non.",
    )
    NO_SUCH_DEPARTMENT = (
        "no_such_department",
        "Is no department that is known here.",
        "N'est pas un service de police connu ici.",
    )
    NOT_KEPT = (
        "not_kept",
        "Says that the case may not be kept. Leave the row out.",
        "Dit que le dossier ne peut pas être conservé. Retirez la ligne.",
    )
    TOO_LONG = ("too_long", "Is too long.", "Est trop long.")
    NOT_TEXT = (
        "not_text",
        "Holds characters that are not text.",
        "Contient des caractères qui ne sont pas du texte.",
    )
    CLOSED_BEFORE_RECEIVED = (
        "closed_before_received",
        "Is before the month you heard of it.",
        "Précède le mois où vous l'avez appris.",
    )


#: What headings say for each field beside its own labels, in both languages.
HEADING_WORDS: Mapping[ImportField, tuple[str, ...]] = MappingProxyType(
    {
        ImportField.RECEIVED: (
            *("received", "date received", "month", "intake date", "intake", "opened"),
            *("reçu", "date de réception", "mois", "ouverture"),
        ),
        ImportField.DEPARTMENT: (
            *("department", "dept", "police force", "agency", "detachment"),
            *("service", "corps de police", "détachement"),
        ),
        ImportField.NARRATIVE: (
            *("narrative", "description", "story", "details", "summary"),
            *("récit", "faits", "résumé"),
        ),
        ImportField.OCCURRED: (
            *("incident date", "date of incident", "occurred", "when", "event date"),
            *("date de l'incident", "quand"),
        ),
        ImportField.PLACE: (
            *("place", "location", "where", "address", "lieu", "endroit", "où"),
        ),
        ImportField.HARM: ("harm", "injury", "hurt", "injuries", "blessure", "tort"),
        ImportField.WISHES: ("wishes", "wants", "requested", "souhaits", "demande"),
        ImportField.ALLEGATION_CLASS: (
            *("allegation", "class", "category", "type", "allégation", "catégorie"),
        ),
        ImportField.SUBTYPE: ("subtype", "sub type", "subcategory", "sous type"),
        ImportField.ACT: (
            "act",
            "conduct",
            "what police did wrong",
            "acte",
            "conduite",
        ),
        ImportField.OFFICER: (
            *("officer", "badge", "officer description", "member", "agent", "membre"),
        ),
        ImportField.PERSON_NAME: (
            *("name", "client", "person", "client name", "nom", "personne"),
        ),
        ImportField.PERSON_CONTACT: (
            *("contact", "phone", "email", "telephone", "téléphone", "courriel"),
        ),
        ImportField.REPORTED_TO: ("reported to", "reported", "signalé", "signalé à"),
        ImportField.NOT_REPORTED_BECAUSE: (
            *("why not reported", "reason not reported", "not reported because"),
            *("raison", "pourquoi pas"),
        ),
        ImportField.POLICE_RESPONSE: (
            *("police response", "response", "réponse", "réponse de la police"),
        ),
        ImportField.OUTCOME: ("outcome", "result", "résultat", "issue"),
        ImportField.KEEP: ("consent", "keep", "consent to keep", "consentement"),
        ImportField.STATISTICS: (
            *("consent statistics", "statistics", "count", "statistiques"),
        ),
        ImportField.CLOSED: ("closed", "date closed", "fermé", "fermeture"),
        ImportField.NOTE: ("note", "notes", "comment", "comments", "remarques"),
    }
)

#: What stands for yes and for no in a table.
YES = frozenset({"yes", "y", "true", "1", "x", "oui", "o", "vrai"})
NO = frozenset({"no", "n", "false", "0", "non", "faux"})

#: Where an import is over, whatever came of it.
OVER = frozenset(
    {
        ImportState.DONE,
        ImportState.FAILED,
        ImportState.CANCELLED,
        ImportState.TAKEN_BACK,
    }
)


class ImportStands(Term):
    """Why an import that is done can't be taken back."""

    NOT_DONE = ("not_done", "It is not brought in.", "Elle n'est pas importée.")
    TOO_LATE = (
        "too_late",
        "It was brought in more than seven days ago.",
        "Elle a été importée il y a plus de sept jours.",
    )
    CHANGED = (
        "changed",
        "Cases of it were changed, moved or erased since.",
        "Des dossiers ont été modifiés, déplacés ou effacés depuis.",
    )
