"""Which of Canada's official languages a text is written in."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
#: Words that a page of one language can't do without and one of the other never has.
_ENGLISH = ("the", "of", "and", "to", "was", "were", "with", "by", "that", "from")
_FRENCH = ("le", "les", "des", "et", "du", "une", "dans", "par", "pour", "aux")


def language_of(text: str) -> str:
    """Return ``en``, ``fr``, or nothing where neither is clear.

    Pages at English addresses are French at times, and their ``lang`` says English, so
    only the words count.
    """
    counts = Counter(word.casefold() for word in _WORD.findall(text))
    english = sum(counts[word] for word in _ENGLISH)
    french = sum(counts[word] for word in _FRENCH)
    if english > 2 * french:
        return "en"
    return "fr" if french > 2 * english else ""
