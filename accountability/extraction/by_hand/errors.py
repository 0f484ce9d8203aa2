"""Why what somebody typed is not taken, in codes that pages put into words."""

from collections.abc import Mapping


class EntryRefusedError(ValueError):
    """What was typed can't be a proposal. ``errors`` holds a code for each field.

    Codes: missing, too_long, not_a_page, not_on_the_page, copied, not_a_date,
    in_the_future, before_what_is_answered, unknown_department, unknown_code,
    unknown_recommendation, waits_already, on_record, says_the_same.
    ``instead`` is the id of the reading that says it already, if one does.
    """

    def __init__(self, errors: Mapping[str, str], instead: int | None = None) -> None:
        """Keep the codes by field."""
        super().__init__(", ".join(f"{name}: {code}" for name, code in errors.items()))
        self.errors = dict(errors)
        self.instead = instead


class EntryGoneError(Exception):
    """There is no such entry of this person, or it was discarded."""
