"""The one page on which a case is told: its fields, its officers, what they did.

The page's state is what the browser would send (``Typed``): the stored case, a draft
and a form that was sent are all drawn from it in the same way.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accountability.cases.allegations import Kind
from accountability.cases.content import (
    CaseFacts,
    CaseText,
    ConsentText,
    OpenCase,
    PersonText,
)
from accountability.cases.drafts import Typed
from accountability.cases.entering import (
    EnteredAct,
    EnteredAnswer,
    EnteredOfficer,
    EnteredPerson,
    Entry,
)
from accountability.cases.words import compared
from accountability.models import Department, Organisation, Team
from accountability.staff.case_forms import DepartmentField, MonthField, term_choices
from accountability.staff.words import language, name_of, term_label, translated
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    ConsentPurpose,
    Harm,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
)

#: Purposes asked on the page; the others are asked on the case's own page.
ASKED = tuple(ConsentPurpose)
_OFFICER = re.compile(r"officer-(\d{1,3})-")
_ACT = re.compile(r"officer-(\d{1,3})-act-(\d{1,3})-")
_MANY = 50
F = TypeVar("F", bound=forms.Form)
_CLASSES = [
    term
    for term in AllegationClass
    if term not in (AllegationClass.UNKNOWN, AllegationClass.UNASSIGNED)
]
_LONG = forms.Textarea(attrs={"rows": 6})
_SHORT = forms.Textarea(attrs={"rows": 2})


class EntryForm(forms.Form):
    """The fields that a case has once, in the order in which a person tells it."""

    narrative = forms.CharField(
        label=gettext_lazy("What happened?"),
        widget=_LONG,
        required=False,
        help_text=gettext_lazy("In the person’s own words, as far as you have them."),
    )
    harm = forms.ChoiceField(label=gettext_lazy("Was anybody hurt?"), required=False)
    place = forms.CharField(label=gettext_lazy("Where?"), required=False)
    occurred = forms.CharField(
        label=gettext_lazy("When?"),
        required=False,
        help_text=gettext_lazy(
            "As it was told: “12 May 2023”, “spring 2023”, “a Friday in June 2024”."
        ),
    )
    department = DepartmentField(
        label=gettext_lazy("Which police department?"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=gettext_lazy("not known yet"),
    )
    elsewhere = forms.CharField(
        label=gettext_lazy("Or one of another place"),
        required=False,
        help_text=gettext_lazy("Type its name to see the list."),
        widget=forms.TextInput(attrs={"list": "departments"}),
    )
    police_response = forms.ChoiceField(
        label=gettext_lazy(
            "If it was a report about somebody else (a “bad date”): what did police do?"
        ),
        required=False,
    )
    reported_to = forms.ChoiceField(
        label=gettext_lazy("Was it reported to anyone official?"),
        required=False,
        widget=forms.RadioSelect,
    )
    reporting = forms.CharField(
        label=gettext_lazy("To whom, when, under which number?"), required=False
    )
    not_reported_because = forms.MultipleChoiceField(
        label=gettext_lazy("If not, why not?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wishes = forms.CharField(
        label=gettext_lazy("What does the person want?"), widget=_SHORT, required=False
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it, as far as you know?"), required=False
    )
    teller = forms.ChoiceField(
        label=gettext_lazy("Who tells this?"),
        widget=forms.RadioSelect,
        required=False,
    )
    partner = forms.CharField(
        label=gettext_lazy("The partner it may be shared with"), required=False
    )
    witness = forms.CharField(
        label=gettext_lazy("Who else was there when you asked"), required=False
    )
    affected_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    affected_name = forms.CharField(
        label=gettext_lazy("Name of the person it happened to"),
        required=False,
        help_text=gettext_lazy("Any name they like to be called by. Can stay empty."),
    )
    affected_contact = forms.CharField(
        label=gettext_lazy("How to reach them safely"),
        required=False,
        help_text=gettext_lazy(
            "When, by what, and what must not be said. Not your organisation’s own "
            "number: cases with one number are taken for one person’s."
        ),
    )
    third_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    third_name = forms.CharField(
        label=gettext_lazy("Name of whoever tells it for them"), required=False
    )
    third_contact = forms.CharField(
        label=gettext_lazy("How to reach whoever tells it"), required=False
    )
    received_month = MonthField(label=gettext_lazy("Month in which you heard of it"))
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), empty_label=None
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, teams: QuerySet[Team] | None = None, **named: Any
    ) -> None:
        """Offer the vocabularies' terms; ``teams`` for a new case only."""
        super().__init__(*args, **named)
        unknown = _("not known")
        for name, choices in {
            "harm": term_choices(Harm, unknown),
            "police_response": term_choices(PoliceResponse, _("not such a report")),
            "reported_to": term_choices(ReportedTo),
            "not_reported_because": term_choices(NotReportedBecause),
            "outcome": term_choices(OutcomeGroup, unknown),
            "teller": [
                ("self", _("The person it happened to")),
                ("third", _("Somebody else, for them")),
            ],
        }.items():
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101
            chosen.choices = choices
        for purpose in ASKED:
            self.fields[f"consent_{purpose.value}"] = forms.ChoiceField(
                label=term_label(purpose),
                choices=[("", _("not asked")), ("yes", _("yes")), ("no", _("no"))],
                required=False,
            )
        if teams is None:
            del self.fields["team"]
            return
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101
        team.queryset = teams
        if teams.count() == 1:
            team.initial = teams.get()
            team.widget = forms.HiddenInput()

    def clean_elsewhere(self) -> str:
        """Refuse a name that ``posted_as_typed`` did not find."""
        if self.cleaned_data["elsewhere"].strip():
            raise forms.ValidationError(
                _("Choose one from the list, or write it under “Where?”.")
            )
        return ""

    def offer_departments(self, jurisdictions: Collection[str], chosen: str) -> None:
        """Offer the departments of these jurisdictions, and the one that is chosen.

        Those of other places are reached by typing their name. No jurisdiction: all.
        """
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        if not jurisdictions:
            del self.fields["elsewhere"]
            return
        near = Q(jurisdiction__in=jurisdictions)
        if chosen.isdecimal():
            near |= Q(pk=int(chosen))
        field.queryset = Department.objects.filter(near)

    def clean_received_month(self) -> date:
        """Refuse a month that has not begun."""
        month: date = self.cleaned_data["received_month"]
        if month > timezone.localdate():
            raise forms.ValidationError(_("This month has not begun."))
        return month.replace(day=1)

    def clean(self) -> dict[str, Any]:
        """Sharing names its partner."""
        given = super().clean() or {}
        shares = given.get(f"consent_{ConsentPurpose.SHARE.value}") == "yes"
        if shares and not (given.get("partner") or "").strip():
            self.add_error("partner", _("Name the partner it may be shared with."))
        return given


class OfficerForm(forms.Form):
    """A respondent, who may be unknown."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    description = forms.CharField(
        label=gettext_lazy("Who was it?"),
        required=False,
        help_text=gettext_lazy(
            "Name, badge, rank, what they looked like – or “not known”."
        ),
    )
    remove = forms.BooleanField(
        label=gettext_lazy("Take this officer out when saving"), required=False
    )


class ActForm(forms.Form):
    """One thing that an officer said or did."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    told = forms.CharField(
        label=gettext_lazy("What did they say or do?"), widget=_SHORT, required=False
    )
    kind = forms.CharField(
        label=gettext_lazy("What kind of conduct is that?"),
        required=False,
        help_text=gettext_lazy("Type to see the list. Can wait."),
        widget=forms.TextInput(attrs={"list": "kinds"}),
    )
    remove = forms.BooleanField(
        label=gettext_lazy("Take this out when saving"), required=False
    )

    def clean_kind(self) -> Kind:
        """Turn words of the list into class and sub-type."""
        words: str = self.cleaned_data["kind"].strip()
        if not words:
            return Kind()
        kind = kinds().get(compared(words))
        if kind is None:
            raise forms.ValidationError(
                _("Choose one from the list, or leave it empty: it can wait.")
            )
        return kind


@dataclass
class Officer:
    """An officer's form with the forms of what they did."""

    form: OfficerForm
    acts: list[ActForm]
    index: str


@dataclass
class EntryPage:
    """All forms of the page; ``checked`` once somebody has sent it to be saved."""

    form: EntryForm
    officers: list[Officer]
    checked: bool = False

    @classmethod
    def drawn(
        cls,
        typed: Typed | None,
        teams: QuerySet[Team] | None = None,
        *,
        near: Collection[str] = (),
    ) -> "EntryPage":
        """Show what was typed, or an empty page, finding no fault yet.

        ``near`` are the jurisdictions whose departments are offered; none: all.
        """
        data = _query(typed or {})
        if not typed:
            data["received_month"] = f"{timezone.localdate():%Y-%m}"
        form = EntryForm(teams=teams)
        form.offer_departments(near, data.get("department", ""))
        _fill(form, data, "")
        officers = _officers(data, bound=False)
        return cls(form, officers or [_new_officer("0")])

    @classmethod
    def sent(
        cls,
        typed: Typed,
        teams: QuerySet[Team] | None = None,
        *,
        near: Collection[str] = (),
    ) -> "EntryPage":
        """Check what was sent."""
        data = _query(typed)
        form = EntryForm(data, teams=teams)
        form.offer_departments(near, data.get("department", ""))
        page = cls(form, _officers(data, bound=True), True)
        page.officers = page.officers or [_new_officer("0")]
        return page

    def is_valid(self) -> bool:
        """Say whether every form of the page is as it should be."""
        forms_: list[forms.Form] = [self.form]
        forms_ += [officer.form for officer in self.officers if officer.form.is_bound]
        forms_ += [a for officer in self.officers for a in officer.acts if a.is_bound]
        return not [form for form in forms_ if not form.is_valid()]

    def add_officer(self) -> None:
        """Offer one more officer, for whoever has no script."""
        self.officers.append(_new_officer(str(len(self.officers))))

    def add_act(self, index: str) -> None:
        """Offer one more act of an officer."""
        for officer in self.officers:
            if officer.index == index:
                officer.acts.append(_new_act(index, str(len(officer.acts))))

    @property
    def template(self) -> Officer:
        """An empty officer, from which the script makes new ones."""
        return _new_officer("OO", act="AA")

    @property
    def consents(self) -> list[tuple[ConsentPurpose, Any]]:
        """The purposes with their fields."""
        return [(purpose, self.form[f"consent_{purpose.value}"]) for purpose in ASKED]

    @property
    def entry(self) -> Entry:
        """What a service takes; the page must be valid."""
        return Entry(
            facts=_facts(self.form.cleaned_data),
            text=_text(self.form.cleaned_data),
            officers=tuple(map(_entered, self.officers)),
            people=_people(self.form.cleaned_data),
            answers=_answers(self.form.cleaned_data),
            language=language(),
        )


def kinds() -> dict[str, Kind]:
    """Return every word by which a kind of conduct may be called, as it is compared."""
    found: dict[str, Kind] = {}
    for subtype in AllegationSubtype:
        kind = Kind(subtype.allegation_class, subtype)
        for words in (subtype.value, subtype.english, subtype.french):
            found[compared(words)] = kind
    for term in _CLASSES:
        for words in (term.value, term.english, term.french):
            found[compared(words)] = Kind(term, None)
    return found


def kind_words() -> list[tuple[str, str]]:
    """Return what the list offers while typing: the words and their definition."""
    return [
        (term_label(term), translated(term.definition))
        for term in (*AllegationSubtype, *_CLASSES)
    ]


def jurisdictions_of(organisations: Iterable[Organisation]) -> frozenset[str]:
    """Return the jurisdictions that these work in; none when one works in all."""
    found = frozenset(organisation.jurisdiction for organisation in organisations)
    return frozenset() if "" in found else found


def departments_elsewhere(near: Collection[str]) -> list[str]:
    """Return the names of the departments that are reached by typing."""
    if not near:
        return []
    return [
        name_of(department)
        for department in Department.objects.exclude(jurisdiction__in=near)
    ]


def typed_of(opened: OpenCase) -> dict[str, list[str]]:
    """Return the stored case as a browser would send it."""
    row, text = opened.row, opened.text
    typed: dict[str, list[str]] = {
        "narrative": [text.narrative],
        "harm": [text.harm],
        "place": [text.place],
        "occurred": [text.occurred],
        "department": [str(row.department_id or "")],
        "police_response": [row.police_response],
        "reported_to": [row.reported_to],
        "reporting": [text.reporting],
        "not_reported_because": list(row.not_reported_because),
        "wishes": [text.wishes],
        "outcome": [row.outcome],
        "received_month": [f"{row.received_month:%Y-%m}"],
        "revision": [str(row.revision)],
        "teller": ["self"],
    }
    for role, name in (
        (PersonRole.AFFECTED, "affected"),
        (PersonRole.COMPLAINANT, "third"),
    ):
        found = [person for person in opened.people if person.role is role][:1]
        for person in found:
            typed[f"{name}_id"] = [str(person.row.pk)]
            typed[f"{name}_name"] = [person.text.name]
            typed[f"{name}_contact"] = [person.text.contact]
        if found and name == "third":
            typed["teller"] = ["third"]
    typed |= _typed_officers(opened)
    return typed


def posted_as_typed(data: QueryDict) -> dict[str, list[str]]:
    """Return a sent form as a draft keeps it: the page's fields and nothing else.

    A department of another place, typed by its name, is the one that is chosen.
    """
    known = {*EntryForm.base_fields, *(f"consent_{p.value}" for p in ASKED)}
    typed = {
        name: data.getlist(name)
        for name in data
        if name in known or _OFFICER.match(name)
    }
    words = " ".join(data.get("elsewhere", "").split())
    if words and (found := _department_called(words)):
        typed |= {"department": [str(found.pk)], "elsewhere": [""]}
    return typed


def _department_called(words: str) -> Department | None:
    """Return the one department of this whole name; None for none or for several."""
    called = Q(name__iexact=words) | Q(name_fr__iexact=words)
    found = list(Department.objects.filter(called)[:2])
    return found[0] if len(found) == 1 else None


def _typed_officers(opened: OpenCase) -> dict[str, list[str]]:
    typed: dict[str, list[str]] = {}
    respondents = [p for p in opened.people if p.role is PersonRole.RESPONDENT]
    for number, person in enumerate(respondents):
        stem = f"officer-{number}"
        typed[f"{stem}-id"] = [str(person.row.pk)]
        typed[f"{stem}-description"] = [person.description]
        said = [a for a in opened.allegations if a.row.respondent_id == person.row.pk]
        for place, act in enumerate(said):
            typed[f"{stem}-act-{place}-id"] = [str(act.row.pk)]
            typed[f"{stem}-act-{place}-told"] = [act.text.told]
            term = act.subtype or act.allegation_class
            label = term_label(term) if term else ""
            typed[f"{stem}-act-{place}-kind"] = [label]
    return typed


def _query(typed: Typed) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    return data


def _fill(form: forms.Form, data: QueryDict, prefix: str) -> None:
    for name, shown in form.fields.items():
        key = f"{prefix}-{name}" if prefix else name
        if key not in data:
            continue
        many = isinstance(shown, forms.MultipleChoiceField)
        form.initial[name] = data.getlist(key) if many else data[key]


def _officers(data: QueryDict, *, bound: bool) -> list[Officer]:
    indexes = sorted({int(m[1]) for name in data if (m := _OFFICER.match(name))})
    found = []
    for index in indexes[:_MANY]:
        stem = f"officer-{index}"
        places = sorted(
            int(m[2]) for name in data if (m := _ACT.match(name)) and m[1] == str(index)
        )
        acts = [
            _form(ActForm, data, f"{stem}-act-{place}", bound=bound)
            for place in list(dict.fromkeys(places))[:_MANY]
        ]
        form = _form(OfficerForm, data, stem, bound=bound)
        found.append(Officer(form, acts or [_new_act(str(index), "0")], str(index)))
    return found


def _form(kind: type[F], data: QueryDict, prefix: str, *, bound: bool) -> F:
    form = kind(data, prefix=prefix) if bound else kind(prefix=prefix)
    if not bound:
        _fill(form, data, prefix)
    return form


def _new_officer(index: str, act: str = "0") -> Officer:
    form = OfficerForm(prefix=f"officer-{index}")
    return Officer(form, [_new_act(index, act)], index)


def _new_act(index: str, place: str) -> ActForm:
    return ActForm(prefix=f"officer-{index}-act-{place}")


def _facts(given: dict[str, Any]) -> CaseFacts:
    outcome, reported = given["outcome"], given["reported_to"]
    response, department = given["police_response"], given["department"]
    return CaseFacts(
        received_month=given["received_month"],
        department_id=department.pk if department else None,
        outcome=OutcomeGroup.of(outcome) if outcome else None,
        reported_to=ReportedTo.of(reported) if reported else None,
        not_reported_because=tuple(
            NotReportedBecause.of(code) for code in given["not_reported_because"]
        ),
        police_response=PoliceResponse.of(response) if response else None,
    )


def _text(given: dict[str, Any]) -> CaseText:
    return CaseText(
        narrative=given["narrative"],
        occurred=given["occurred"],
        place=given["place"],
        wishes=given["wishes"],
        harm=given["harm"],
        reporting=given["reporting"],
    )


def _people(given: dict[str, Any]) -> tuple[EnteredPerson, ...]:
    affected = PersonText(given["affected_name"], given["affected_contact"])
    third = PersonText(given["third_name"], given["third_contact"])
    return (
        EnteredPerson(PersonRole.AFFECTED, affected, given["affected_id"]),
        EnteredPerson(PersonRole.COMPLAINANT, third, given["third_id"]),
    )


def _answers(given: dict[str, Any]) -> tuple[EnteredAnswer, ...]:
    found = []
    for purpose in ASKED:
        answer = given[f"consent_{purpose.value}"]
        if answer:
            partner = given["partner"] if purpose is ConsentPurpose.SHARE else ""
            text = ConsentText(partner, given["witness"])
            found.append(EnteredAnswer(purpose, answer == "yes", text))
    return tuple(found)


def _entered(officer: Officer) -> EnteredOfficer:
    given = officer.form.cleaned_data if officer.form.is_bound else {}
    return EnteredOfficer(
        description=given.get("description", ""),
        id=_id(given),
        removed=bool(given.get("remove")),
        acts=tuple(
            EnteredAct(
                told=act.cleaned_data["told"],
                kind=act.cleaned_data["kind"],
                id=_id(act.cleaned_data),
                removed=act.cleaned_data["remove"],
            )
            for act in officer.acts
            if act.is_bound
        ),
    )


def _id(given: dict[str, Any]) -> UUID | None:
    return given.get("id") or None
