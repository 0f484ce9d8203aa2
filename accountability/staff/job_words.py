"""A job in words: what it was to do, what became of it, and what to do now."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accountability.models import Job, JobKind, JobState
from accountability.sources.errors import Failure
from accountability.staff.words import term_label
from accountability.vocab import RetrievalOutcome

#: The codes of run logs in words. A code that is not here is shown as it is.
_FAILURES: dict[str, Promise] = {
    Failure.ARCHIVE_DAMAGED: _("What was archived is damaged"),
    Failure.CHALLENGE_PAGE: _("The site answered with a test for robots"),
    Failure.CONNECTION_CUT: _("The connection was cut in the middle"),
    Failure.DEFECT: _("The program has a fault: report it"),
    Failure.EMPTY_LIST: _("Nothing was found where something always was"),
    Failure.ENCRYPTED: _("The PDF needs a password"),
    Failure.FORBIDDEN_BY_ROBOTS: _("The site's robots.txt forbids it"),
    Failure.HTTP_STATUS: _("The site answered with an error"),
    Failure.LAYOUT_CHANGED: _("The layout has changed"),
    Failure.NO_TEXT: _("The pages are pictures without text"),
    Failure.NOT_TO_BE_KEPT: _("It identifies a person: nothing of it was stored"),
    Failure.OFF_HOST: _("The address leads to another host"),
    Failure.RATE_LIMITED: _("The site asks us to wait"),
    Failure.REDIRECT_LOOP: _("The address leads back to itself"),
    Failure.TIMED_OUT: _("It took too long"),
    Failure.TOO_LARGE: _("It is larger than a document may be"),
    Failure.TRUNCATED: _("The document is cut short or damaged"),
    Failure.UNREACHABLE: _("The site can't be reached"),
    Failure.WORKER_LOST: _("The worker stopped in the middle"),
    Failure.WRONG_TYPE: _("It is not the kind of document it should be"),
}

_KINDS: dict[str, Promise] = {
    JobKind.DISCOVER.value: _("Find documents"),
    JobKind.FETCH.value: _("Fetch"),
    JobKind.EXTRACT.value: pgettext_lazy("job", "Read"),
}

_COUNTS: dict[str, Promise] = {
    "rows": _("rows"),
    "created": _("new"),
    "updated": _("changed"),
    "unchanged": _("unchanged"),
    "failed": _("unreadable"),
    "gone": _("gone"),
    "links": _("links"),
    "jobs": _("jobs"),
    "bytes": _("bytes"),
}


#: Why a run was started, where the machine says it.
_REASONS: dict[str, Promise] = {"due": _("due"), "asked for": _("asked for")}


def failure_words(code: str) -> str:
    """Return a failure in words."""
    return str(_FAILURES.get(code, code.replace("_", " ")))


def reason_words(reason: str) -> str:
    """Return why a run was started; what somebody wrote themselves as it is."""
    return str(_REASONS.get(reason, reason))


def outcome_words(code: str) -> str:
    """Return an outcome in words; no outcome yet is "open"."""
    if code not in RetrievalOutcome.codes():
        return str(_("Under way"))
    return term_label(RetrievalOutcome.of(code))


@dataclass(frozen=True)
class JobWords:
    """One row of the run log."""

    job: Job
    what: str
    outcome: str
    failure: str
    counts: list[tuple[str, int]]
    given_up: bool

    @classmethod
    def of(cls, job: Job) -> "JobWords":
        """Put ``job`` into words."""
        return cls(
            job=job,
            what=str(_KINDS[job.kind]),
            outcome=outcome_words(job.outcome or "open"),
            failure=failure_words(job.failure),
            counts=[
                (str(_COUNTS.get(name, name)), number)
                for name, number in job.counts.items()
                if number
            ],
            given_up=job.state == JobState.DEAD,
        )
