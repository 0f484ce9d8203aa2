"""What each role may do to a case that it sees, and how a case moves. Pure.

Which cases somebody sees at all is row level security's business (migration 0003):
intake their own drafts, a case worker those of their teams, a supervisor those of
the organisation, everybody else none.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from accountability.vocab import CaseStatus


class CaseRole(StrEnum):
    """The roles in an organisation, weakest first. Codes are those of ``Role``."""

    INTAKE = "intake"
    CASE_WORKER = "case_worker"
    SUPERVISOR = "supervisor"


class Deed(StrEnum):
    """What may be done to a case."""

    ENTER = "enter"
    IMPORT = "import"
    SEE = "see"
    CHANGE = "change"
    WRITE_NOTE = "write_note"
    WORK = "work"
    TAG = "tag"
    LINK = "link"
    MERGE = "merge"
    RECORD_CONSENT = "record_consent"
    ATTACH = "attach"
    OPEN_ORIGINAL = "open_original"
    HAND_OVER = "hand_over"
    FILE = "file"
    CLOSE = "close"
    SEE_HISTORY = "see_history"
    EXPORT = "export"
    EXPORT_LIST = "export_list"
    HOLD = "hold"
    ASK_ERASURE = "ask_erasure"
    DECIDE_ERASURE = "decide_erasure"


_ALL = frozenset(CaseRole)
_WORKERS = frozenset({CaseRole.CASE_WORKER, CaseRole.SUPERVISOR})
_SUPERVISOR = frozenset({CaseRole.SUPERVISOR})

#: Who may do what to a case that they see.
PERMITTED: Mapping[Deed, frozenset[CaseRole]] = MappingProxyType(
    {
        Deed.ENTER: _ALL,
        Deed.IMPORT: _WORKERS,
        Deed.SEE: _ALL,
        Deed.CHANGE: _ALL,
        Deed.WRITE_NOTE: _ALL,
        Deed.WORK: _ALL,
        Deed.TAG: _ALL,
        Deed.LINK: _WORKERS,
        Deed.MERGE: _WORKERS,
        Deed.RECORD_CONSENT: _ALL,
        Deed.ATTACH: _ALL,
        Deed.HAND_OVER: _ALL,
        Deed.FILE: _WORKERS,
        Deed.OPEN_ORIGINAL: _WORKERS,
        Deed.CLOSE: _WORKERS,
        Deed.SEE_HISTORY: _WORKERS,
        Deed.EXPORT: _WORKERS,
        Deed.ASK_ERASURE: _WORKERS,
        Deed.EXPORT_LIST: _SUPERVISOR,
        Deed.HOLD: _SUPERVISOR,
        Deed.DECIDE_ERASURE: _SUPERVISOR,
    }
)

#: What may be done to a closed case: it is reopened before it is changed.
_WHEN_CLOSED = frozenset(
    {
        Deed.SEE,
        Deed.SEE_HISTORY,
        Deed.OPEN_ORIGINAL,
        Deed.RECORD_CONSENT,
        Deed.TAG,
        Deed.LINK,
        Deed.CLOSE,
        Deed.EXPORT,
        Deed.HOLD,
        Deed.ASK_ERASURE,
        Deed.DECIDE_ERASURE,
    }
)

#: What may be done to a case that is merged into another: read it, end its tasks, take
#: the merge back. The case that goes on is the one to work on.
_WHEN_MERGED = frozenset(
    {
        Deed.SEE,
        Deed.SEE_HISTORY,
        Deed.OPEN_ORIGINAL,
        Deed.WORK,
        Deed.MERGE,
    }
)
_WHEN: Mapping[CaseStatus, frozenset[Deed]] = MappingProxyType(
    {CaseStatus.CLOSED: _WHEN_CLOSED, CaseStatus.MERGED: _WHEN_MERGED}
)

#: From where to where, and by which deed.
MOVES: Mapping[tuple[CaseStatus, CaseStatus], Deed] = MappingProxyType(
    {
        (CaseStatus.DRAFT, CaseStatus.OPEN): Deed.HAND_OVER,
        (CaseStatus.OPEN, CaseStatus.FILED): Deed.FILE,
        (CaseStatus.FILED, CaseStatus.OPEN): Deed.FILE,
        (CaseStatus.OPEN, CaseStatus.CLOSED): Deed.CLOSE,
        (CaseStatus.FILED, CaseStatus.CLOSED): Deed.CLOSE,
        (CaseStatus.CLOSED, CaseStatus.OPEN): Deed.CLOSE,
        (CaseStatus.OPEN, CaseStatus.MERGED): Deed.MERGE,
        (CaseStatus.FILED, CaseStatus.MERGED): Deed.MERGE,
        (CaseStatus.MERGED, CaseStatus.OPEN): Deed.MERGE,
        (CaseStatus.MERGED, CaseStatus.FILED): Deed.MERGE,
    }
)
#: A merge names the other case, so it is no plain move (``merging``).
PLAIN_MOVES = tuple(move for move, deed in MOVES.items() if deed is not Deed.MERGE)
#: Handing over explains itself; every other move says why.
NEEDS_NO_REASON = frozenset({(CaseStatus.DRAFT, CaseStatus.OPEN)})


def permitted(deed: Deed, role: CaseRole | None, status: CaseStatus) -> bool:
    """Say whether ``role`` may do ``deed`` to a case in ``status``."""
    if role is None or role not in PERMITTED[deed]:
        return False
    return deed in _WHEN.get(status, frozenset(Deed))
