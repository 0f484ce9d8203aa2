"""Every address of the staff plane, by an example; a new one is in it by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import (
    IntConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)

_EXAMPLES = {
    IntConverter: "1",
    SlugConverter: "a-slug",
    UUIDConverter: str(UUID(int=1)),
    StringConverter: "words",
}
#: What a stranger reaches: the ways in, the way out, and what machines ask.
OPEN = frozenset(
    {
        "/healthz",
        "/account/logout/",
        "/exit/",
        "/account/login/",
        "/account/factors/authenticate/",
        "/account/factors/webauthn/login/",
        "/account/invitations/words/",
    }
)
#: Where a token opens and a session does not.
API = "/api/staff/"


@dataclass(frozen=True)
class Address:
    """A name of the URL conf with an example of its path."""

    name: str
    address: str


def staff_addresses() -> Iterator[Address]:
    """Yield every address of the staff plane's pages."""
    return (item for item in _all() if not item.address.startswith(API))


def api_addresses() -> Iterator[Address]:
    """Yield every address of the staff plane's API."""
    return (item for item in _all() if item.address.startswith(API))


def _all() -> Iterator[Address]:
    return _below(get_resolver("accountability.urls_staff").url_patterns, "/")


def _below(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        address = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            example = _EXAMPLES[type(converter)]
            address = re.sub(rf"<[^>]*\b{name}>", example, address)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, before + address)
        else:
            yield Address(pattern.name or "", before + address)
