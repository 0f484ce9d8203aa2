"""Forms of the pages that bring past cases in: a file, and which column is which."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accountability.cases.importing.columns import Columns
from accountability.models import Team
from accountability.vocab.imports import ImportField


class TableForm(forms.Form):
    """A table of past cases, and the team that they are for."""

    file = forms.FileField(
        label=pgettext_lazy("to bring in", "Table"),
        help_text=gettext_lazy(
            "CSV or XLSX, the first row with headings, a row a case. At most 200,000 "
            "rows, 60 columns and 50 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int)
    instead_of = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, teams: Sequence[Team], *args: Any, **named: Any) -> None:
        """Offer the teams."""
        super().__init__(*args, **named)
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(team.pk, team.name) for team in teams]
        self._teams = {team.pk: team for team in teams}

    @property
    def team_chosen(self) -> Team:
        """The team."""
        return self._teams[self.cleaned_data["team"]]


class ColumnsForm(forms.Form):
    """Which column is which field."""

    def __init__(
        self, headings: Sequence[str], likely: Columns, *args: Any, **named: Any
    ) -> None:
        """Ask for each heading; ``likely`` is chosen already."""
        super().__init__(*args, **named)
        language = get_language() or "en"
        choices = [
            ("", _("leave out")),
            *((field.value, field.label(language)) for field in ImportField),
        ]
        for number, (heading, field) in enumerate(zip(headings, likely, strict=True)):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": number + 1},
                choices=choices,
                required=False,
                initial=field.value if field else "",
            )

    @property
    def columns(self) -> Columns:
        """What was said of each column."""
        return tuple(
            ImportField.of(code) if code else None
            for code in (self.cleaned_data[name] for name in self.fields)
        )
