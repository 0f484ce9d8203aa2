"""The release desk's codes in words: states, checks, steps, refusals.

A code that is not here is shown as it is: a new check is seen before it is worded.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accountability.models import Release, ReleaseState, WorkKind
from accountability.publication.audit.checks import Checked
from accountability.publication.community.desk import Day, DayState
from accountability.publication.desk import Looked
from accountability.publication.drafting import AUDITING, COMPARING
from accountability.publication.states import VOTES_NEEDED, Move, after
from accountability.publication.work import DRAWING, FITTING

STATES: dict[str, Promise] = {
    ReleaseState.DRAFT.value: _("Draft"),
    ReleaseState.AUDITED.value: _("Passed its audit"),
    ReleaseState.APPROVED_ONCE.value: _("Approved once"),
    ReleaseState.APPROVED.value: _("Approved twice"),
    ReleaseState.PUBLISHED.value: _("Published"),
    ReleaseState.RETURNED.value: _("Returned"),
}

#: What each check looks for, and what its number counts.
_CHECKS: dict[str, tuple[Promise, Promise]] = {
    "files": (
        _("Every file is the one that the manifest names"),
        _("files that differ"),
    ),
    "signature": (_("The manifest is signed with our key"), _("problems")),
    "rows": (_("CSV and Parquet hold the same rows"), _("rows")),
    "schema": (
        _("Every cell is what the data dictionary says"),
        _("cells that are not"),
    ),
    "provenance": (
        _("Every row leads to one place in one version of a document"),
        _("rows without"),
    ),
    "references": (
        _("Every department and body named is described"),
        _("not described"),
    ),
    "values": (
        _("No figure is missing without saying why"),
        _("figures that are"),
    ),
    "unassigned": (
        _("Rows not mapped carry the source’s own words"),
        _("rows not mapped"),
    ),
    "sums": (
        _("Totals that do not add up are marked, none both ways"),
        _("figures marked"),
    ),
    "crops": (
        _("Every picture of a figure was let out by a reviewer, and holds no more"),
        _("pictures"),
    ),
    "community_sums": (
        _("Every community figure is a sum over the protected cubes (T1)"),
        _("figures and questions compared"),
    ),
    "community_totals": (
        _("Every community total equals its parts (T2)"),
        _("breakdowns added up"),
    ),
    "community_refusals": (
        _("What was not measured together is refused, without a number (T3)"),
        _("combinations refused"),
    ),
    "community_unmoved": (
        _("Nothing about cases moved since the last release but by a vintage (T7)"),
        _("that moved"),
    ),
    "community_budget": (
        _("Every community figure is paid for, no budget is overspent"),
        _("that are not"),
    ),
}

_KINDS: dict[str, Promise] = {
    WorkKind.DRAFT.value: _("A draft is being made"),
    WorkKind.REBUILD.value: _("The draft is being made again"),
    WorkKind.PUBLISH.value: _("The release is being published"),
    WorkKind.DRAW.value: _("Community figures are being drawn"),
}

_STEPS: dict[str, Promise] = {
    "": _("Waiting for a worker"),
    COMPARING: _("Comparing the record with the last release"),
    AUDITING: _("Running the audit"),
    DRAWING: _("Counting, adding the noise, paying for it"),
    FITTING: _("Fitting the figures and their margins: some minutes"),
}

_DAYS: dict[DayState, Promise] = {
    DayState.PLANNED: _("planned"),
    DayState.DUE: _("due: not drawn yet"),
    DayState.DRAWN: _("drawn"),
    DayState.LEFT_OUT: _("left out: the final one came first"),
}

#: Why something was refused, or why work failed.
_REFUSED: dict[str, Promise] = {
    "not_a_releaser": _("Only releasers may do this."),
    "synthetic_approver": _("A made-up account of the demo can’t decide here."),
    "reconstruction": _(
        "There are reconstructed documents in the record: they are never published."
    ),
    "demo_release": _(
        "It was drafted in demo mode and can’t leave it, or the other way round."
    ),
    "wrong_state": _("It is not in a state in which this can be done."),
    "own_release": _("You made this draft: two others must approve it."),
    "voted_already": _("You approved it already: the second vote must be another’s."),
    "other_content": _("It was made again since you opened the page: look once more."),
    "content_changed": _(
        "The record changed after the draft was made. Its votes are void: have it "
        "made again."
    ),
    "nothing_new": _("The record is the same as in the current release."),
    "no_reason": _("Say why."),
    "audit_failed": _("The written release fails its audit. Nothing was published."),
    "under_way": _("A worker is busy with a release: wait until it is done."),
    "current_already": _("It is the current release already."),
    "bundle_damaged": _(
        "Its files are not what its manifest says: it can’t be made current."
    ),
    "no_policy": _("There is no written policy on community figures."),
    "policy_unreadable": _("The written policy can’t be used as it stands."),
    "no_organisation": _("The written policy names no organisation of this place."),
    "not_due": _("No community figures are due."),
    "not_audited": _(
        "This version of the program has not passed the long audit under this plan: "
        "nothing is drawn."
    ),
    "bundle_refused": _("Rows of the record break the rules of a release."),
    "timed_out": _("It took longer than an hour and was given up."),
    "worker_lost": _("Every worker that tried it ended."),
    "defect": _("Something is wrong in the program: report it."),
}


def refusal_words(code: str) -> str:
    """Return why a step was refused."""
    return str(_REFUSED.get(code, code.replace("_", " ")))


def work_words(kind: str) -> str:
    """Return what a worker is doing."""
    return str(_KINDS[kind])


def day_words(day: Day) -> str:
    """Return where a vintage of the calendar is."""
    return str(_DAYS[day.state])


def step_words(step: str) -> str:
    """Return where a worker is; the name of a table is said as it is."""
    if step in _STEPS:
        return str(_STEPS[step])
    return str(_("Writing the table “%(table)s”")) % {"table": step}


@dataclass(frozen=True)
class CheckWords:
    """One row of the audit's result."""

    name: str
    counts: str
    passed: bool
    number: int
    where: str

    @classmethod
    def of(cls, check: Checked) -> "CheckWords":
        """Put a check into words."""
        plain = check.name.replace("_", " ")
        words, counts = _CHECKS.get(check.name, (plain, ""))
        return cls(
            name=str(words),
            counts=str(counts),
            passed=check.passed,
            number=check.number,
            where=check.where,
        )


def state_words(release: Release) -> str:
    """Return a release's state."""
    return str(STATES[release.state])


def next_step(looked: Looked) -> str:
    """Say what has to happen next, or that nothing has."""
    release = looked.release
    if after(release.state, Move.PUBLISH):
        return str(_("It can be published."))
    if after(release.state, Move.APPROVE):
        left = VOTES_NEEDED - len(looked.votes)
        if left > 1:
            return str(
                _("It waits for two approvals, by two people who did not make it.")
            )
        return str(_("It waits for one more approval, by somebody else."))
    if release.state == ReleaseState.DRAFT and looked.checks:
        if any(not check.passed for check in looked.checks):
            return str(
                _("Its audit failed: put right what it names, then make it again.")
            )
        return str(_("The record changed since: make it again."))
    if release.state == ReleaseState.DRAFT:
        return str(_("It was never audited: make it again."))
    return ""
