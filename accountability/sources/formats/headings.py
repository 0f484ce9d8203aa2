"""Which field a column holds, by what its heading says."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from accountability.vocab import Term

T = TypeVar("T", bound=Term)


def compared_heading(heading: str) -> str:
    """Return a heading as it is compared: case, spaces and joining marks folded."""
    return " ".join(heading.replace("_", " ").replace("-", " ").casefold().split())


def likely_field(
    heading: str,
    words: Mapping[T, Sequence[str]],
    fold: Callable[[str], str] = compared_heading,
) -> T | None:
    """Return the field whose words are the heading, or else are in it: the longest.

    ``words`` are what headings say for each field beside its own code and labels.
    """
    said = fold(heading)
    best: tuple[bool, int, T] | None = None
    for field, others in words.items():
        for one in map(fold, (field.value, field.english, field.french, *others)):
            rank = one == said, len(one)
            if one and f" {one} " in f" {said} " and (best is None or rank > best[:2]):
                best = (*rank, field)
    return best[2] if best else None
