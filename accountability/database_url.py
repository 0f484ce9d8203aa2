"""Read the addresses of the servers into Django's form."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def django_database(url: str) -> dict[str, Any]:
    """Return Django's settings for ``postgresql://user:password@host:port/name``.

    A unix socket directory is given as ``?host=/path``. ATOMIC_REQUESTS stays off:
    services open their own transactions. Raises ValueError without the address, which
    may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("DATABASE_URL must be postgresql://user:password@host/name")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    port = query.pop("port", str(parts.port or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 0, "max_size": 8, "timeout": 10}, **query},
    }


def cache_address(broker_url: str) -> str:
    """Return database 1 of the broker's server, as the cache's client reads it.

    The queue is in database 0, so that emptying the cache loses no message.
    """
    if broker_url.startswith("redis+socket://"):
        return f"{broker_url.replace('redis+socket://', 'unix://', 1)}?db=1"
    return urlsplit(broker_url)._replace(path="/1").geturl()
