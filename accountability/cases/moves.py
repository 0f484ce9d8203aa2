"""How a case went from one status to the next, and why."""

from dataclasses import dataclass

from accountability.cases.content import OpenCase, Unprinted
from accountability.cases.keys import failure_noted, keystore, place
from accountability.models import CaseMove
from accountability.vocab import CaseStatus

_TABLE = CaseMove._meta.db_table


@dataclass(frozen=True, repr=False)
class OpenMove(Unprinted):
    """One change of status, readable."""

    row: CaseMove
    reason: str

    @property
    def to(self) -> CaseStatus:
        """Where it went."""
        return CaseStatus.of(self.row.to)


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
