"""What must not be set side by side, and what a list leaves out."""

from collections.abc import Collection, Iterator

from accountability.vocab import Disposition, OutcomeGroup, comparable
from dashboard.state import EVERYWHERE
from dashboard.words import Words

#: The word that a place's body uses for "not substantiated" (DOMAIN.md).
_WORDS_USED = {
    "CA-BC": Disposition.UNSUBSTANTIATED,
    "US-LA": Disposition.NOT_SUSTAINED,
}


def warnings(
    jurisdiction: str,
    places: Collection[str],
    outcomes: Collection[OutcomeGroup],
    words: Words,
) -> Iterator[str]:
    """Yield what a reader must know before comparing what is shown.

    ``jurisdiction`` is what is shown (``EVERYWHERE`` adds up ``places``), ``outcomes``
    those chosen; none chosen means all.
    """
    shown = places if jurisdiction == EVERYWHERE else [jurisdiction]
    if "CA-BC" in shown:
        yield words(
            "British Columbia: this list holds only substantiated matters that the "
            "press retold from the commission's reports. It is not all allegations, "
            "and no share of it means anything; do not compare it with another place."
        )
    if jurisdiction == EVERYWHERE and len(places) > 1:
        yield words(
            "Places are added together here because the address asks for it. Their "
            "lists are kept by different rules: a sum or a ranking says little."
        )
    asked = not outcomes or OutcomeGroup.NOT_SUBSTANTIATED in outcomes
    if asked:
        yield from _unlike_words(shown, words)


def _unlike_words(shown: Collection[str], words: Words) -> Iterator[str]:
    used = [_WORDS_USED[place] for place in sorted(shown) if place in _WORDS_USED]
    for number, one in enumerate(used):
        for other in used[number + 1 :]:
            if not comparable(one, other):
                yield words(
                    "“{one}” and “{other}” are not the same: the first is wider and "
                    "covers what the second's body calls unfounded or exonerated. "
                    "Both stand under “Not substantiated”; do not compare them.",
                    one=one.label(words.language),
                    other=other.label(words.language),
                )
