"""Filters of the case list that a person keeps. Codes alone, nobody's name for them."""

from uuid import UUID

from accountability.access.context import acting
from accountability.cases.errors import CaseNotFoundError
from accountability.models import SavedFilter

#: Filters that one person keeps.
MOST = 20


class TooManyFiltersError(ValueError):
    """The person keeps as many filters as there can be."""


def save_filter(query: str) -> SavedFilter:
    """Keep a filter of the acting person; the same again is the one there is."""
    person = acting().person
    kept = SavedFilter.objects.filter(owner=person)
    found = kept.filter(query=query).first()
    if found is None:
        if kept.count() >= MOST:
            raise TooManyFiltersError
        found = SavedFilter.objects.create(owner=person, query=query)
    return found


def forget_filter(filter_id: UUID) -> SavedFilter:
    """Forget a filter of one's own; return what it was, for whoever wants it back."""
    found = SavedFilter.objects.filter(pk=filter_id, owner=acting().person).first()
    if found is None:
        raise CaseNotFoundError
    found.delete()
    return found


def own_filters() -> list[SavedFilter]:
    """Return the acting person's filters, the oldest first."""
    return list(SavedFilter.objects.filter(owner=acting().person))
