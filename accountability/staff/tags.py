"""What the staff plane's templates may do to a value before they show it."""

from django import template
from django.utils.translation import gettext_lazy as _

from accountability.cases.consent import standing
from accountability.models import Department
from accountability.staff import audit_words, job_words, words
from accountability.vocab import (
    AllegationClass,
    ConsentPurpose,
    Metric,
    OutcomeGroup,
    Term,
)
from accountability.vocab.community import (
    UNSTATED_DEPARTMENT,
    CommunityDimension,
    Reporting,
)
from accountability.vocab.consent import CURRENT, text_for

register = template.Library()
register.filter("grouped", words.grouped)
register.filter("named", words.name_of)
register.filter("translated", words.translated)
register.filter("failure", job_words.failure_words)
register.filter("run_reason", job_words.reason_words)
register.filter("audit_object", audit_words.object_words)
register.filter("audit_purpose", audit_words.purpose_words)
register.filter("audit_details", audit_words.detail_words)

_CODES: dict[CommunityDimension, type[Term]] = {
    CommunityDimension.ALLEGATION_CLASS: AllegationClass,
    CommunityDimension.OUTCOME: OutcomeGroup,
    CommunityDimension.REPORTING: Reporting,
}

#: What the list of sessions keeps of a browser (``accounts.events``).
_DEVICES = {
    "phone": _("phone"),
    "computer": _("computer"),
    "Browser": _("Browser"),
}


@register.filter
def plain(number: float) -> str:
    """Write a number for a machine, whatever the reader's language."""
    return f"{number:.1f}"


@register.filter
def word(term: Term | None) -> str:
    """Say a term in the reader's language; a dash for none."""
    return words.term_label(term) if term is not None else "–"


@register.filter
def dimension(code: str) -> str:
    """Return what protected figures are broken down by, in words."""
    return word(CommunityDimension.of(code))


@register.filter
def counted(code: str, name: str) -> str:
    """Say a code of a dimension of protected figures in the reader's language."""
    terms = _CODES.get(CommunityDimension.of(name))
    if terms is not None:
        return word(terms.of(code))
    if name == CommunityDimension.DEPARTMENT.value:
        if code == UNSTATED_DEPARTMENT:
            return str(_("not stated"))
        return words.name_of(Department.objects.get(slug=code))
    return code


@register.filter
def metric(code: str) -> str:
    """Say what a figure of a release counts, from its code."""
    return words.term_label(Metric.of(code))


@register.filter
def consent_text(purpose: ConsentPurpose, version: str = CURRENT) -> str:
    """Return the text that is read out, or was, in the reader's language."""
    return text_for(purpose, version).words(words.language())


register.filter("standing", standing)


@register.filter
def device(family: str) -> str:
    """Say a browser's family and its device."""
    return ", ".join(str(_DEVICES.get(part, part)) for part in family.split(", "))
