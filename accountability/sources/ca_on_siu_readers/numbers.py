"""The unit's case numbers: 24-OVI-336, at times with a letter behind."""

import re

#: Year, region (Toronto, others, Provincial, First Nations), what happened, number.
CASE_NUMBER = re.compile(r"\b(\d{2})[-‐‑–](\w{3})[-‐‑–](\d{3}[a-z]?)\b")


def case_number(words: str) -> str | None:
    """Return the one case number in ``words``; None if there is none, or several."""
    found = {
        f"{year}-{kind.upper()}-{number}"
        for year, kind, number in CASE_NUMBER.findall(words)
        if kind.isalpha()
    }
    return found.pop() if len(found) == 1 else None


def case_key(number: str) -> str:
    """Return the key that every document gives to a case."""
    return f"case:{number}"
