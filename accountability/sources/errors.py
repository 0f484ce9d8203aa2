"""How reading a document can fail. Codes are permanent: run logs hold them."""

from enum import StrEnum


class Failure(StrEnum):
    """Why a document could not be fetched or read."""

    ARCHIVE_DAMAGED = "archive_damaged"
    CHALLENGE_PAGE = "challenge_page"
    CONNECTION_CUT = "connection_cut"
    DEFECT = "defect"
    EMPTY_LIST = "empty_list"
    ENCRYPTED = "encrypted"
    FORBIDDEN_BY_ROBOTS = "forbidden_by_robots"
    HTTP_STATUS = "http_status"
    LAYOUT_CHANGED = "layout_changed"
    NO_TEXT = "no_text"
    NOT_TO_BE_KEPT = "not_to_be_kept"
    OFF_HOST = "off_host"
    RATE_LIMITED = "rate_limited"
    REDIRECT_LOOP = "redirect_loop"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    UNREACHABLE = "unreachable"
    WORKER_LOST = "worker_lost"
    WRONG_TYPE = "wrong_type"


class SourceError(Exception):
    """A document can't be fetched or read.

    ``where`` names the page, row, column or address; ``advice`` says what to do.
    Neither carries content of the document. ``retry_after`` is in seconds where a
    later try may succeed by itself; None where it can't. ``answer`` is the whole HTTP
    answer (``http.Fetched``) where one came: kept in the archive to be looked at.
    """

    def __init__(
        self,
        failure: Failure,
        where: str,
        advice: str,
        *,
        retry_after: float | None = None,
    ) -> None:
        """Keep the parts; the message is for a log line."""
        super().__init__(f"{failure.value}: {where}: {advice}")
        self.failure = failure
        self.where = where
        self.advice = advice
        self.retry_after = retry_after
        self.answer: object | None = None
