"""The nearest page to an address that leads nowhere: its name, and where it stands."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from accountability.release.reader import NotInRelease, Reader

#: Pages that people guess the address of, by the name in it.
_PAGES = {
    "departments": gettext_lazy("Departments"),
    "community": gettext_lazy("Community record"),
    "records": gettext_lazy("Records"),
    "documents": gettext_lazy("Documents"),
    "data": gettext_lazy("Data"),
    "about": gettext_lazy("What the numbers mean"),
    "help": gettext_lazy("Where to report"),
    "coverage": gettext_lazy("What is missing"),
    "corrections": gettext_lazy("Corrections"),
    "ledger": gettext_lazy("Ledger of changes"),
    "recommendations": gettext_lazy("Recommendations"),
    "proceedings": gettext_lazy("Investigations and hearings"),
    "methodology": gettext_lazy("Methods"),
    "glossary": gettext_lazy("Glossary"),
    "sources": gettext_lazy("Sources"),
    "search": gettext_lazy("Search"),
}
_DASHBOARD = "/dashboard/"
#: Below this two words are not taken for one another (difflib's ratio).
_ALIKE = 0.7


@dataclass(frozen=True)
class Near:
    """A page that is there: what it is called, and its path."""

    name: str
    path: str


def near_path(reader: Reader, path: str) -> Near | None:
    """Return the page whose name is most like the last part of ``path``.

    ``/vancouver`` and ``/department/vancouver-police`` lead to the department.
    """
    if path.startswith(_DASHBOARD):
        return Near(gettext("Dashboard"), _DASHBOARD)
    last = PurePosixPath(path).name.casefold()
    found = {
        row["department"]: Near(
            row["name"], reverse("department", args=[row["department"]])
        )
        for row in reader.departments()
    }
    found |= {name: Near(str(label), reverse(name)) for name, label in _PAGES.items()}
    for word in (last, last.removesuffix(".html"), last.partition("-police")[0]):
        if close := get_close_matches(word, found, n=1, cutoff=_ALIKE):
            return found[close[0]]
    return None


def near_record(reader: Reader, missing: NotInRelease) -> Near | None:
    """Return the record that is most like one that is not in the release."""
    if missing.nearest is None:
        return None
    if missing.kind == "department":
        name = reader.department(missing.nearest)["name"]
        return Near(name, reverse("department", args=[missing.nearest]))
    if missing.kind == "document":
        title = reader.document(missing.nearest).versions[0]["title"]
        return Near(title, reverse("document", args=[missing.nearest]))
    return None
