"""How French is set in print: the signs and spaces of the federal style guide.

As the federal *Guide du rédacteur* has it, a no-break space stands before a colon and a
per cent sign and inside guillemets. We set one before ``;``, ``?`` and ``!`` too;
docs/explanation/french.md tells why.
"""

import re

NO_BREAK = "\N{NO-BREAK SPACE}"

_BEFORE_A_MARK = re.compile(r"(?<=[^\s\xa0;?!])[ \xa0]?(?=[;?!]+(?:\s|[)»”]|$))")
_SPACED = re.compile(r" (?=:(?:\s|$)|»)|(?<=«) ")
#: Thousands, and what a number belongs to: 100 000, art. 79, 64 Mo.
_BY_A_NUMBER = re.compile(
    r"(?<=\d) (?=\d{3}(?!\d)|[kMG]o\b)|(?<=\bart\.) (?=\d)|(?<=\bal\.) (?=\d)"
)
_BEFORE_PER_CENT = re.compile(r"(?<=[\d)s}])[ \xa0]?(?=%%?(?:[\s\xa0.,;:)]|$))")


def set_in_french(text: str) -> str:
    """Return ``text`` with curved apostrophes and no break at a mark or in a number.

    Setting a text twice changes nothing. A colon that touches its word is left alone:
    it is one of an address, of a time, or a mistake that a test shows.
    """
    curved = text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    for spaces in (_BEFORE_A_MARK, _SPACED, _BY_A_NUMBER, _BEFORE_PER_CENT):
        curved = spaces.sub(NO_BREAK, curved)
    return curved
