"""Forms about accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accountability.models import (
    HOME_JURISDICTION,
    Department,
    Organisation,
    Role,
    Team,
    User,
)
from accountability.staff.words import place_label
from accountability.vocab.tokens import TokenScope


class AcceptForm(forms.Form):
    """A name of one's own choosing and a password."""

    username = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=150,
        validators=[User.username_validator],
        help_text=gettext_lazy("What colleagues see. It need not be your real name."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("15 characters or more; several words are fine."),
    )
    again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("This name is taken: choose another."))
        return name

    def clean(self) -> dict[str, Any]:
        """Hold the password to the rules."""
        given = super().clean() or {}
        password = given.get("password")
        if password and password != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        if password:
            try:
                validate_password(password, User(username=given.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


Choice = tuple[Role, Organisation | None, Team | None]


class InviteForm(forms.Form):
    """A role, where it is held, and the team."""

    choice = forms.ChoiceField(label=gettext_lazy("Invite to be"))

    def __init__(self, choices: list[Choice], *args: Any, **named: Any) -> None:
        """Offer ``choices`` by their number."""
        super().__init__(*args, **named)
        self._choices = choices
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(str(n), label_of(c)) for n, c in enumerate(choices)]

    @property
    def chosen(self) -> Choice:
        """What was chosen."""
        return self._choices[int(self.cleaned_data["choice"])]


class OrganisationForm(forms.Form):
    """A new organisation and its first team."""

    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=200)
    slug = forms.SlugField(label=gettext_lazy("Short name"), max_length=60)
    team = forms.CharField(label=gettext_lazy("First team"), max_length=200)
    jurisdiction = forms.ChoiceField(
        label=gettext_lazy("Place of the departments that its forms offer"),
        required=False,
        initial=HOME_JURISDICTION,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the jurisdictions that there are departments of."""
        super().__init__(*args, **named)
        places = Department.objects.order_by("jurisdiction").distinct()
        field = self.fields["jurisdiction"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            *(
                (code, place_label(code))
                for code in places.values_list("jurisdiction", flat=True)
            ),
            ("", _("all places")),
        ]

    def clean_slug(self) -> str:
        """Refuse a short name that is taken."""
        slug: str = self.cleaned_data["slug"]
        if Organisation.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("This short name is taken."))
        return slug


class TeamForm(forms.Form):
    """A new team."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )
    name = forms.CharField(label=gettext_lazy("Team"), max_length=200)

    def __init__(
        self, organisations: QuerySet[Organisation], *args: Any, **named: Any
    ) -> None:
        """Offer the organisations that the person supervises."""
        super().__init__(*args, **named)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = organisations

    def clean(self) -> dict[str, Any]:
        """Refuse a name that the organisation has already."""
        given = super().clean() or {}
        place = given.get("organisation")
        if place and place.teams.filter(name=given.get("name")).exists():
            self.add_error("name", _("There is a team of this name."))
        return given


class MemberForm(forms.Form):
    """The teams of a member."""

    teams = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Works in"),
        queryset=Team.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, teams: QuerySet[Team], *args: Any, **named: Any) -> None:
        """Offer the teams of the organisation."""
        super().__init__(*args, **named)
        field = self.fields["teams"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = teams


def label_of(choice: Choice) -> str:
    """Return a choice in words."""
    role, organisation, team = choice
    words = {
        Role.REVIEWER: _("reviewer of what is read from documents"),
        Role.RELEASER: _("releaser"),
        Role.AUDITOR: _("auditor"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.INTAKE: _("intake"),
        Role.CASE_WORKER: _("case worker"),
        Role.SUPERVISOR: _("supervisor"),
    }[role]
    where = [str(part) for part in (organisation, team) if part]
    return ", ".join([words, *where])


class TokenForm(forms.Form):
    """What a token is for, what it may, and when it ends."""

    label = forms.CharField(
        label=gettext_lazy("For what"),
        max_length=60,
        help_text=gettext_lazy("So that you know it again. No names of clients."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("It may"), widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=gettext_lazy("Ends after so many days"),
        min_value=1,
        max_value=settings.TOKEN_LONGEST_DAYS,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the scopes, the narrower first."""
        super().__init__(*args, **named)
        language = get_language() or "en"
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)  # noqa: S101
        scope.choices = [(t.value, t.label(language)) for t in TokenScope]
        scope.initial = TokenScope.READ.value
