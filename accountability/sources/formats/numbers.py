"""Printed numbers: a value with a status, or a reason why there is none."""

import re
from dataclasses import dataclass
from decimal import Decimal

from accountability.sources.formats.marks import without_marks
from accountability.vocab import Flag, ValueStatus

#: Spaces that stand between groups of three digits, beside the ordinary one.
_SPACES = re.compile("[\u00a0\u2002-\u200a\u202f\u205f]")
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_COMMAS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_SPACED = re.compile(r"-?\d{1,3}( \d{3})+(\.\d+)?")
#: A comma before one or two digits is the French decimal; only percentages have one.
_FRENCH = re.compile(r"(-?\d{1,3}),(\d{1,2})(?=\s*(%|pour cent)$)")
_PERCENT = re.compile(r"\s*(%|per cent|percent|pour cent)$", re.IGNORECASE)
_ROUND = re.compile(
    r"(almost|nearly|about|around|approximately|approx\.|roughly|some|over"
    r"|more than|fewer than|less than|under|just over|just under|up to|at least|~"
    r"|environ|près de|presque|plus de|au moins|au plus|jusqu['’]à)\s*",
    re.IGNORECASE,
)
_SUPPRESSED = re.compile(
    r"(<|≤|fewer than\s|less than\s|moins de\s)\s*(\d{1,2})", re.IGNORECASE
)
_WITHHELD = frozenset({"*", "**", "s", "suppressed", "withheld", "x"})
_ABSENT = frozenset(
    {"", "-", "‐", "‑", "–", "—", "−", "--", "n/a", "na", "n.a.", "nil reported"}
    | {"not reported", "not available", "not stated", ".", "..", "..."}
    | {"s.o.", "s. o.", "n.d.", "n. d.", "sans objet", "non disponible"}
)
#: Below this a "fewer than" is a withheld small count, not a round number.
_SMALL = 21


@dataclass(frozen=True)
class PrintedNumber:
    """What a cell holds. ``value`` is None unless ``status`` is reported or rounded."""

    raw: str
    value: Decimal | None
    status: ValueStatus
    flags: tuple[Flag, ...] = ()


def printed_number(text: str) -> PrintedNumber:
    """Read a printed count or percentage; never raises, never guesses.

    "1,326", "2 262" (any kind of space), "44 per cent" and "6,4 %" are reported;
    "almost 800" is rounded; "377*" is 377 and flagged, because a footnote may say what
    is counted; a blank, a dash or "n/a" is not reported; "<5" is suppressed; what else
    is printed has failed to parse. A group of digits that is not three long, such as
    "1,32" or "22 62", is not a number.
    """
    words = " ".join(_SPACES.sub(" ", text).replace("\u2212", "-").split())
    words, mark = without_marks(words)
    noted = (Flag.FOOTNOTED,) if mark else ()
    if words.casefold() in _ABSENT:
        return PrintedNumber(text, None, ValueStatus.NOT_REPORTED, noted)
    small = _SUPPRESSED.fullmatch(words)
    if words.casefold() in _WITHHELD or (small and int(small[2]) < _SMALL):
        return PrintedNumber(text, None, ValueStatus.SUPPRESSED, noted)
    value = _digits(words)
    if value is not None:
        return PrintedNumber(text, value, ValueStatus.REPORTED, noted)
    about = _ROUND.match(words)
    value = _digits(words[about.end() :]) if about else None
    if value is not None:
        flags = (Flag.APPROXIMATE, *noted)
        return PrintedNumber(text, value, ValueStatus.ROUNDED, flags)
    return PrintedNumber(
        text, None, ValueStatus.PARSE_FAILED, (Flag.NUMBER_UNREADABLE, *noted)
    )


def _digits(words: str) -> Decimal | None:
    """Return the value of a plain or grouped number, without a per cent sign."""
    number = _PERCENT.sub("", _FRENCH.sub(r"\1.\2", words))
    if any(form.fullmatch(number) for form in (_PLAIN, _COMMAS, _SPACED)):
        return Decimal(number.replace(",", "").replace(" ", ""))
    return None
