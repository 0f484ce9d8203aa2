"""Words by which people call a department, for tables and for the list's search."""

from django.db.models import Exists, OuterRef, Q

from accountability.access.context import acting
from accountability.cases.finding import teams_seen
from accountability.models import Case, Department, DepartmentAlias
from accountability.vault.blind import normalised
from accountability.vocab import CaseStatus

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

    One case is looked for, none is counted. Row security says which are there; naming
    the teams and the person lets it walk an index, however many cases of a department
    there are that they do not see.
    """
    of_teams = Case.objects.filter(department=OuterRef("pk"), team__in=teams_seen())
    drafts = Case.objects.filter(
        created_by=acting().user, status=CaseStatus.DRAFT.value
    ).exclude(department=None)
    seen = Exists(of_teams) | Q(pk__in=drafts.values("department"))
    held = list(Department.objects.annotate(seen=seen))
    return (
        [one for one in held if one.seen],
        [one for one in held if not one.seen],
    )
