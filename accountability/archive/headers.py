"""Which request and response headers may be kept."""

import re

from accountability.sources.http import Headers

#: Headers that carry a session or a credential, ours or the server's.
_SECRET = re.compile(
    r"^(set-)?cookie2?$|authorization|authenticat|token|api-?key|secret|session|csrf",
    re.IGNORECASE,
)


def kept_headers(headers: Headers) -> Headers:
    """Return the headers without cookies and what else may identify a session."""
    return tuple((name, text) for name, text in headers if not _SECRET.search(name))
