"""What a host's robots.txt allows (RFC 9309)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

ROBOTS_MAX_BYTES = 512 * 1024
_KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class RobotsAnswer:
    """A robots.txt as read at ``retrieved_at``; empty text allows everything."""

    text: str
    retrieved_at: datetime
    _rules: Protego = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Parse the rules once."""
        object.__setattr__(self, "_rules", Protego.parse(self.text))

    def fresh(self, now: datetime) -> bool:
        """Say whether the answer may still be used (RFC 9309 2.4: a day)."""
        return now - self.retrieved_at < _KEPT_FOR

    def allows(self, agent: str, url: str) -> bool:
        """Say whether ``agent`` may fetch ``url``."""
        return bool(self._rules.can_fetch(url, agent))

    def crawl_delay(self, agent: str) -> float:
        """Return the host's Crawl-delay for ``agent`` in seconds, 0 if none."""
        return float(self._rules.crawl_delay(agent) or 0.0)
