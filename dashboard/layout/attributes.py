"""Attributes with a hyphen, which Dash takes as wildcard properties."""

from typing import Any


def attributes(**named: str) -> dict[str, Any]:
    """Return ARIA attributes by their name without ``aria-``."""
    return {f"aria-{name}": value for name, value in named.items()}
