"""Forms of what stands around a case: tasks, tags, links, the other telling."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accountability.cases.tags import LONGEST
from accountability.models import User


class TaskForm(forms.Form):
    """Something to do."""

    what = forms.CharField(label=gettext_lazy("What is to be done?"))
    due = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    for_whom = forms.TypedChoiceField(
        label=gettext_lazy("Who does it"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, people: QuerySet[User], *args: Any, **named: Any) -> None:
        """Offer the people who see the case."""
        super().__init__(*args, **named)
        whom = self.fields["for_whom"]
        assert isinstance(whom, forms.ChoiceField)  # noqa: S101
        names = people.order_by("username").values_list("pk", "username")
        whom.choices = [("", gettext_lazy("anybody")), *names]


class TagForm(forms.Form):
    """A tag."""

    name = forms.CharField(
        label=gettext_lazy("Tag"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"list": "tag-words"}),
    )


class LinkForm(forms.Form):
    """An official matter, by its file number."""

    number = forms.CharField(
        label=gettext_lazy("Number that the oversight body gave it"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "matters"}),
    )


class MergeForm(forms.Form):
    """Which of two cases goes on, and why they are one."""

    goes_on = forms.ChoiceField(
        label=gettext_lazy("Which case goes on?"),
        widget=forms.RadioSelect,
        choices=[("other", "other"), ("this", "this")],
    )
    reason = forms.CharField(
        label=gettext_lazy("Why are they the same matter?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    other_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, number: str, other: str, *args: Any, **named: Any) -> None:
        """Name the two cases."""
        super().__init__(*args, **named)
        field = self.fields["goes_on"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("other", other), ("this", number)]
