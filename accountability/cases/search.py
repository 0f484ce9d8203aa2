"""What somebody wants of the case list, from words: numbers, codes, tags. Pure.

The words are looked up among the list's own terms in both languages, with the signs of
a page or of a keyboard. What was told is ciphertext and is not searched (ADR 0011): a
word that is no term is named as unknown rather than quietly left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from accountability.cases.words import compared
from accountability.vocab import AllegationClass, CaseStatus, OutcomeGroup, Term

#: The letters of a case number, as ``services`` draws them; a beginning is enough.
#: With a digit or the hyphen in it: a number stands in an address, and a short name
#: made of the same letters must not.
_NUMBER = re.compile(
    r"(?=.*[0-9-])[0-9A-HJKMNP-TV-Z]{2,4}(?:-[0-9A-HJKMNP-TV-Z]{0,4})?"
)
_HALF = 4
_DIGIT = re.compile(r"\d")
#: Words of the longest term that is looked for.
_LONGEST = 12
#: What a department is called without, when people type.
_ENDINGS = (" police department", " police service", " police")

Wanted = tuple[str, str | int | UUID]


@dataclass(frozen=True)
class Understood:
    """What the words meant. ``unknown`` are words that mean nothing to the list."""

    number: str = ""
    status: CaseStatus | None = None
    allegation_class: AllegationClass | None = None
    outcome: OutcomeGroup | None = None
    department_id: int | None = None
    tag_id: UUID | None = None
    unknown: tuple[str, ...] = ()


def understood(
    text: str,
    departments: Iterable[tuple[int, str]] = (),
    tags: Iterable[tuple[UUID, str]] = (),
) -> Understood:
    """Read ``text`` as terms, the longest first; the last of a kind counts.

    ``departments`` and ``tags`` are ids with their names.
    """
    known = _phrases(departments, tags)
    words = text.split()
    found: dict[str, str | int | UUID] = {}
    unknown: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = compared(" ".join(words[place : place + length])).strip(",;")
            if phrase in known:
                kind, value = known[phrase]
                found[kind] = value
                place += length
                break
        else:
            word = words[place].strip(",;")
            if number := _number_in(word.upper()):
                found["number"] = number
            elif word:
                unknown.append(word)
            place += 1
    return Understood(unknown=tuple(unknown), **found)  # type: ignore[arg-type]


def _number_in(word: str) -> str:
    """Return a number or its beginning; one without its hyphen gets it."""
    whole = word if "-" in word else f"{word[:4]}-{word[4:]}"
    if len(word) > _HALF and _NUMBER.fullmatch(whole) and _DIGIT.search(word):
        return whole
    return word if _NUMBER.fullmatch(word) else ""


def _phrases(
    departments: Iterable[tuple[int, str]], tags: Iterable[tuple[UUID, str]]
) -> Mapping[str, Wanted]:
    """Return every phrase with what it means; a tag never hides a term."""
    named = [(tag_id, compared(name)) for tag_id, name in tags]
    said = Counter(word for _, name in named for word in set(name.split()))
    # One word of a tag is enough where no other tag has it.
    known: dict[str, Wanted] = {
        word: ("tag_id", tag_id)
        for tag_id, name in named
        for word in name.split()
        if said[word] == 1
    }
    known |= {name: ("tag_id", tag_id) for tag_id, name in named}
    for department_id, name in departments:
        whole = compared(name)
        short = [whole.removesuffix(end) for end in _ENDINGS if whole.endswith(end)]
        for phrase in (whole, *short[:1]):
            known[phrase] = ("department_id", department_id)
    kinds: tuple[tuple[str, type[Term]], ...] = (
        ("outcome", OutcomeGroup),
        ("allegation_class", AllegationClass),
        ("status", CaseStatus),
    )
    for kind, vocabulary in kinds:
        for term in vocabulary:
            for phrase in (term.value, term.english, term.french):
                known[compared(phrase)] = (kind, term)
    return known
