"""What narrows the list of cases: codes, the number and tags, never what is told."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accountability.cases.search import Understood, understood
from accountability.cases.tags import OpenTag, tags_offered
from accountability.cases.words import departments_by_sight, departments_by_word
from accountability.models import Department
from accountability.staff.case_forms import (
    DepartmentField,
    MonthField,
    offer,
    term_choices,
)
from accountability.staff.words import name_of, term_label
from accountability.vocab import AllegationClass, CaseStatus, OutcomeGroup


class FilterForm(forms.Form):
    """The fields above the list."""

    number = forms.CharField(required=False, max_length=9, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    department = DepartmentField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=gettext_lazy("any"),
    )
    allegation_class = forms.ChoiceField(
        label=gettext_lazy("Kind of conduct"), required=False
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    tag = forms.TypedChoiceField(
        label=gettext_lazy("Tag"), required=False, coerce=UUID, empty_value=None
    )
    received_from = MonthField(label=gettext_lazy("Since"), required=False)

    def __init__(self, tags: list[OpenTag], *args: Any, **named: Any) -> None:
        """Offer the vocabularies' terms and the organisation's tags."""
        super().__init__(*args, **named)
        # Asked for when it is shown: a kept filter is put into words without it.
        self.fields["department"].choices = _departments  # type: ignore[attr-defined]
        offer(self, "status", term_choices(CaseStatus, _("any")))
        offer(self, "allegation_class", term_choices(AllegationClass, _("any")))
        offer(self, "outcome", term_choices(OutcomeGroup, _("any")))
        offer(self, "tag", [("", _("any")), *((str(t.id), t.name) for t in tags)])
        if not tags:
            del self.fields["tag"]


def _departments() -> list[Any]:
    """Return the departments as choices: those with cases that one sees first."""
    seen, others = (
        [(one.pk, name_of(one)) for one in held] for held in departments_by_sight()
    )
    if not seen:
        return [("", _("any")), *others]
    return [("", _("any")), (_("with cases that you see"), seen)] + (
        [(_("other departments"), others)] if others else []
    )


class FindForm(forms.Form):
    """Words to find cases by.

    They are sent, never asked for by address: somebody types a name there sooner or
    later, and addresses are kept by browsers and logs.
    """

    find = forms.CharField(
        label=gettext_lazy("Find"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "placeholder": gettext_lazy("number, department, kind, tag"),
                "autocomplete": "off",
            }
        ),
    )

    def meant(self, tags: list[OpenTag]) -> Understood:
        """Return what the words mean to the list; nothing for words that are wrong."""
        text = self.cleaned_data["find"] if self.is_valid() else ""
        named = [(pk, word) for word, pk in departments_by_word().items()]
        return understood(text, named, [(tag.id, tag.name) for tag in tags])


def address_of(meant: Understood) -> str:
    """Return the list's query string for what somebody's words meant."""
    return _encoded(
        number=meant.number,
        status=meant.status,
        department=meant.department_id,
        allegation_class=meant.allegation_class,
        outcome=meant.outcome,
        tag=meant.tag_id,
    )


class ListFilter:
    """A filter as an address has it: for the query, for keeping it, in words."""

    def __init__(self, asked: QueryDict, tags: list[OpenTag] | None = None) -> None:
        """Read the address; ``tags`` are those offered, asked for if not given."""
        self.tags = tags_offered() if tags is None else tags
        self.form = FilterForm(self.tags, asked or None)
        valid = self.form.is_bound and self.form.is_valid()
        self._given: dict[str, Any] = self.form.cleaned_data if valid else {}

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything."""
        return any(self._given.values())

    @property
    def arguments(self) -> dict[str, Any]:
        """What ``cases_listed`` takes."""
        given = self._given
        status, kind = given.get("status"), given.get("allegation_class")
        outcome, department = given.get("outcome"), given.get("department")
        return {
            "number": given.get("number", ""),
            "status": CaseStatus.of(status) if status else None,
            "department_id": department.pk if department else None,
            "allegation_class": AllegationClass.of(kind) if kind else None,
            "outcome": OutcomeGroup.of(outcome) if outcome else None,
            "tag_id": given.get("tag"),
            "received_from": given.get("received_from"),
        }

    @property
    def codes(self) -> str:
        """The filter as a query string without the number; empty for none."""
        found = self.arguments
        since = found["received_from"]
        return _encoded(
            status=found["status"],
            department=found["department_id"],
            allegation_class=found["allegation_class"],
            outcome=found["outcome"],
            tag=found["tag_id"],
            received_from=f"{since:%Y-%m}" if since else None,
        )

    @property
    def words(self) -> str:
        """The filter in words, for a link to it."""
        found = self.arguments
        terms = [found["status"], found["allegation_class"], found["outcome"]]
        parts = [term_label(term) for term in terms if term]
        if found["department_id"]:
            named = Department.objects.filter(pk=found["department_id"]).first()
            parts += [name_of(named)] if named else []
        parts += [f"#{tag.name}" for tag in self.tags if tag.id == found["tag_id"]]
        if since := found["received_from"]:
            month = date_format(since, "F Y")
            parts.append(_("since %(month)s") % {"month": month})
        return " · ".join(parts)


def _encoded(**values: object) -> str:
    return urlencode({name: str(value) for name, value in values.items() if value})
