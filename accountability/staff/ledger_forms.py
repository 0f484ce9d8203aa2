"""What a reviewer types about an entry of the ledger. Rules are the service's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accountability.staff.forms import DescribedForm
from accountability.staff.words import term_label
from accountability.vocab import Dismissal


class DismissForm(DescribedForm):
    """Why a proposed entry is not one."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("In your own words (needed for “another reason”)"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(term.value, term_label(term)) for term in Dismissal]
