"""Read the address of the mail server into Django's form."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class Mail:
    """Django's settings of outgoing mail. ``tls`` is from the first byte."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False


#: What Django sends through where no address is set: nothing leaves.
SENDS_NOTHING = "django.core.mail.backends.dummy.EmailBackend"


def django_mail(url: str) -> Mail:
    """Return the settings for ``smtps://user:password@host:port``.

    ``smtp+tls`` asks for encryption after the greeting, ``smtp`` for none. An empty
    address sends nothing. Raises ValueError without the address, which may hold a
    password.
    """
    if not url:
        return Mail(SENDS_NOTHING)
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("MAIL_URL must be smtps://, smtp+tls:// or smtp:// and a host")
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        tls=parts.scheme == "smtps",
    )
