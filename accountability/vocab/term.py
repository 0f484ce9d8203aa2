"""The base of every vocabulary: a code with its words in both languages."""

from enum import StrEnum
from typing import Self, cast

from accountability.vocab.typography import set_in_french


class Term(StrEnum):
    """A permanent code; its English and French label; a short definition.

    A member compares and serialises as its code. ``definition`` is in plain
    English, in our own words, with the section of the Act where there is one.
    ``french`` is written with plain signs, as people type it; ``label`` sets it.
    """

    english: str
    french: str
    definition: str

    def __new__(
        cls, code: str, english: str, french: str, definition: str = ""
    ) -> Self:
        """Make a member whose value is the code alone."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.english = english
        member.french = french
        member.definition = definition
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the member whose code is ``code``; ValueError if there is none."""
        if code not in cls._value2member_map_:
            raise ValueError(f"{code!r} is not a code of {cls.__name__}")
        return cast("Self", cls._value2member_map_[code])

    def label(self, language: str = "en") -> str:
        """Return the label in ``language`` (``fr...`` is French, else English)."""
        return set_in_french(self.french) if language.startswith("fr") else self.english

    @classmethod
    def codes(cls) -> list[str]:
        """Return every code in the order of definition."""
        return [member.value for member in cls]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, English label) pairs, as a form field takes them."""
        return [(member.value, member.english) for member in cls]
