"""The polite client: how documents are asked for.

It can only GET. It names itself, keeps to robots.txt (RFC 9309) and to a delay per
host, never leaves the publisher's hosts, keeps no cookies, and hangs up on answers
that are too large or too slow. What comes back is whole, or it is an error.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import httpx

from accountability.sources.answers import (
    DEFAULT_RETRY,
    Fetched,
    Headers,
    header_pairs,
    kept_header_pairs,
    named_errors,
    read_body,
    refuse_status,
    retry_after_of,
)
from accountability.sources.base import refuse_challenge
from accountability.sources.errors import Failure, SourceError
from accountability.sources.pacing import LocalPacer, Pacer
from accountability.sources.robots import ROBOTS_MAX_BYTES, RobotsAnswer

__all__ = ["Fetched", "Headers", "PoliteClient"]

_FOR_GOOD = frozenset({301, 308})
_REDIRECTS = _FOR_GOOD | {302, 303, 307}


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates we trust: read once a process, not once a document."""
    return httpx.create_ssl_context(trust_env=False)


class PoliteClient:
    """Fetches documents of one source. Use as a context manager; one a run.

    ``agent`` is the product token robots.txt is matched by and ``contact`` an address
    or page that reaches a person. ``hosts`` are the only hosts asked, as ``name`` or
    ``name:port``. ``delay`` is the least number of seconds between two requests to a
    host; ``pacer`` keeps it (the caller gives one shared by all processes, the default
    holds within this one). ``max_bytes`` and ``total_seconds`` cap one answer.
    ``robots`` remembers robots.txt by host and may outlive the client. Addresses that
    are not public are refused unless ``private_hosts`` is set, for tests and the demo.
    """

    def __init__(
        self,
        agent: str,
        contact: str,
        hosts: frozenset[str],
        *,
        delay: float = 2.0,
        connect_seconds: float = 10.0,
        read_seconds: float = 20.0,
        total_seconds: float = 60.0,
        max_bytes: int = 64 * 1024 * 1024,
        max_redirects: int = 5,
        pacer: Pacer | None = None,
        robots: MutableMapping[str, RobotsAnswer] | None = None,
        private_hosts: bool = False,
    ) -> None:
        """Make a client; ValueError when it would not say who is asking."""
        if not agent.strip() or not contact.strip():
            raise ValueError("a polite client names itself and a contact")
        self._agent = agent
        self._hosts = hosts
        self._delay = delay
        self._total_seconds = total_seconds
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects
        self._pacer = pacer or LocalPacer()
        self._robots: MutableMapping[str, RobotsAnswer] = (
            robots if robots is not None else {}
        )
        self._private_hosts = private_hosts
        self._client = httpx.Client(
            headers={
                "User-Agent": f"{agent} (+{contact})",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds),
            follow_redirects=False,
            trust_env=False,
            verify=_trusted(),
        )

    def __enter__(self) -> "PoliteClient":
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """Get ``url``, conditionally if the last answer's ``etag`` or date is given.

        Raises SourceError for everything that is not a whole answer of status 200,
        or 304 to a conditional request.
        """
        conditions = {}
        if etag:
            conditions["If-None-Match"] = etag
        if last_modified:
            conditions["If-Modified-Since"] = last_modified
        answer = self._follow(
            url, conditions, self._max_bytes, permitted=self._permitted
        )
        try:
            refuse_status(answer)
        except SourceError as error:
            error.answer = answer
            raise
        return answer

    def _follow(
        self,
        url: str,
        conditions: dict[str, str],
        max_bytes: int,
        *,
        permitted: Callable[[str], float],
    ) -> Fetched:
        """Follow redirects by hand, asking ``permitted`` for each address's delay."""
        passed: list[str] = []
        for_good = True
        here = url
        while True:
            delay = permitted(here)
            answer = self._one(here, conditions, max_bytes, delay)
            target = answer.header("location")
            if answer.status not in _REDIRECTS or not target:
                return Fetched(
                    **{
                        **vars(answer),
                        "url": url,
                        "final_url": here,
                        "redirects": tuple(passed),
                        "moved": bool(passed) and for_good,
                    }
                )
            passed.append(here)
            for_good = for_good and answer.status in _FOR_GOOD
            here = urljoin(here, target)
            if here in passed or len(passed) > self._max_redirects:
                raise SourceError(
                    Failure.REDIRECT_LOOP,
                    url,
                    f"{len(passed)} redirects, the last to {here}: "
                    "look for the document's new address",
                )

    def _one(
        self, url: str, conditions: dict[str, str], max_bytes: int, delay: float
    ) -> Fetched:
        """Send one GET and read its answer within the caps."""
        parts = urlsplit(url)
        self._refuse_private(url, parts.hostname or "")
        self._pacer.wait(parts.netloc, delay)
        deadline = time.monotonic() + self._total_seconds
        with (
            named_errors(url),
            self._client.stream("GET", url, headers=conditions) as response,
        ):
            content = read_body(url, response, max_bytes, deadline)
        return Fetched(
            url=url,
            final_url=url,
            redirects=(),
            status=response.status_code,
            reason=response.reason_phrase,
            http_version=response.http_version,
            request_headers=header_pairs(response.request.headers),
            response_headers=kept_header_pairs(header_pairs(response.headers)),
            content=content,
            retrieved_at=datetime.now(UTC),
            not_modified=response.status_code == httpx.codes.NOT_MODIFIED,
        )

    def _on_hosts(self, url: str) -> None:
        """Refuse an address that is not on one of the source's hosts."""
        parts = urlsplit(url)
        allowed = parts.netloc in self._hosts or (
            parts.port in (None, 80, 443) and parts.hostname in self._hosts
        )
        if parts.scheme not in ("http", "https") or not allowed:
            raise SourceError(
                Failure.OFF_HOST,
                url,
                "not one of the source's hosts: if the publisher moved, add the host",
            )

    def _permitted(self, url: str) -> float:
        """Return the delay for ``url``; SourceError if robots.txt forbids it."""
        self._on_hosts(url)
        robots = self._robots_of(url)
        if not robots.allows(self._agent, url):
            raise SourceError(
                Failure.FORBIDDEN_BY_ROBOTS,
                url,
                "the publisher's robots.txt forbids it: ask the publisher",
            )
        return max(self._delay, robots.crawl_delay(self._agent))

    def _robots_of(self, url: str) -> RobotsAnswer:
        """Return the host's robots.txt, asking at most once a day."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        now = datetime.now(UTC)
        known = self._robots.get(host)
        if known is not None and known.fresh(now):
            return known
        answer = self._follow(
            f"{host}/robots.txt", {}, ROBOTS_MAX_BYTES, permitted=self._robots_delay
        )
        refuse_challenge(answer.final_url, answer.content)
        if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status in (
            httpx.codes.UNAUTHORIZED,
            httpx.codes.FORBIDDEN,
            httpx.codes.TOO_MANY_REQUESTS,
        ):
            raise SourceError(
                Failure.FORBIDDEN_BY_ROBOTS,
                answer.final_url,
                f"status {answer.status}: nothing is fetched while robots.txt "
                "can't be read",
                retry_after=retry_after_of(answer) or DEFAULT_RETRY,
            )
        text = (
            answer.content.decode("utf-8", "replace")
            if answer.status == httpx.codes.OK
            else ""
        )
        read = RobotsAnswer(text, now)
        self._robots[host] = read
        return read

    def _robots_delay(self, url: str) -> float:
        """Return the delay before robots.txt itself, which may not be off the hosts."""
        self._on_hosts(url)
        return self._delay

    def _refuse_private(self, url: str, host: str) -> None:
        """Refuse hosts that resolve to an address inside someone's own network."""
        if self._private_hosts:
            return
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError as error:
            raise SourceError(
                Failure.UNREACHABLE, url, "the host has no address", retry_after=300.0
            ) from error
        for *_, address in found:
            if not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
                raise SourceError(
                    Failure.OFF_HOST, url, "the host's address is not a public one"
                )
