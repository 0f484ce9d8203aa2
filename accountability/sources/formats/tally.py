"""How often something was seen, in eight bytes a name."""

from hashlib import blake2b


class Tally:
    """Counts names by a hash of eight bytes: a file of a million rows must fit.

    Only what was seen more than once has a count of its own.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: set[int] = set()
        self._repeats: dict[int, int] = {}

    def count(self, name: str) -> int:
        """Count ``name`` once more; return how often it was seen, 1 at first."""
        digest = blake2b(name.encode(), digest_size=8).digest()
        mark = int.from_bytes(digest, "big")
        if mark not in self._seen:
            self._seen.add(mark)
            return 1
        times = self._repeats.get(mark, 1) + 1
        self._repeats[mark] = times
        return times
