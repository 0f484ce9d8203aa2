"""What a person types of a page: a recommendation, or an answer to one.

What is right is the service's to say (``extraction.by_hand``); these forms only ask.
"""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accountability.extraction.by_hand.answerable import Asked
from accountability.extraction.by_hand.drafts import FIELDS
from accountability.extraction.by_hand.reading import NO_ANSWERS
from accountability.models import Department, HandEntry, RecordType
from accountability.staff.by_hand_words import NOT_TAKEN
from accountability.staff.forms import DescribedForm
from accountability.staff.words import name_of, term_label
from accountability.vocab import ResponderRole, ResponseStatus, Term

_DATE = gettext_lazy(
    "As finely as the page tells it: May 3, 2024, May 2024, 2024 or 2023/24. Empty if "
    "it does not."
)


class PageForm(DescribedForm):
    """Where it stands: the page, and the first words of it there."""

    page = forms.CharField(
        label=gettext_lazy("Page"),
        help_text=gettext_lazy("As the file counts them: the first one is page 1."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Two or three words where it begins"),
        help_text=gettext_lazy(
            "To frame the place. They are not kept. Empty: the whole page is framed."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Propose that this takes the place of what is on record"),
    )

    def __init__(
        self,
        entry: HandEntry,
        departments: Iterable[Department],
        typed: Mapping[str, str],
        *,
        asks_whether_it_replaces: bool = False,
    ) -> None:
        """Show what was typed; a service's codes are added with ``add_codes``."""
        super().__init__(typed)
        for name, field in self.fields.items():
            field.required = False
            longest = FIELDS[RecordType(entry.kind)].get(name)
            if isinstance(field, forms.CharField) and longest:
                field.widget.attrs["maxlength"] = longest
        if not (asks_whether_it_replaces or typed.get("replaces")):
            del self.fields["replaces"]
        places = [(item.slug, name_of(item)) for item in departments]
        self.offer("department", [("", _("none")), *places])

    def offer(self, name: str, choices: Iterable[object]) -> None:
        """Offer choices; what was chosen is judged by the service."""
        self.fields[name].widget = forms.Select(choices=list(choices))  # type: ignore[arg-type]

    def add_codes(self, errors: Mapping[str, str]) -> None:
        """Show a service's codes at their fields."""
        self.is_valid()
        for name, code in errors.items():
            at = name if name in self.fields else None
            self.add_error(at, str(NOT_TAKEN[code]))


class RecommendationForm(PageForm):
    """What a body recommended, to whom, when."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy(
            "As the document numbers it, such as 4 or 12(b); with its chapter where "
            "numbers come twice. For staff, never published. Empty if it has none."
        ),
    )
    addressee = forms.CharField(
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy(
            "The board, service or government, as the page calls it. Never a private "
            "person."
        ),
    )
    department = forms.CharField(
        label=gettext_lazy("Police department that it concerns")
    )
    made = forms.CharField(label=gettext_lazy("When it was made"), help_text=_DATE)
    summary = forms.CharField(
        label=gettext_lazy("What was recommended, in our own words"),
        help_text=gettext_lazy(
            "One or two sentences of yours, 500 letters at most: never the "
            "document’s text, never a name. This is published."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    field_order = (
        *("page", "words", "number", "addressee", "department", "made", "summary"),
        "replaces",
    )


class ResponseForm(PageForm):
    """What somebody answered to a recommendation."""

    recommendation = forms.CharField(label=gettext_lazy("What is answered"))
    responder = forms.CharField(
        label=gettext_lazy("Who answered"),
        help_text=gettext_lazy(
            "The board, service or government, as the page calls it. Never a private "
            "person."
        ),
    )
    department = forms.CharField(label=gettext_lazy("Police department that answered"))
    role = forms.CharField(label=gettext_lazy("Who that is"))
    status = forms.CharField(
        label=gettext_lazy("The answer"),
        help_text=gettext_lazy(
            "Only what the page says. A page that does not answer is no refusal: enter "
            "nothing."
        ),
    )
    status_raw = forms.CharField(
        label=gettext_lazy("The answer in the page’s own few words"),
        help_text=gettext_lazy("Such as: accepted in principle. Empty if it has none."),
    )
    answered = forms.CharField(label=gettext_lazy("When"), help_text=_DATE)

    field_order = (
        *("page", "words", "recommendation", "responder", "department", "role"),
        *("status", "status_raw", "answered", "replaces"),
    )

    def offer_answerable(self, groups: Mapping[str, list[Asked]]) -> None:
        """Offer the recommendations, by where they stand, and the vocabularies."""
        choices: list[object] = [("", _("choose"))]
        choices += [
            (name, [(str(one.reading), one.words) for one in held])
            for name, held in groups.items()
        ]
        self.offer("recommendation", choices)
        self.offer("role", [("", _("choose")), *_terms(ResponderRole)])
        self.offer("status", [("", _("choose")), *_terms(ResponseStatus)])


def _terms(vocabulary: type[Term]) -> list[tuple[str, str]]:
    return [
        (term.value, term_label(term))
        for term in vocabulary
        if term not in NO_ANSWERS and term is not ResponderRole.UNASSIGNED
    ]
