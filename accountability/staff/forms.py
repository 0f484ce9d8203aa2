"""What reviewers type. Rules are the services'; these forms only ask."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accountability.models import Department
from accountability.review.corrections import (
    ALL_DEPARTMENTS,
    allegation_values,
    matter_values,
    statistic_values,
)
from accountability.review.matter_corrections import (
    proceeding_values,
    recommendation_values,
    response_values,
)
from accountability.review.words import CORRECTION_ERRORS
from accountability.sources.proposals import (
    AllegationProposal,
    ProceedingProposal,
    Proposal,
    RecommendationProposal,
    ResponseProposal,
    StatisticProposal,
)
from accountability.staff.words import name_of, term_label
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    Measure,
    Metric,
    ProceedingKind,
    ProceedingOutcome,
    ResponderRole,
    ResponseStatus,
    Route,
    Term,
    ValueStatus,
)
from accountability.vocab.refusals import Refusal

_LABELS = {
    "department": _("Department"),
    "metric": _("What is counted"),
    "category": _("Part (as printed)"),
    "period": _("Period (as printed)"),
    "value_raw": _("Words printed for the value"),
    "status": _("Status"),
    "value": _("Value"),
    "allegation_class": _("Class"),
    "subtype_raw": _("Sub-type (as printed)"),
    "disposition": _("Finding"),
    "employment_status": _("Officer's standing"),
    "kind": _("Kind of matter"),
    "place_raw": _("Place (as printed)"),
    "incident_raw": _("Incident (as printed)"),
    "harm_raw": _("Harm (as printed)"),
    "outcome": _("How it ended"),
    "route": _("Set in motion by"),
    "file_type": _("Type of file"),
    "addressee_raw": _("Addressee"),
    "summary": _("What was recommended, in our own words"),
    "responder_raw": _("Who answered"),
    "role": _("Who that is"),
    "response_status": _("The answer"),
}
_NUMBERED = {
    "measure": _("Measure %(number)s"),
    "stage": _("Measure %(number)s: effect"),
    "days": _("Measure %(number)s: days"),
}
_TERMS: dict[str, type[Term]] = {
    "metric": Metric,
    "status": ValueStatus,
    "allegation_class": AllegationClass,
    "disposition": Disposition,
    "employment_status": EmploymentStatus,
    "route": Route,
    "file_type": FileType,
    "measure": Measure,
    "stage": DisciplineStage,
    "kind": ProceedingKind,
    "outcome": ProceedingOutcome,
    "role": ResponderRole,
    "response_status": ResponseStatus,
}


class DescribedForm(forms.Form):
    """A form whose errors are tied to their fields for screen readers."""

    required_css_class = "required"
    error_css_class = "wrong"


class ReasonForm(DescribedForm):
    """Why something is refused: one of ``reasons``, or words where they fall short."""

    reasons: ClassVar[type[Term]]

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
        field.choices = [(term.value, term_label(term)) for term in self.reasons]


class RejectForm(ReasonForm):
    """Why a reading is refused."""

    reasons = Refusal


class CorrectForm(DescribedForm):
    """The fields of a reading as they should be, and why."""

    reason = forms.CharField(
        label=_("Why? What does the page say?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: the next reader will ask.")},
    )

    def __init__(
        self,
        proposal: Proposal,
        departments: Iterable[Department],
        data: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        figure = isinstance(proposal, StatisticProposal)
        self.held = _values(proposal)
        printed = getattr(proposal, "department_raw", "") or figure
        self.nowhere = str(_("(not recognised)") if printed else _("(none named)"))
        choices = [(item.slug, name_of(item)) for item in departments]
        if figure:
            choices.append((ALL_DEPARTMENTS, str(_("All agencies of the period"))))
        fields = {name: self._field(name, choices) for name in self.held}
        self.fields = {**fields, "reason": self.fields["reason"]}
        self.initial = dict(self.held)

    def _field(self, name: str, departments: list[tuple[str, str]]) -> forms.Field:
        stem, _underscore, number = name.rpartition("_")
        numbered = _NUMBERED.get(stem) if number.isdigit() else None
        label = numbered % {"number": number} if numbered else _LABELS[name]
        vocabulary = _TERMS.get(stem if numbered else name)
        # What was typed is judged by the service, which names what is wrong; a choice
        # field would refuse it with words of its own.
        if name == "department":
            choices = departments
            if not self.held[name]:
                choices = [("", self.nowhere), *departments]
            return forms.CharField(
                label=label, required=False, widget=forms.Select(choices=choices)
            )
        if vocabulary:
            terms = [(term.value, term_label(term)) for term in vocabulary]
            return forms.CharField(
                label=label, required=False, widget=forms.Select(choices=terms)
            )
        return forms.CharField(label=label, required=False)

    def changes(self) -> dict[str, str]:
        """Return what was typed for the correctable fields."""
        return {name: self.cleaned_data[name] for name in self.held}

    def add_codes(self, errors: Mapping[str, str]) -> None:
        """Show a service's codes at their fields."""
        for name, code in errors.items():
            at = name if name in self.fields else None
            self.add_error(at, str(CORRECTION_ERRORS[code]))


def _values(proposal: Proposal) -> dict[str, str]:
    if isinstance(proposal, StatisticProposal):
        return statistic_values(proposal)
    if isinstance(proposal, AllegationProposal):
        return allegation_values(proposal)
    if isinstance(proposal, ProceedingProposal):
        return proceeding_values(proposal)
    if isinstance(proposal, RecommendationProposal):
        return recommendation_values(proposal)
    if isinstance(proposal, ResponseProposal):
        return response_values(proposal)
    return matter_values(proposal)
