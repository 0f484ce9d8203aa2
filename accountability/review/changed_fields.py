"""A reviewer's changes to a proposal, read field by field; every error has a code."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from accountability.vocab import Flag, Term

_LIMITS = {
    "category": 120,
    "value_raw": 120,
    "subtype_raw": 300,
    "place_raw": 200,
    "incident_raw": 200,
    "harm_raw": 120,
    "addressee_raw": 200,
    "responder_raw": 200,
    "summary": 500,
}

T = TypeVar("T", bound=Term)
V = TypeVar("V")


class CorrectionError(Exception):
    """A correction that can't stand. ``errors`` holds a code for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep the codes; the words for people stand in ``review.words``."""
        super().__init__(", ".join(f"{name}: {code}" for name, code in errors.items()))
        self.errors = dict(errors)


class ValueRefusedError(ValueError):
    """A value that can't stand in its field; ``code`` says why."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


class Fields:
    """The values as they would stand after the changes, and what is wrong with them."""

    def __init__(self, held: Mapping[str, str], changes: Mapping[str, str]) -> None:
        """Lay ``changes`` over what is ``held``; an unknown field is an error."""
        given = {name: words.strip() for name, words in changes.items()}
        self.errors = dict.fromkeys(given.keys() - held.keys(), "unknown_field")
        self.values = {**held, **given}
        if not self.errors and self.values == dict(held):
            self.errors["__all__"] = "nothing_changed"

    def read(self, name: str, reader: Callable[[str], V | None]) -> V | None:
        """Read a field with ``reader``; None if it refuses the value."""
        try:
            return reader(self.values[name])
        except ValueRefusedError as wrong:
            self.errors[name] = wrong.code
            return None

    def term(self, name: str, vocabulary: type[T]) -> T | None:
        """Read a field as a code of ``vocabulary``; None if it is not one."""
        try:
            return vocabulary.of(self.values[name])
        except ValueError:
            self.errors[name] = "unknown_code"
            return None

    def department(self, allowed: Collection[str]) -> str:
        """Read the department's slug, which must be one of ``allowed``."""
        slug = self.values["department"]
        if slug not in allowed:
            self.errors["department"] = "unknown_department"
        return slug

    def text(self, name: str) -> str:
        """Read words, which must fit into their column."""
        words = self.values[name]
        if len(words) > _LIMITS[name]:
            self.errors[name] = "too_long"
        return words

    def raise_errors(self) -> None:
        """Raise CorrectionError if anything was wrong."""
        if self.errors:
            raise CorrectionError(self.errors)


def unsettled(flags: tuple[Flag, ...], readable: bool) -> tuple[Flag, ...]:
    """Return the flags that a correction leaves standing."""
    settled = {Flag.UNKNOWN_DEPARTMENT}
    if readable:
        settled.add(Flag.NUMBER_UNREADABLE)
    return tuple(flag for flag in flags if flag not in settled)
