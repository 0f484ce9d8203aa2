"""Forms for files that are handed in: the file, its columns, the body's words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accountability.extraction.handing_in.mapping import (
    ALL,
    Part,
    suggested_code,
)
from accountability.extraction.handing_in.receiving import Facts, known_sources
from accountability.models import Department, HandedInFile, OversightBody
from accountability.sources.formats.declaration import Columns
from accountability.sources.registry import all_sources
from accountability.staff.case_forms import day_input
from accountability.staff.words import language, name_of, term_label
from accountability.vocab import DocumentType, Metric, Term
from accountability.vocab.crosswalk import NOTHING
from accountability.vocab.handed_in import (
    DEPARTMENT_WORDS,
    TERM_FIELDS,
    TableField,
    TableKind,
)

_RESERVED = frozenset({"unknown", "unassigned"})
#: What a file is that no program reads, among the choices of the form.
BY_HAND = "by_hand"


class FileForm(forms.Form):
    """An official file, and what is known of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, XLSX or PDF, as the body published or gave it. At most 64 MB. Never "
            "a list of people who confided in you: those are past cases."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.pdf,.json"}),
    )
    source = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)
    body = forms.TypedChoiceField(
        label=gettext_lazy("Body"),
        help_text=gettext_lazy("Whose file it is. A known source has its own."),
        required=False,
        coerce=int,
        empty_value=None,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("As the body calls it; the public reads it."),
        max_length=300,
    )
    document_type = forms.ChoiceField(
        label=gettext_lazy("Form"),
        help_text=gettext_lazy("A CSV or a workbook is a dataset. A PDF is not."),
        initial=DocumentType.DATASET.value,
    )
    period = forms.CharField(
        label=gettext_lazy("Period of the whole file"),
        help_text=gettext_lazy(
            "Such as 2021/22, 2021 or 2021-Q3. Empty if a column says it."
        ),
        max_length=40,
        required=False,
    )
    address = forms.URLField(
        label=gettext_lazy("Publisher’s address of the file"),
        help_text=gettext_lazy(
            "Empty if it stands nowhere: the public page will say that it was "
            "handed in."
        ),
        max_length=900,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    got_on = forms.DateField(
        label=gettext_lazy("Got on"),
        help_text=gettext_lazy(
            "The day on which it came to us; a report to be read by hand needs it. For "
            "staff only."
        ),
        required=False,
        widget=day_input(),
    )
    given_by = forms.CharField(
        label=gettext_lazy("Given by"),
        help_text=gettext_lazy(
            "The office or the organisation, never somebody who must not be known. For "
            "staff only."
        ),
        max_length=200,
        required=False,
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"), max_length=200, required=False
    )
    attribution = forms.CharField(
        label=gettext_lazy("Who asks to be named"), max_length=300, required=False
    )
    instead_of = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer what is known here."""
        super().__init__(*args, **named)
        self._bodies = {body.pk: body for body in OversightBody.objects.all()}
        named_bodies = {body.slug: name_of(body) for body in self._bodies.values()}
        self._offer("body", [("", "–"), *_named(self._bodies)])
        sources = [
            (source.id, f"{named_bodies[source.body]} · {source.id}")
            for source in known_sources()
        ]
        own = [
            ("", _("A table from a body")),
            (BY_HAND, _("A report to be read by hand (PDF)")),
        ]
        self._offer("source", [*own, *sources])
        types = [(kind.value, term_label(kind)) for kind in DocumentType]
        self._offer("document_type", types)

    def clean(self) -> dict[str, Any]:
        """Refuse a file of nobody."""
        cleaned = super().clean() or {}
        known = cleaned.get("source") in all_sources()
        if not known and not cleaned.get("body"):
            self.add_error("body", _("Say whose file it is."))
        return cleaned

    @property
    def facts(self) -> Facts:
        """What was said of the file."""
        said = self.cleaned_data
        source = all_sources().get(said["source"])
        body = (
            next(b for b in self._bodies.values() if b.slug == source.body)
            if source
            else self._bodies[said["body"]]
        )
        return Facts(
            body=body,
            title=said["title"],
            source=source.id if source else "",
            address=said["address"],
            document_type=DocumentType.of(said["document_type"]),
            period=said["period"].strip(),
            licence=said["licence"],
            attribution=said["attribution"],
            by_hand=said["source"] == BY_HAND,
            got_on=said["got_on"],
            given_by=said["given_by"].strip(),
        )

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


def facts_again(file: HandedInFile, *, by_hand: bool = False) -> dict[str, Any]:
    """Return what was said of a file, for the form of the file that corrects it.

    ``by_hand`` says that people read it, whatever was said before.
    """
    known = file.source_id if file.source_id in all_sources() else ""
    return {
        "source": BY_HAND if by_hand or file.by_hand else known,
        "body": file.body_id,
        "title": file.title,
        "document_type": file.document_type,
        "period": file.period,
        "address": file.address,
        "licence": file.licence,
        "attribution": file.attribution,
        "got_on": file.got_on,
        "given_by": file.given_by,
        "instead_of": file.pk,
    }


class ColumnsForm(forms.Form):
    """Which column is what, in the sheet and below the row that were chosen."""

    name = forms.CharField(
        label=gettext_lazy("Name of this mapping"),
        help_text=gettext_lazy("Under it the answers are kept for the next such file."),
        max_length=100,
    )
    kind = forms.ChoiceField(label=gettext_lazy("A row is about"))
    department = forms.ChoiceField(
        label=gettext_lazy("Police department"),
        help_text=gettext_lazy("If the whole table is about one, or a column says it."),
        required=False,
    )
    metric = forms.ChoiceField(
        label=gettext_lazy("What the figures count"),
        help_text=gettext_lazy("For figures only."),
        required=False,
    )

    def __init__(
        self,
        file: HandedInFile,
        part: Part,
        heading: int,
        columns: Columns,
        *args: Any,
        name: str = "",
        **named: Any,
    ) -> None:
        """Ask for each heading; what ``columns`` says is chosen already."""
        super().__init__(*args, **named)
        self.initial = {
            **self.initial,
            "name": name or file.title[:100],
            "kind": columns.kind.value,
            "department": columns.department,
            "metric": columns.metric.value if columns.metric else "",
        }
        self._columns = columns
        self.headings = part.headings(heading)
        self._offer("kind", [(kind.value, term_label(kind)) for kind in TableKind])
        places = Department.objects.filter(jurisdiction=file.body.jurisdiction)
        self._offer(
            "department",
            [
                ("", _("A column says it")),
                (ALL, _("All agencies of the body: its totals")),
                *sorted(((p.slug, name_of(p)) for p in places), key=lambda c: c[1]),
            ],
        )
        metrics = [(metric.value, term_label(metric)) for metric in Metric]
        self._offer("metric", [("", "–"), *metrics])
        self.asked: list[tuple[str, list[str]]] = []
        choices = [
            ("", _("leave out")),
            *((field.value, term_label(field)) for field in TableField),
        ]
        for number, heading_words in enumerate(self.headings):
            if not heading_words:
                continue
            held = columns.fields.get(heading_words)
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading_words,
                choices=choices,
                required=False,
                initial=held.value if held else "",
            )
            self.asked.append((f"column-{number}", part.values(number, heading)))

    @property
    def columns(self) -> Columns:
        """What was said of the columns; the words stay as they were."""
        said = self.cleaned_data
        fields = {
            self.headings[int(name.partition("-")[2])]: TableField.of(said[name])
            for name, _values in self.asked
            if said[name]
        }
        kind = TableKind.of(said["kind"])
        figures = kind is TableKind.FIGURES and said["metric"]
        return replace(
            self._columns,
            kind=kind,
            fields=fields,
            department=said["department"],
            metric=Metric.of(said["metric"]) if figures else None,
        )

    def rows(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return the columns' fields, each with its first values."""
        return [(self[name], values) for name, values in self.asked]

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


class WordsForm(forms.Form):
    """What a body's words mean that nobody mapped yet."""

    def __init__(
        self, file: HandedInFile, words: Sequence[tuple[str, str, int]], *args: Any
    ) -> None:
        """Ask for each word; a likely term is chosen already, for a person to see."""
        super().__init__(*args)
        self._words: dict[str, tuple[str, str]] = {}
        vocabularies = dict(TERM_FIELDS.values())
        for said, raw, number in words:
            # By the words and not by their place: another check may list others.
            digest = hashlib.sha256(f"{said}\x1f{raw}".encode()).hexdigest()[:20]
            vocabulary = vocabularies.get(said)
            choices = _terms(vocabulary) if vocabulary else _places(file)
            likely = suggested_code(file, said, raw)
            self.fields[f"word-{digest}"] = forms.ChoiceField(
                label=raw,
                choices=choices,
                required=False,
                initial=likely,
                help_text=_rows(number, suggested=bool(likely)),
            )
            self._words[f"word-{digest}"] = (said, raw)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the words by what they are about."""
        labels = {name: term_label(f) for f, (name, _v) in TERM_FIELDS.items()}
        labels[DEPARTMENT_WORDS] = term_label(TableField.DEPARTMENT)
        found: dict[str, list[forms.BoundField]] = {}
        for name, (said, _raw) in self._words.items():
            found.setdefault(labels[said], []).append(self[name])
        return list(found.items())

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """What was said: field, words, code; empty where it stays unassigned."""
        return [
            (said, raw, self.cleaned_data[name])
            for name, (said, raw) in self._words.items()
        ]


def _rows(number: int, *, suggested: bool) -> str:
    words = ngettext("%(n)d row", "%(n)d rows", number) % {"n": number}
    return f"{words} · {_('suggested, look at it')}" if suggested else words


def _terms(vocabulary: type[Term]) -> list[tuple[str, str]]:
    terms = [term for term in vocabulary if term.value not in _RESERVED]
    return [
        ("", _("leave unassigned")),
        *((term.value, term.label(language())) for term in terms),
        (NOTHING, _("these words state nothing")),
    ]


def _places(file: HandedInFile) -> list[tuple[str, str]]:
    places = Department.objects.filter(jurisdiction=file.body.jurisdiction)
    return [
        ("", _("not known: each row waits for a correction")),
        *sorted(((p.slug, name_of(p)) for p in places), key=lambda choice: choice[1]),
        (ALL, _("All agencies of the body: its totals")),
    ]


def _named(places: Mapping[int, OversightBody]) -> list[tuple[int, str]]:
    named = ((pk, name_of(place)) for pk, place in places.items())
    return sorted(named, key=lambda choice: choice[1])
