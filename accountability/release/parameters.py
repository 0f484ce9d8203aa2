"""Values as they stand in an address: read strictly, written back in one form.

Whatever is not exactly right is refused with the parameter's name and, where there
is one, the nearest right thing: a filter must never silently mean something else.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches

from accountability.release.schema import Column, Kind

#: A filter value: what the column holds; ``""`` means that the column is empty.
Value = str | int | float | bool | date | datetime

#: Parameters as a web framework gives them: every name with all its values.
Parameters = Mapping[str, Sequence[str]]

_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\+00:00)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
#: What Django puts in place of bytes that are no UTF-8.
_UNREADABLE = "\ufffd"
_BOOLEANS = {"true": True, "false": False}


@dataclass
class QueryError(ValueError):
    """A parameter that cannot be answered: its name, why, and the nearest right one.

    ``nearest`` is the parameter or value that was probably meant, or None.
    """

    parameter: str
    message: str
    nearest: str | None = None

    def __str__(self) -> str:
        """Return one sentence for a person."""
        hint = f" Did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.parameter}: {self.message}{hint}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, or None if none is alike."""
    choices = sorted(set(known))
    folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def parse(parameter: str, column: Column, text: str) -> Value:
    """Read one value of ``column``; raises QueryError naming ``parameter``.

    An empty text asks for rows that leave the column empty, which only columns
    that may be empty can answer.
    """
    readable(parameter, text)
    if text == "":
        if column.may_be_empty:
            return ""
        raise QueryError(parameter, "is never empty; give a value.")
    codes = _codes(column)
    if codes is not None and text not in codes:
        raise QueryError(
            parameter, f"{text!r} is not one of its codes.", nearest(text, codes)
        )
    return _typed(parameter, column, text)


def readable(parameter: str, text: str) -> str:
    """Return a text without control characters; raises QueryError for another.

    What is no UTF-8 (an accent in Latin-1, half a letter) would be found nowhere.
    """
    if _CONTROL.search(text):
        raise QueryError(parameter, "holds control characters.")
    if _UNREADABLE in text:
        raise QueryError(parameter, "is not UTF-8.")
    return text


def _codes(column: Column) -> list[str] | None:
    vocabulary = column.vocabulary or column.many
    return vocabulary.codes() if vocabulary else None


def _typed(parameter: str, column: Column, text: str) -> Value:
    expected = ""
    try:
        match column.kind:
            case Kind.STRING:
                return text
            case Kind.INTEGER:
                expected = "a whole number"
                return int(_whole(_INTEGER, text))
            case Kind.NUMBER:
                expected = "a number such as 12.5"
                return float(_whole(_NUMBER, text)) + 0.0
            case Kind.BOOLEAN:
                expected = "true or false"
                return _BOOLEANS[text]
            case Kind.DATE:
                expected = "a date such as 2021-04-01"
                return date.fromisoformat(_whole(DAY, text))
            case Kind.DATETIME:
                expected = (
                    "a time in UTC such as 2021-04-01T00:00:00Z; a day has bounds, "
                    "__min and __max"
                )
                moment = datetime.fromisoformat(_whole(_DATETIME, text))
                return moment.replace(tzinfo=UTC)
    except (ValueError, KeyError):
        raise QueryError(parameter, f"{text!r} is not {expected}.") from None


def _whole(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def text_of(value: Value) -> str:
    """Write a value in the one form that ``parse`` reads back to it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.15f}".rstrip("0").rstrip(".")
    return str(value)


def several(parameters: Parameters, name: str, column: Column) -> tuple[Value, ...]:
    """Read all values of ``name``, in order, each once.

    A parameter may be repeated. A comma separates values too, except in columns
    that hold the source's own words, where it is part of the words.
    """
    found: dict[Value, None] = {}
    for text in given(parameters, name):
        parts = [text] if column.words else text.split(",")
        found.update(dict.fromkeys(parse(name, column, part) for part in parts))
    return tuple(found)


def one(parameters: Parameters, name: str) -> str | None:
    """Return the text of a parameter that may stand once; None if it is absent."""
    texts = given(parameters, name)
    if len(texts) > 1:
        raise QueryError(name, "may stand only once.")
    return texts[0] if texts else None


def given(parameters: Parameters, name: str) -> list[str]:
    """Return every text given for ``name``; a lone string counts as one."""
    texts = parameters.get(name, ())
    return [texts] if isinstance(texts, str) else list(texts)


def refuse_unknown(parameters: Parameters, known: Collection[str]) -> None:
    """Raise QueryError for the first parameter that is not ``known``."""
    for name in parameters:
        if name not in known:
            raise QueryError(name, "there is no such parameter.", nearest(name, known))


def check_known(
    parameter: str, values: Iterable[Value], known: Collection[str]
) -> None:
    """Raise QueryError for the first value that the release does not hold."""
    for value in values:
        if value != "" and value not in known:
            raise QueryError(
                parameter,
                f"this release has no {value!r}.",
                nearest(str(value), known),
            )
