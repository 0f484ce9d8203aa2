"""What a reviewer must look at before a proposal becomes a record."""

from accountability.vocab.term import Term


class Flag(Term):
    """A reason for care, set by a source on one proposal."""

    SUM_MISMATCH = (
        "sum_mismatch",
        "Printed parts do not add up to the printed total",
        "La somme des parties publiées diffère du total publié",
        "Flagged, never repaired.",
    )
    SUM_CHECKED = (
        "sum_checked",
        "Printed parts add up to the printed total",
        "La somme des parties publiées égale le total publié",
        "Such rows may be accepted together.",
    )
    NUMBER_UNREADABLE = (
        "number_unreadable",
        "Printed value is not a number",
        "La valeur publiée n'est pas un nombre",
    )
    FOOTNOTED = (
        "footnoted",
        "The source adds a footnote",
        "La source ajoute une note",
        "The mark is kept in the printed words.",
    )
    READ_BY_OCR = (
        "read_by_ocr",
        "Read from a picture of the page (OCR)",
        "Lu sur une image de la page (ROC)",
        "In whole or in part. Never accepted together with others.",
    )
    APPROXIMATE = (
        "approximate",
        "Given in round words",
        "Donné de façon approximative",
    )
    UNKNOWN_DEPARTMENT = (
        "unknown_department",
        "Department not recognised",
        "Service de police non reconnu",
    )
    UNMAPPED_TERM = (
        "unmapped_term",
        "A word the crosswalk does not cover",
        "Un mot absent de la table de correspondance",
    )
    CLASS_INFERRED = (
        "class_inferred",
        "Class inferred, not named by the source",
        "Catégorie déduite, non nommée par la source",
    )
    PARTIAL_LIST = (
        "partial_list",
        "The source lists only part of the allegations",
        "La source n'énumère qu'une partie des allégations",
    )
    SHIFTED_CELLS = ("shifted_cells", "Cells out of place", "Cellules décalées")
    DUPLICATE_ROW = (
        "duplicate_row",
        "Row equal to an earlier one",
        "Ligne identique à une autre",
    )
    DATE_ORDER = (
        "date_order",
        "Dates in an impossible order",
        "Dates dans un ordre impossible",
    )
    MISLABELLED = (
        "mislabelled",
        "The source uses the wrong unit or label",
        "Unité ou libellé erroné dans la source",
    )
    SYNTHETIC = ("synthetic", "Synthetic value", "Valeur synthétique")
