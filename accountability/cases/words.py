"""Words by which people call a department, for tables and for the list's search."""

from django.db.models import Exists, OuterRef

from accountability.models import Case, Department, DepartmentAlias
from accountability.vault.blind import normalised

_APOSTROPHES = str.maketrans({"’": "'", "`": "'", "‘": "'"})


def compared(words: str) -> str:
    """Return words as they are compared: case, accents' encoding, spaces, quotes."""
    return normalised(words.translate(_APOSTROPHES))


def departments_by_word() -> dict[str, int]:
    """Return the departments by slug, names and reviewed other names.

    Another name that two departments share stands for neither.
    """
    found: dict[str, int] = {}
    shared: set[str] = set()
    for name, pk in DepartmentAlias.objects.values_list("name", "department_id"):
        word = compared(name)
        if found.setdefault(word, pk) != pk:
            shared.add(word)
    found = {word: pk for word, pk in found.items() if word not in shared}
    for department in Department.objects.all():
        for name in (department.name_fr, department.name, department.slug):
            if name:
                found[compared(name)] = department.pk
    return found


def departments_by_sight() -> tuple[list[Department], list[Department]]:
    """Return the departments with a case that the acting person sees, and the others.

    One case is looked for, none is counted: row security says which are there.
    """
    seen = Exists(Case.objects.filter(department=OuterRef("pk")))
    held = list(Department.objects.annotate(seen=seen))
    return (
        [one for one in held if one.seen],
        [one for one in held if not one.seen],
    )
