"""Forms of the case pages: from what somebody typed to what a service takes."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accountability.cases.content import (
    CaseFacts,
    CaseText,
    ConsentText,
    PersonText,
)
from accountability.models import Department, Team
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    OutcomeGroup,
    PersonRole,
    Term,
)
from accountability.vocab.retention import REASONS_OF_PEOPLE

_LONG = forms.Textarea(attrs={"rows": 8})
_SHORT = forms.Textarea(attrs={"rows": 2})


def term_choices(vocabulary: type[Term], empty: str = "") -> list[tuple[str, str]]:
    """Return a vocabulary as a form offers it, with what stands for none."""
    none = [("", empty)] if empty else []
    language = get_language() or "en"
    return [*none, *((term.value, term.label(language)) for term in vocabulary)]


class MonthField(forms.DateField):
    """A month, as the browser's month control sends it (2026-05)."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **named: Any) -> None:
        """Read a month; a whole date is taken too."""
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **named)


class CaseForm(forms.Form):
    """A case in the order in which a person tells it."""

    narrative = forms.CharField(
        label=gettext_lazy("What happened?"), widget=_LONG, required=False
    )
    occurred = forms.CharField(
        label=gettext_lazy("When?"),
        required=False,
        help_text=gettext_lazy("As it was told: “spring 2023”, “a Friday night”."),
    )
    place = forms.CharField(label=gettext_lazy("Where?"), widget=_SHORT, required=False)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Which police department?"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=gettext_lazy("not known yet"),
    )
    allegation_class = forms.ChoiceField(
        label=gettext_lazy("What kind of conduct?"),
        required=False,
        help_text=gettext_lazy("Can wait."),
    )
    wishes = forms.CharField(
        label=gettext_lazy("What does the person want?"),
        widget=_SHORT,
        required=False,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it, as far as you know?"), required=False
    )
    received_month = MonthField(label=gettext_lazy("Month in which you heard of it"))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the vocabularies' terms."""
        super().__init__(*args, **named)
        for name, vocabulary in (
            ("allegation_class", AllegationClass),
            ("outcome", OutcomeGroup),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = term_choices(vocabulary, _("not known yet"))

    def clean_received_month(self) -> date:
        """Refuse a month that has not begun."""
        month: date = self.cleaned_data["received_month"]
        if month > date.today():  # noqa: DTZ011  (a month needs no time zone)
            raise forms.ValidationError(_("This month has not begun."))
        return month.replace(day=1)

    @property
    def facts(self) -> CaseFacts:
        """The coded columns."""
        given = self.cleaned_data
        department: Department | None = given["department"]
        kind, outcome = given["allegation_class"], given["outcome"]
        return CaseFacts(
            received_month=given["received_month"],
            department_id=department.pk if department else None,
            allegation_class=AllegationClass.of(kind) if kind else None,
            outcome=OutcomeGroup.of(outcome) if outcome else None,
        )

    @property
    def text(self) -> CaseText:
        """What is told."""
        given = self.cleaned_data
        return CaseText(
            narrative=given["narrative"],
            occurred=given["occurred"],
            place=given["place"],
            wishes=given["wishes"],
        )


class NewCaseForm(CaseForm):
    """A case form with the team that it is for."""

    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), empty_label=None
    )

    def __init__(self, teams: QuerySet[Team], *args: Any, **named: Any) -> None:
        """Offer the teams for which the person may enter a case."""
        super().__init__(*args, **named)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = teams
        if teams.count() == 1:
            field.initial = teams.get()
            field.widget = forms.HiddenInput()


class PersonForm(forms.Form):
    """Somebody's part in a case."""

    role = forms.ChoiceField(
        label=gettext_lazy("Part in the case"), choices=PersonRole.choices()
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
        label=gettext_lazy("Purpose"), choices=ConsentPurpose.choices()
    )
    given = forms.TypedChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
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


class FilterForm(forms.Form):
    """What narrows the list: codes and the number, never what is told."""

    number = forms.CharField(label=gettext_lazy("Number"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=gettext_lazy("any"),
    )
    allegation_class = forms.ChoiceField(
        label=gettext_lazy("Kind of conduct"), required=False
    )
    received_from = MonthField(label=gettext_lazy("Since"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the vocabularies' terms."""
        super().__init__(*args, **named)
        for name, vocabulary in (
            ("status", CaseStatus),
            ("allegation_class", AllegationClass),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = term_choices(vocabulary, _("any"))


class ErasureForm(forms.Form):
    """Why a case should go before its time."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.english) for reason in REASONS_OF_PEOPLE],
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
