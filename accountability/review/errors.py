"""How a decision on a reading can fail."""

from accountability.models import ReviewDecision
from accountability.review.policies import CropRefused, Refused


class DecisionRefusedError(Exception):
    """A decision that is not allowed on this reading as it now stands.

    ``decided`` is the decision that another person made meanwhile, if that is why.
    """

    def __init__(
        self, refused: Refused, reading: int, decided: ReviewDecision | None = None
    ) -> None:
        """Keep the parts; the message is for a log line."""
        super().__init__(f"reading {reading}: {refused.value}")
        self.refused = refused
        self.reading = reading
        self.decided = decided


class ReadingGoneError(Exception):
    """The document was read again, and this undecided reading gave way."""


class ReasonMissingError(ValueError):
    """A rejection or correction without a usable reason. ``field`` names the place."""

    def __init__(self, field: str) -> None:
        """Keep the name of the field."""
        super().__init__(field)
        self.field = field


class CropRefusedError(Exception):
    """A picture of a page that may not be let out, or not by this decision."""

    def __init__(self, refused: CropRefused) -> None:
        """Keep why; the message is for a log line."""
        super().__init__(refused.value)
        self.refused = refused


class BatchChangedError(Exception):
    """A batch that is no longer what was confirmed.

    ``expected`` were confirmed, ``found`` are there now.
    """

    def __init__(self, expected: int, found: int) -> None:
        """Keep both numbers."""
        super().__init__(f"{expected} readings were confirmed, {found} are there now")
        self.expected = expected
        self.found = found


class NotForBatchError(Exception):
    """A batch with a reading that a person must look at. ``reading`` is its id."""

    def __init__(self, reading: int) -> None:
        """Keep the id."""
        super().__init__(f"reading {reading} can't be accepted in a batch")
        self.reading = reading
