"""Two people changed one case: what each did, and what becomes of it.

Nothing of either is lost. What only the other changed is taken over into the form;
what both changed stays as this person typed it, beside the other's words.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accountability.cases.content import CaseText, names_of
from accountability.cases.drafts import Typed
from accountability.staff.entry_forms import EntryForm


@dataclass(frozen=True, repr=False)
class Difference:
    """One field in which the form and the case differ."""

    label: str
    now: str
    taken_over: bool


def differences(
    mine: Typed, theirs: Typed, before: CaseText | None
) -> tuple[dict[str, list[str]], list[Difference]]:
    """Return the form to go on with, and where the case stands otherwise now.

    ``before`` is what both started from; None when it is not known, and then every
    difference is shown and none taken over.
    """
    form = EntryForm()
    merged = {name: list(values) for name, values in mine.items()}
    found = []
    sealed = set(names_of(CaseText))
    for name in EntryForm.base_fields:
        now, typed = theirs.get(name, []), mine.get(name, [])
        if name in {"revision", "team"} or name.endswith("_id") or _same(now, typed):
            continue
        if name not in theirs:
            continue
        untouched = (
            before is not None
            and name in sealed
            and _same([getattr(before, name)], typed)
        )
        if untouched:
            merged[name] = list(now)
        label = str(form.fields[name].label) if name in form.fields else name
        found.append(Difference(label, _in_words(form, name, now), untouched))
    found += _parts(mine, theirs)
    return merged, found


def _parts(mine: Typed, theirs: Typed) -> list[Difference]:
    """Find what the other changed or added about officers; their rows stay stored.

    A row that this page does not name is left as it is when it is saved.
    """
    rows = _rows(theirs)
    own = _rows(mine)
    found = []
    for identity, (words, _names) in rows.items():
        if identity not in own:
            found.append(Difference(_("Added about police"), words, True))
        elif own[identity][0] != words:
            found.append(Difference(_("About police"), words, False))
    return found


def _rows(typed: Typed) -> dict[str, tuple[str, str]]:
    """Return officers and acts by their id with their words."""
    found = {}
    for name, values in typed.items():
        if not name.startswith("officer-") or not name.endswith("-id") or not values[0]:
            continue
        stem = name.removesuffix("-id")
        parts = [
            (typed.get(f"{stem}-{part}") or [""])[0].strip()
            for part in ("description", "told", "kind")
        ]
        found[values[0]] = (" – ".join(filter(None, parts)), stem)
    return found


def _same(one: list[str], other: list[str]) -> bool:
    def plain(values: list[str]) -> list[str]:
        kept = [value.replace("\r\n", "\n").strip() for value in values]
        return sorted(filter(None, kept))

    return plain(one) == plain(other)


def _in_words(form: EntryForm, name: str, values: list[str]) -> str:
    choices = dict(getattr(form.fields.get(name), "choices", ()) or ())
    known = {str(key): str(label) for key, label in choices.items()}
    return ", ".join(known.get(value, value) for value in values if value) or "–"
