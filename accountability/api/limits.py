"""Generous limits: of questions, one token bucket an address and process; of length.

Bulk is not limited: the files of a release are static. Addresses are kept in memory
alone, as keyed hashes, and forgotten when their bucket is full again.
"""

import hashlib
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accountability.api.problems import TooLongError, plain_problem

LIMITED_PREFIX = "/api/"
#: The longest question that is read: twice what anybody between us must pass on
#: (RFC 9110, 4.1), and as many parameters as Django takes apart.
LONGEST, MOST_PARAMETERS = 16_384, 1_000
#: The longest as we write it, ``a=1&a=2`` for ``a=1,2``: it stands in two links of a
#: header, and grows by a cursor.
LONGEST_WRITTEN, MOST_WRITTEN = 12_288, 990
#: Buckets kept at a time; who asked longest ago is forgotten first.
_KEPT = 20_000
#: One household or server usually holds a whole /64.
_IPV6_PREFIX = 64


class TokenBuckets:
    """``burst`` questions at once, ``rate`` a second for ever (a token bucket each)."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start with full buckets."""
        self._rate, self._burst, self._clock = rate, burst, clock
        self._key = secrets.token_bytes(16)
        self._held: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, who: str) -> float:
        """Take one token: return 0, or after how many seconds there is one again."""
        name = hashlib.blake2b(who.encode(), key=self._key, digest_size=16).digest()
        now = self._clock()
        with self._lock:
            tokens, since = self._held.pop(name, (float(self._burst), now))
            tokens = min(float(self._burst), tokens + (now - since) * self._rate)
            missing = max(0.0, 1.0 - tokens)
            self._held[name] = (tokens if missing else tokens - 1.0, now)
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return missing / self._rate


class RateLimitMiddleware:
    """Answers 429 with Retry-After to who asks the API too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before the views."""
        self.get_response = get_response
        self._buckets = TokenBuckets(settings.API_RATE, settings.API_BURST)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say when to come again."""
        if not request.path_info.startswith(LIMITED_PREFIX):
            return self.get_response(request)
        seconds = self._buckets.wait(asker(request, settings.TRUSTED_PROXIES))
        if seconds == 0:
            return self.get_response(request)
        response = plain_problem(
            429,
            f"More than {settings.API_BURST} questions at once, or "
            f"{settings.API_RATE:g} a second. For bulk take the files of a release: "
            "they have no limit.",
        )
        response["Retry-After"] = str(math.ceil(seconds))
        response["Cache-Control"] = "no-store"
        return response


def asker(request: HttpRequest, proxies: int) -> str:
    """Return who asks: the address that the outermost of our ``proxies`` saw.

    Addresses further left in X-Forwarded-For are whatever the client wrote.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if proxies:
        told = request.headers.get("X-Forwarded-For", "").split(",")
        address = told[-proxies].strip() if len(told) >= proxies else address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if isinstance(parsed, IPv6Address):
        return str(int(parsed) >> (128 - _IPV6_PREFIX))
    return str(parsed)


def is_too_long(question: str, longest: int, most_parameters: int) -> bool:
    """Say whether the part of an address after ``?`` is too long to be answered."""
    return len(question) > longest or question.count("&") >= most_parameters


class LongQuestionMiddleware:
    """Answers 414 to a question that is longer than any of ours, before it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before whatever reads parameters."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that the question is too long."""
        if is_too_long(request.META["QUERY_STRING"], LONGEST, MOST_PARAMETERS):
            if request.path_info.startswith(LIMITED_PREFIX):
                return plain_problem(414, str(TooLongError()))
            return HttpResponse(
                f"{TooLongError()}\n", status=414, content_type="text/plain"
            )
        return self.get_response(request)
