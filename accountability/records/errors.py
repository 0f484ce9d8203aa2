"""Why a reading can't become a record."""


class CannotRecordError(Exception):
    """A reading that can't become a record.

    ``field`` names the payload's field as a path, ``key`` the reading, ``code`` the
    reason; the message quotes nothing that a source printed.
    """

    def __init__(self, code: str, field: str, key: str) -> None:
        """Keep the parts."""
        super().__init__(f"{field}: {code} ({key})")
        self.code = code
        self.field = field
        self.key = key
