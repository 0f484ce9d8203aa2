"""Columns about a person's body or age: not needed to check a reading (PRIVACY A8)."""

_MARKS = ("race", "ethnic", "gender", "sex ", " age", "years of service")


def withheld(heading: str) -> bool:
    """Say whether a column is one that the desk does not show."""
    folded = f" {heading.casefold().replace('_', ' ')} "
    return any(mark in folded for mark in _MARKS)
