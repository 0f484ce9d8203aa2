"""Forms of the case pages: from what somebody typed to what a service takes."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accountability.cases.allegations import Kind
from accountability.cases.content import ConsentText, PersonText
from accountability.models import Department
from accountability.staff.words import name_of, term_label
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    DisciplineStage,
    Disposition,
    FindingStage,
    Measure,
    PersonRole,
    Term,
)
from accountability.vocab.retention import REASONS_OF_PEOPLE

_SHORT = forms.Textarea(attrs={"rows": 2})


def term_choices(vocabulary: type[Term], empty: str = "") -> list[tuple[str, str]]:
    """Return a vocabulary as a form offers it, with what stands for none."""
    none = [("", empty)] if empty else []
    return [*none, *((term.value, term_label(term)) for term in vocabulary)]


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Set what a field of choices offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices


def day_input() -> forms.DateInput:
    """Return the browser's control for a day, which wants it written 2026-05-12."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MonthField(forms.DateField):
    """A month, as the browser's month control sends it (2026-05)."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **named: Any) -> None:
        """Read a month; a whole date is taken too."""
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **named)


class DepartmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department under its name in the reader's language."""

    def label_from_instance(self, obj: Department) -> str:
        """Return the name."""
        return name_of(obj)


class AllegationForm(forms.Form):
    """One act, for triage: who, what, of which class."""

    told = forms.CharField(
        label=gettext_lazy("What was said or done"), widget=_SHORT, required=False
    )
    respondent = forms.TypedChoiceField(
        label=gettext_lazy("By whom"), required=False, coerce=UUID, empty_value=None
    )
    allegation_class = forms.ChoiceField(
        label=gettext_lazy("Class of allegation"), required=False
    )
    subtype = forms.ChoiceField(label=gettext_lazy("Sub-type"), required=False)

    def __init__(
        self, respondents: list[tuple[str, str]], *args: Any, **named: Any
    ) -> None:
        """Offer the case's respondents and the vocabularies."""
        super().__init__(*args, **named)
        unknown = _("not known yet")
        offer(self, "respondent", [("", unknown), *respondents])
        offer(self, "allegation_class", term_choices(AllegationClass, unknown))
        offer(self, "subtype", term_choices(AllegationSubtype, unknown))

    @property
    def kind(self) -> Kind:
        """Class and sub-type."""
        given = self.cleaned_data
        one, other = given["allegation_class"], given["subtype"]
        return Kind(
            AllegationClass.of(one) if one else None,
            AllegationSubtype.of(other) if other else None,
        )


class FindingForm(forms.Form):
    """What was concluded on one act."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    disposition = forms.ChoiceField(label=gettext_lazy("Finding"))
    decided_by = forms.CharField(label=gettext_lazy("Decided by"), required=False)
    decided_on = forms.DateField(
        label=gettext_lazy("On"),
        required=False,
        widget=day_input(),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the vocabularies' terms."""
        super().__init__(*args, **{"auto_id": "finding_%s", **named})
        offer(self, "stage", term_choices(FindingStage, _("choose")))
        offer(self, "disposition", term_choices(Disposition, _("choose")))


class MeasureForm(forms.Form):
    """A measure on one act."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    days = forms.IntegerField(
        label=gettext_lazy("Days, of a suspension"),
        required=False,
        min_value=1,
        max_value=365,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the vocabularies' terms."""
        super().__init__(*args, **{"auto_id": "measure_%s", **named})
        offer(self, "stage", term_choices(DisciplineStage, _("choose")))
        offer(self, "measure", term_choices(Measure, _("choose")))

    def clean(self) -> dict[str, Any]:
        """Only a suspension has days."""
        given = super().clean() or {}
        suspended = given.get("measure") == Measure.SUSPENSION.value
        if given.get("days") and not suspended:
            self.add_error("days", _("Only a suspension has days: leave it empty."))
        return given


class TriageForm(forms.Form):
    """The class under which a case is counted."""

    allegation_class = forms.ChoiceField(
        label=gettext_lazy("Counted under"), required=False
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the classes."""
        super().__init__(*args, **named)
        choices = term_choices(AllegationClass, _("not known yet"))
        offer(self, "allegation_class", choices)


class PersonForm(forms.Form):
    """Somebody's part in a case."""

    role = forms.ChoiceField(
        label=gettext_lazy("Part in the case"), choices=lambda: term_choices(PersonRole)
    )
    name = forms.CharField(label=gettext_lazy("Name"), required=False)
    contact = forms.CharField(
        label=gettext_lazy("How to reach them safely"), widget=_SHORT, required=False
    )
    details = forms.CharField(
        label=gettext_lazy("Anything else"),
        widget=_SHORT,
        required=False,
        help_text=gettext_lazy("For police: rank, badge, what they looked like."),
    )

    @property
    def text(self) -> PersonText:
        """Who it is."""
        given = self.cleaned_data
        return PersonText(given["name"], given["contact"], given["details"])


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(label=gettext_lazy("Note"), widget=_SHORT)


class ConsentForm(forms.Form):
    """An answer for one purpose."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"), choices=lambda: term_choices(ConsentPurpose)
    )
    given = forms.TypedChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=day_input(),
    )
    partner = forms.CharField(label=gettext_lazy("Partner’s name"), required=False)
    witness = forms.CharField(label=gettext_lazy("Who was there"), required=False)

    def clean(self) -> dict[str, Any]:
        """Sharing names the partner."""
        given = super().clean() or {}
        shares = given.get("purpose") == ConsentPurpose.SHARE.value
        if shares and given.get("given") and not given.get("partner", "").strip():
            self.add_error("partner", _("Name the partner it may be shared with."))
        return given

    @property
    def text(self) -> ConsentText:
        """The sealed part."""
        return ConsentText(self.cleaned_data["partner"], self.cleaned_data["witness"])


class ErasureForm(forms.Form):
    """Why a case should go before its time."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=lambda: [(term.value, term_label(term)) for term in REASONS_OF_PEOPLE],
    )


class NumberForm(forms.Form):
    """The case's number, typed by whoever does what can't be undone."""

    number = forms.CharField(label=gettext_lazy("Type the case’s number to confirm"))

    def __init__(self, number: str, *args: Any, **named: Any) -> None:
        """Ask for ``number``."""
        super().__init__(*args, **named)
        self._number = number

    def clean_number(self) -> str:
        """Refuse another number."""
        given: str = self.cleaned_data["number"].strip().upper()
        if given != self._number:
            raise forms.ValidationError(_("This is not the number of the case."))
        return given


class UploadForm(forms.Form):
    """A file to attach."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Photo (JPEG, PNG), PDF, video (MP4) or sound (M4A)."),
    )
