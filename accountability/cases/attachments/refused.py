"""Why a file is not taken."""

from accountability.vocab.attachments import Refusal


class NotTakenError(Exception):
    """No copy is made of this file; ``reason`` says why, and nothing of it."""

    def __init__(self, reason: Refusal) -> None:
        """Keep the reason."""
        super().__init__(reason.value)
        self.reason = reason
