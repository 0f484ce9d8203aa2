"""Terms, names and English texts of the vocabulary in the reader's language."""

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

from accountability.models import Department, OversightBody
from accountability.vocab import Term
from accountability.vocab.places import Jurisdiction


def language() -> str:
    """Return the reader's language; English where none is set."""
    return get_language() or "en"


def term_label(term: Term) -> str:
    """Return a term's label in the reader's language."""
    return term.label(language())


def place_label(code: str) -> str:
    """Return a jurisdiction's name in the reader's language; an unknown code as is."""
    known = code in Jurisdiction.codes()
    return term_label(Jurisdiction.of(code)) if known else code


def translated(text: str) -> str:
    """Return a definition or a rule, which the vocabulary has in English alone."""
    # The catalogue's own header stands under the empty text.
    return gettext(text) if text else ""


def grouped(number: int) -> str:
    """Write a count as its readers do: 7,530 or 7 530."""
    return str(number_format(number, force_grouping=True))


def name_of(place: Department | OversightBody | None) -> str:
    """Return the name in the reader's language, if there is one; a dash for none."""
    if place is None:
        return "–"
    return (language().startswith("fr") and place.name_fr) or translated(place.name)
