"""Names of departments, matched whole within one jurisdiction."""

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u02bb\u00b4`\u2032]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile(r"\s+")
_IN_BRACKETS = re.compile(r"(?<=\() | (?=\))")


def folded_name(name: str) -> str:
    """Fold what publishers vary without meaning: case, spaces, apostrophes, dashes.

    Spaces within brackets go too: markup puts them around abbreviations.
    """
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", name))
    words = _SPACES.sub(" ", _DASHES.sub("-", text)).strip().casefold()
    return _IN_BRACKETS.sub("", words)


class DepartmentNames:
    """The names one jurisdiction's departments are printed under.

    Only a whole name matches: "Saanich Police" is not found in "Central Saanich
    Police", nor Surrey Police (England) in Surrey Police Service.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take printed name -> slug. ValueError when one name is of two departments."""
        self._slugs: dict[str, str] = {}
        for name, slug in names.items():
            known = self._slugs.setdefault(folded_name(name), slug)
            if known != slug:
                raise ValueError(f"{name!r} is the name of {known} and of {slug}")

    def slug(self, printed: str) -> str | None:
        """Return the department's slug, or None: it is not recognised."""
        return self._slugs.get(folded_name(printed))
