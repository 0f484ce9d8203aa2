"""Terms of official files that staff hand in: states, tables, what can be wrong."""

from collections.abc import Mapping
from types import MappingProxyType

from accountability.vocab.allegations import AllegationClass
from accountability.vocab.files import FileType, Route
from accountability.vocab.measures import Measure
from accountability.vocab.outcomes import Disposition
from accountability.vocab.term import Term


class HandedInState(Term):
    """Where a file that was handed in is."""

    ARRIVED = ("arrived", "Being read", "En lecture")
    MAPPING = ("mapping", "Columns to be named", "Colonnes à nommer")
    CHECKING = ("checking", "Being checked", "En vérification")
    CHECKED = ("checked", "Checked", "Vérifié")
    IMPORTING = ("importing", "Being imported", "En cours d'importation")
    DONE = ("done", "In the review queue", "Dans la file de révision")
    FAILED = ("failed", "Not readable", "Illisible")
    CANCELLED = ("cancelled", "Cancelled", "Annulé")


#: Where a worker has something to do before a person has.
WORKING = frozenset(
    {HandedInState.ARRIVED, HandedInState.CHECKING, HandedInState.IMPORTING}
)
#: Where it is over. One that failed waits for a person: its file is still there.
OVER = frozenset({HandedInState.DONE, HandedInState.CANCELLED})


class HandedInForm(Term):
    """What a file is, as its bytes say."""

    CSV = ("csv", "CSV", "CSV")
    XLSX = ("xlsx", "Workbook (XLSX)", "Classeur (XLSX)")
    PDF = ("pdf", "PDF", "PDF")


class TableKind(Term):
    """What a row of a table tells of."""

    FIGURES = ("figures", "Figures: counts of a body", "Chiffres : décomptes")
    ALLEGATIONS = (
        "allegations",
        "Allegations: one a row",
        "Allégations : une par ligne",
    )
    MATTERS = (
        "matters",
        "Matters: one numbered file a row",
        "Affaires : un dossier numéroté par ligne",
    )


class TableField(Term):
    """What a column of such a table can be."""

    DEPARTMENT = ("department", "Police department", "Service de police")
    NUMBER = ("number", "The body's number of the matter", "Numéro de l'affaire")
    RECEIVED = ("received", "Received on", "Reçu le")
    CONCLUDED = ("concluded", "Concluded on", "Conclu le")
    OCCURRED = ("occurred", "Happened on", "Survenu le")
    ROUTE = ("route", "Set in motion by", "À l'origine de l'affaire")
    FILE_TYPE = ("file_type", "Type of file", "Type de dossier")
    DISPOSITION = ("disposition", "Finding", "Conclusion")
    CLASS = ("class_name", "Class of allegation", "Catégorie d'allégation")
    SUBTYPE = ("subtype", "Sub-type of allegation", "Sous-catégorie d'allégation")
    MEASURE = ("measure", "Measure", "Mesure")
    ROW_ID = ("row_id", "The body's id of the row", "Identifiant de la ligne")
    YEAR = ("year", "Year or fiscal year", "Année ou exercice")
    VALUE = ("value", "Figure", "Chiffre")
    PART = ("part", "What part is counted", "Partie décomptée")
    SECOND_PART = ("second_part", "… and within it", "… et dans celle-ci")
    THIRD_PART = ("third_part", "… and within that", "… et encore dans celle-ci")


_MATTER = (
    TableField.DEPARTMENT,
    TableField.NUMBER,
    TableField.RECEIVED,
    TableField.CONCLUDED,
    TableField.OCCURRED,
    TableField.ROUTE,
    TableField.FILE_TYPE,
    TableField.DISPOSITION,
)
#: What the columns of each kind of table can be.
FIELDS: Mapping[TableKind, tuple[TableField, ...]] = MappingProxyType(
    {
        TableKind.FIGURES: (
            TableField.DEPARTMENT,
            TableField.YEAR,
            TableField.VALUE,
            TableField.PART,
            TableField.SECOND_PART,
            TableField.THIRD_PART,
        ),
        TableKind.ALLEGATIONS: (
            *_MATTER,
            TableField.CLASS,
            TableField.SUBTYPE,
            TableField.MEASURE,
            TableField.ROW_ID,
        ),
        TableKind.MATTERS: _MATTER,
    }
)
#: What must have a column.
REQUIRED: Mapping[TableKind, tuple[TableField, ...]] = MappingProxyType(
    {
        TableKind.FIGURES: (TableField.VALUE,),
        TableKind.ALLEGATIONS: (TableField.CLASS,),
        TableKind.MATTERS: (TableField.NUMBER,),
    }
)
#: The fields whose words are mapped, each with its name in a crosswalk and its terms.
TERM_FIELDS: Mapping[TableField, tuple[str, type[Term]]] = MappingProxyType(
    {
        TableField.CLASS: ("allegation_class", AllegationClass),
        TableField.DISPOSITION: ("disposition", Disposition),
        TableField.MEASURE: ("measure", Measure),
        TableField.ROUTE: ("route", Route),
        TableField.FILE_TYPE: ("file_type", FileType),
    }
)
#: The name in a crosswalk of words that name a department.
DEPARTMENT_WORDS = "department"

#: What headings say for each field beside its own labels, in both languages.
HEADING_WORDS: Mapping[TableField, tuple[str, ...]] = MappingProxyType(
    {
        TableField.DEPARTMENT: (
            *("department", "dept", "agency", "service", "police service", "force"),
            *("corps de police", "detachment", "jurisdiction"),
        ),
        TableField.NUMBER: (
            *("file number", "complaint number", "case number", "complaint id"),
            *("number", "no", "file", "tracking number", "numéro", "dossier"),
        ),
        TableField.RECEIVED: (
            *("received", "date received", "opened", "date opened", "reçu"),
            *("date de réception",),
        ),
        TableField.CONCLUDED: (
            *("concluded", "closed", "date closed", "completed", "conclu", "fermé"),
        ),
        TableField.OCCURRED: (
            *("occurred", "incident date", "date of incident", "date de l'incident"),
        ),
        TableField.ROUTE: ("source", "origin", "initiated by", "origine"),
        TableField.FILE_TYPE: ("file type", "type of file", "type de dossier"),
        TableField.DISPOSITION: (
            *("finding", "outcome", "disposition", "result", "findings"),
            *("conclusion", "résultat", "décision"),
        ),
        TableField.CLASS: (
            *("allegation", "allegation type", "class", "misconduct", "category"),
            *("allégation", "catégorie", "rule"),
        ),
        TableField.SUBTYPE: ("subtype", "sub type", "paragraph", "sous type"),
        TableField.MEASURE: ("measure", "discipline", "penalty", "sanction", "mesure"),
        TableField.ROW_ID: ("row id", "allegation id", "record id", "identifiant"),
        TableField.YEAR: (
            *("year", "fiscal year", "period", "calendar year", "année", "exercice"),
        ),
        TableField.VALUE: (
            *(
                "count",
                "total",
                "number of complaints",
                "figure",
                "value",
                "complaints",
            ),
            *("nombre", "valeur", "chiffre"),
        ),
        TableField.PART: ("type", "part", "kind", "partie", "genre"),
        TableField.SECOND_PART: (),
        TableField.THIRD_PART: (),
    }
)


class RowProblem(Term):
    """What can be wrong with a row: says what to do about it. Codes of rejections."""

    CELL_COUNT = (
        "cell_count",
        "The row has more or fewer cells than there are headings. Look for a stray "
        "separator or quotation mark.",
        "La ligne n'a pas autant de cellules qu'il y a de titres. Cherchez un "
        "séparateur ou un guillemet de trop.",
    )
    MISSING = (
        "missing",
        "Must not be empty. Fill it in as the body has it, or leave the row out.",
        "Ne doit pas être vide. Complétez d'après l'organisme ou écartez la ligne.",
    )
    NOT_A_DATE = (
        "not_a_date",
        "Is not a date. Write it as 2026-05-31.",
        "N'est pas une date. Écrivez-la comme 2026-05-31.",
    )
    NOT_A_YEAR = (
        "not_a_year",
        "Is neither a year such as 2021 nor a fiscal year such as 2021/22.",
        "N'est ni une année comme 2021 ni un exercice comme 2021/22.",
    )
    SPREADSHEET_ERROR = (
        "spreadsheet_error",
        "Holds a spreadsheet's error, such as #VALUE!. Ask the body for the value.",
        "Contient une erreur de tableur, comme #VALUE!. Demandez la valeur à "
        "l'organisme.",
    )
    NAMED_TWICE = (
        "named_twice",
        "An earlier row names the same figure or matter. Keep one of the two.",
        "Une ligne précédente désigne le même chiffre ou la même affaire. Gardez "
        "l'une des deux.",
    )
    TOO_LONG = (
        "too_long",
        "Is longer than a term or a number can be. Is it the right column?",
        "Est plus long qu'un terme ou un numéro. Est-ce la bonne colonne?",
    )
    NOT_A_NUMBER = (
        "not_a_number",
        "Is not a number. Write digits; leave it empty if the body states none.",
        "N'est pas un nombre. Écrivez des chiffres; laissez vide si l'organisme n'en "
        "donne aucun.",
    )
