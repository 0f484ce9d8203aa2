"""Marks of footnotes: told from the words they stand at, never read as part of them."""

import re

_SIGN = "[*†‡§¶⁰¹²³⁴-⁹]"
_LETTER = "[ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]"
_MARK = rf"(?:{_SIGN}+|⁽?(?:{_SIGN}+|{_LETTER})⁾|{_LETTER}|\[\w{{1,2}}\])"
_BEHIND = re.compile(rf"(?<=[\w%).!?–—-])\s?((?:{_MARK}[,⁾ ]?)*{_MARK})$")
_BEFORE = re.compile(rf"^({_MARK}+)\s?(?=\w)")
#: What small raised letters behind a digit are when they are no footnote.
_ORDINAL = re.compile("(?<=[0-9])(ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ|ᵉʳ|ʳᵉ|ᵉ)(?![ᵃ-ᶻ])")
_PLAIN = str.maketrans("ᵈᵉʰⁿʳˢᵗ", "dehnrst")


def without_marks(text: str) -> tuple[str, str]:
    """Return the words without a footnote's marks, and the marks.

    "377*", "377¹", "1,326 †", "Toronto[b]" and "¹377" have one; "*" alone is no mark,
    because nothing stands before it: bodies print it for a withheld count.
    """
    behind = _BEHIND.search(text)
    words = text[: behind.start()] if behind else text
    before = _BEFORE.match(words)
    words = words[before.end() :] if before else words
    marks = (before[1] if before else "") + (behind[1] if behind else "")
    return words, marks


def plain_ordinals(text: str) -> str:
    """Write "1ˢᵗ" and "1ᵉʳ" as "1st" and "1er"; digits are never lowered."""
    return _ORDINAL.sub(lambda found: found[0].translate(_PLAIN), text)
