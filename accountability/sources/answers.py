"""One HTTP answer: whole, or an error that says what broke."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from accountability.sources.base import refuse_challenge
from accountability.sources.errors import Failure, SourceError

Headers = tuple[tuple[str, str], ...]

#: Headers that describe the wire, not the bytes kept (as web archives rename them).
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding"})
#: Seconds to wait after a refusal that names no time of its own.
DEFAULT_RETRY = 60.0


@dataclass(frozen=True)
class Fetched:
    """One answer, whole. ``content`` is empty when ``not_modified``.

    ``redirects`` are the addresses that pointed on, in order; ``final_url`` gave the
    answer; ``moved`` is true if all that pointed on said that it is for good (301,
    308). Headers are pairs as sent and received, ready for an archive record.
    """

    url: str
    final_url: str
    redirects: tuple[str, ...]
    status: int
    reason: str
    http_version: str
    request_headers: Headers
    response_headers: Headers
    content: bytes
    retrieved_at: datetime
    not_modified: bool = False
    moved: bool = False

    def header(self, name: str) -> str:
        """Return the first response header called ``name``, or an empty string."""
        wanted = name.lower()
        return next(
            (text for key, text in self.response_headers if key.lower() == wanted), ""
        )

    @property
    def media_type(self) -> str:
        """The media type without parameters, lower case; empty if not given."""
        return self.header("content-type").partition(";")[0].strip().lower()


@contextmanager
def named_errors(url: str) -> Iterator[None]:
    """Turn httpx's errors into ours; a body cut short is never a document."""
    try:
        yield
    except httpx.ConnectTimeout as error:
        raise SourceError(
            Failure.UNREACHABLE, url, "no connection in time", retry_after=300.0
        ) from error
    except httpx.TimeoutException as error:
        raise SourceError(
            Failure.TIMED_OUT, url, "the host fell silent", retry_after=300.0
        ) from error
    except httpx.ConnectError as error:
        raise SourceError(
            Failure.UNREACHABLE, url, "no connection", retry_after=300.0
        ) from error
    except (httpx.NetworkError, httpx.ProtocolError, httpx.DecodingError) as error:
        raise SourceError(
            Failure.CONNECTION_CUT,
            url,
            "the answer broke off; nothing of it was kept",
            retry_after=DEFAULT_RETRY,
        ) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise SourceError(Failure.OFF_HOST, url, "not a web address") from error


def read_body(
    url: str, response: httpx.Response, max_bytes: int, deadline: float
) -> bytes:
    """Read the body, hanging up as soon as a cap is passed."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(url, max_bytes)
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > max_bytes:
            raise _too_large(url, max_bytes)
        if time.monotonic() > deadline:
            raise SourceError(
                Failure.TIMED_OUT,
                url,
                "the answer came too slowly; nothing of it was kept",
                retry_after=300.0,
            )
    return bytes(content)


def _too_large(url: str, max_bytes: int) -> SourceError:
    return SourceError(
        Failure.TOO_LARGE,
        url,
        f"more than {max_bytes:,} bytes; raise the source's max_bytes if it is right",
    )


def refuse_status(answer: Fetched) -> None:
    """Raise SourceError unless the answer is a document or "not modified"."""
    if answer.not_modified or answer.status == httpx.codes.OK:
        refuse_challenge(answer.final_url, answer.content)
        return
    wait = retry_after_of(answer)
    if answer.status in (
        httpx.codes.TOO_MANY_REQUESTS,
        httpx.codes.SERVICE_UNAVAILABLE,
    ):
        raise SourceError(
            Failure.RATE_LIMITED,
            answer.final_url,
            f"status {answer.status}: asked to wait",
            retry_after=DEFAULT_RETRY if wait is None else wait,
        )
    refuse_challenge(answer.final_url, answer.content)
    passing = answer.status >= httpx.codes.INTERNAL_SERVER_ERROR
    raise SourceError(
        Failure.HTTP_STATUS,
        answer.final_url,
        f"status {answer.status}",
        retry_after=(DEFAULT_RETRY if wait is None else wait) if passing else None,
    )


def retry_after_of(answer: Fetched) -> float | None:
    """Return Retry-After in seconds, from either of its two forms."""
    text = answer.header("retry-after").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - answer.retrieved_at).total_seconds())


def header_pairs(headers: httpx.Headers) -> Headers:
    """Return headers as they were on the wire, in order."""
    return tuple(
        (name.decode("ascii"), text.decode("latin-1")) for name, text in headers.raw
    )


def kept_header_pairs(headers: Headers) -> Headers:
    """Rename headers that no longer hold for the decoded bytes that are kept."""
    return tuple(
        (f"X-Archive-Orig-{name}" if name.lower() in _WIRE_HEADERS else name, text)
        for name, text in headers
    )
