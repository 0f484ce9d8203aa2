"""What the staff plane's templates may do to a value before they show it."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language

from accountability.vocab import ConsentPurpose, Term
from accountability.vocab.consent import CURRENT, text_for

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Write a count as its readers do: 7,530."""
    return str(number_format(number, force_grouping=True))


@register.filter
def spaced(code: str) -> str:
    """Write a code that has no words yet so that it can be read."""
    return code.replace("_", " ")


@register.filter
def plain(number: float) -> str:
    """Write a number for a machine, whatever the reader's language."""
    return f"{number:.1f}"


@register.filter
def word(term: Term | None) -> str:
    """Say a term in the reader's language; a dash for none."""
    return term.label(get_language() or "en") if term is not None else "–"


@register.filter
def consent_text(purpose: ConsentPurpose, version: str = CURRENT) -> str:
    """Return the text that is read out, or was, in the reader's language."""
    return text_for(purpose, version).words(get_language() or "en")
