"""What the release desk asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class NameForm(forms.Form):
    """The release's name, typed: what is published can't be taken back."""

    name = forms.CharField(
        label=gettext_lazy("Type the release’s name to confirm"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, name: str, *args: Any, **options: Any) -> None:
        """Ask for this very name."""
        super().__init__(*args, **options)
        self._name = name

    def clean_name(self) -> str:
        """Compare the names."""
        given = str(self.cleaned_data["name"]).strip()
        if given != self._name:
            raise forms.ValidationError(
                _("That is not its name: %(name)s.") % {"name": self._name}
            )
        return given


class RollbackForm(NameForm):
    """The name, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why does it become current again?"),
        help_text=gettext_lazy("Kept with the change; staff read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["reason", "name"]


class ReturnForm(forms.Form):
    """Why a release shall not go out."""

    reason = forms.CharField(
        label=gettext_lazy("Why shall it not go out?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DrawForm(forms.Form):
    """That it is known what can't be undone."""

    known = forms.BooleanField(
        label=gettext_lazy("I know that this is done once and can’t be taken back"),
        error_messages={"required": gettext_lazy("Tick the box to go on.")},
    )
