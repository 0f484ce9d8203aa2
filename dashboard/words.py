"""The reader's language: phrases, numbers and lists in English or French.

English phrases are the keys. French stands in ``locale/fr/LC_MESSAGES`` as a
gettext catalogue, read by the standard library (the dashboard knows no Django).
"""

import gettext
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr")
_CATALOGUES = Path(__file__).parent / "locale"
_MONTHS = (
    "Jan.", "Feb.", "March", "April", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_NO_BREAK = "\N{NO-BREAK SPACE}"
_THIN = "\N{NARROW NO-BREAK SPACE}"


class Words:
    """Phrases and numbers in one language. Placeholders are named: ``{count}``."""

    def __init__(self, language: str) -> None:
        """Load the catalogue of ``language``; English needs none."""
        self.language = language
        self._french = language == "fr"
        self._catalogue: gettext.NullTranslations = (
            gettext.translation("dashboard", _CATALOGUES, languages=["fr"])
            if self._french
            else gettext.NullTranslations()
        )

    def __call__(self, phrase: str, /, **values: object) -> str:
        """Return ``phrase`` in this language with its placeholders filled."""
        text = self._catalogue.gettext(phrase)
        return text.format(**values) if values else text

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """Return the singular or plural phrase; ``{count}`` is the number written."""
        text = self._catalogue.ngettext(one, many, number)
        return text.format(count=self.number(number), **values)

    def number(self, value: float) -> str:
        """Write a number as the language does: 1,234.5 or 1 234,5."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,g}"
        if self._french:
            text = text.replace(",", _THIN).replace(".", ",")
        return text

    def tenths(self, value: float) -> str:
        """Write a number to a tenth, with its tenth even if that is nothing."""
        text = f"{value:,.1f}"
        if self._french:
            text = text.replace(",", _THIN).replace(".", ",")
        return text

    def day(self, value: date) -> str:
        """Write a date as the site's pages do: Nov. 26, 2026 or 26 novembre 2026."""
        if self._french:
            first = "er" if value.day == 1 else ""
            return f"{value.day}{first} {_MONTHS_FR[value.month - 1]} {value.year}"
        return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"

    def signed(self, value: float) -> str:
        """Write a difference with its sign."""
        sign = "+" if value > 0 else "−" if value < 0 else "±"
        return sign + self.number(abs(value))

    @property
    def per_cent(self) -> str:
        """The sign that follows a number: French sets a space between the two."""
        return f"{_NO_BREAK}%" if self._french else "%"

    def share(self, part: int, whole: int) -> str:
        """Write a share in whole per cent; what rounds to none is under 1%."""
        if part and part * 200 < whole:
            return self("under 1{percent}", percent=self.per_cent)
        if part < whole and part * 200 >= 199 * whole:
            return self("over 99{percent}", percent=self.per_cent)
        return f"{(200 * part + whole) // (2 * whole)}{self.per_cent}"

    def list(self, items: Iterable[str]) -> str:
        """Join items as a sentence does: a, b and c."""
        *before, last = items
        if not before:
            return last
        return self("{before} and {last}", before=", ".join(before), last=last)


@cache
def words_for(language: str) -> Words:
    """Return the words of ``language``; anything but French is English."""
    return Words("fr" if language.startswith("fr") else "en")
