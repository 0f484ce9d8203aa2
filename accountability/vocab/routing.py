"""Which body a matter belongs to in British Columbia, and who then learns a name.

Own words on DOMAIN.md's "Oversight in British Columbia" and general knowledge [K]:
every page that shows them says to check with a lawyer.
"""

from accountability.vocab.cases import Harm
from accountability.vocab.term import Term


class RouteTo(Term):
    """A body to which a matter can be taken; the definition says why."""

    OPCC = (
        "opcc",
        "Office of the Police Complaint Commissioner (OPCC)",
        "Office of the Police Complaint Commissioner (OPCC)",
        "Conduct of municipal and designated police in B.C.",
    )
    CRCC = (
        "crcc",
        "Civilian Review and Complaints Commission for the RCMP (CRCC)",
        "Commission civile d'examen et de traitement des plaintes relatives à la GRC "
        "(CCETP)",
        "Conduct of the RCMP.",
    )
    IIO = (
        "iio",
        "Independent Investigations Office (IIO)",
        "Independent Investigations Office (IIO)",
        "Death or serious harm by any police in B.C., the RCMP too: the criminal side, "
        "beside a complaint about conduct.",
    )

    @property
    def learns_name(self) -> str:
        """Who learns the name of whoever complains there, in plain English."""
        return _LEARNS[self]


_LEARNS = {
    RouteTo.OPCC: "The Commissioner’s office, the investigator, the department; the "
    "officer is told what the complaint says and usually by whom. Somebody else "
    "can complain for the person; a complaint without a name can be sent in, but "
    "then nobody can be asked or told.",
    RouteTo.CRCC: "The Commission, and the RCMP, which as a rule looks into it first; "
    "the member is told. Somebody else can complain for the person.",
    RouteTo.IIO: "The IIO’s investigators, and Crown counsel if charges are "
    "considered; in court a name can become known.",
}

#: Kinds of department as fixtures/reference has them.
_OPCC_KINDS = frozenset({"municipal", "designated"})
_FEDERAL = "federal"
_BC = "CA-BC"


def routes(
    kind: str | None, jurisdiction: str | None, harm: Harm | None
) -> list[RouteTo]:
    """Return the bodies for a department of ``kind``, the nearest first.

    For an unknown department both conduct bodies; none outside B.C.
    """
    if jurisdiction is not None and jurisdiction != _BC:
        return []
    if kind is None:
        found = [RouteTo.OPCC, RouteTo.CRCC]
    elif kind == _FEDERAL:
        found = [RouteTo.CRCC]
    else:
        found = [RouteTo.OPCC] if kind in _OPCC_KINDS else []
    serious = harm in (Harm.SERIOUS, Harm.DEATH)
    return [*found, RouteTo.IIO] if serious else found
