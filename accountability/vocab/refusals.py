"""Why a reviewer refuses a reading."""

from accountability.vocab.term import Term


class Refusal(Term):
    """A reviewer's reason for rejecting a reading; free words may be added to it."""

    MISREAD = (
        "misread",
        "Misread: the page says something else",
        "Mal lu : la page dit autre chose",
        "And the correction can't be made here.",
    )
    NOT_A_RECORD = (
        "not_a_record",
        "Not a figure or a matter: a heading, a note, a page number",
        "Ni un chiffre ni une affaire : un titre, une note, un numéro de page",
    )
    READ_TWICE = (
        "read_twice",
        "Read twice from the same document",
        "Lu deux fois dans le même document",
    )
    WRONG_DOCUMENT = (
        "wrong_document",
        "The document is not what its list says it is",
        "Le document n'est pas celui qu'annonce la liste",
    )
    NAMES_A_PERSON = (
        "names_a_person",
        "Names or points to a person",
        "Nomme ou désigne une personne",
    )
    OTHER = (
        "other",
        "Another reason (say which)",
        "Autre raison (précisez)",
    )
