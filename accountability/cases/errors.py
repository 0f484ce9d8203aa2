"""What goes wrong with a case, in words that hold nothing of it."""

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from accountability.cases.policies import Deed


class CaseError(Exception):
    """The base: none of these leaves anything half done."""


class CaseNotFoundError(CaseError, ObjectDoesNotExist):
    """There is no such case for whoever asks: it isn't there, or isn't theirs."""


class CaseErasedError(CaseError):
    """The case was erased; its tombstone is all that is left."""


class CaseRefusedError(CaseError, PermissionDenied):
    """The person sees the case and may not do this to it. ``deed`` says what."""

    def __init__(self, deed: Deed) -> None:
        """Keep the deed."""
        super().__init__(f"not permitted: {deed.value}")
        self.deed = deed


class CaseChangedError(CaseError):
    """Somebody saved after this person had opened the case. Nothing was stored.

    ``revision`` is the one that stands now.
    """

    def __init__(self, revision: int) -> None:
        """Keep the revision to start from."""
        super().__init__(f"the case is at revision {revision} by now")
        self.revision = revision


class WrongStateError(CaseError):
    """A case can't go from where it is to where it was sent."""


class ReasonMissingError(CaseError):
    """The move needs a reason and none was given."""


class PartnerMissingError(CaseError, ValueError):
    """Sharing names the partner, and none was named."""


class NotKeptError(CaseError):
    """The person did not agree that the case be kept: it stays a draft, and goes."""


class MonthNotBegunError(CaseError):
    """Nobody can have heard of it in a month that has not begun."""


class PartMissingError(CaseError):
    """What was said is about a part that is not there for this person.

    ``field`` leads to it in what was said: ``officers.0.id``, ``team``.
    """

    def __init__(self, field: str) -> None:
        """Keep the way to it."""
        super().__init__(f"no such part: {field}")
        self.field = field


class EnteredBeforeError(CaseError):
    """The same key has entered a case already, and that says something else by now.

    Nothing was stored. The case may have left the sight of whoever entered it.
    """
