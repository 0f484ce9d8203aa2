"""How a case went from one status to the next, and why."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from accountability.cases.content import OpenCase, Unprinted
from accountability.cases.keys import failure_noted, keystore, place
from accountability.models import CaseMove
from accountability.vocab import CaseStatus

_TABLE = CaseMove._meta.db_table
#: The reason of a move that an import made: nobody wrote it, and a worker has no
#: language, so it is stored in English and shown in the reader's.
CLOSED_BEFORE = gettext_noop("Closed before it was brought in.")


@dataclass(frozen=True, repr=False)
class OpenMove(Unprinted):
    """One change of status, readable."""

    row: CaseMove
    reason: str

    @property
    def to(self) -> CaseStatus:
        """Where it went."""
        return CaseStatus.of(self.row.to)

    @property
    def why(self) -> str:
        """The reason as a page shows it."""
        return gettext(CLOSED_BEFORE) if self.reason == CLOSED_BEFORE else self.reason


def moves_of(case: OpenCase) -> list[OpenMove]:
    """Return the moves of an opened case, the newest first."""
    rows = list(case.row.moves.select_related("moved_by").order_by("-moved_at"))
    if not rows:
        return []
    key = keystore().open(str(case.row.pk))
    with failure_noted(case.row.pk):
        return [
            OpenMove(
                row,
                key.open(place(_TABLE, "reason", row.id), bytes(row.reason)).decode()
                if row.reason
                else "",
            )
            for row in rows
        ]
