"""A reviewer's correction of what may be about no department at all.

Proceedings, recommendations and the answers to them. Raises as ``corrections`` does.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from accountability.review.changed_fields import Fields, unsettled
from accountability.sources.proposals import (
    ProceedingProposal,
    RecommendationProposal,
    ResponseProposal,
)
from accountability.vocab import (
    ProceedingKind,
    ProceedingOutcome,
    ResponderRole,
    ResponseStatus,
)


def proceeding_values(proposal: ProceedingProposal) -> dict[str, str]:
    """Return the correctable fields of a proceeding as a form shows them."""
    return {
        "department": proposal.department or "",
        "kind": proposal.kind.value,
        "place_raw": proposal.place_raw,
        "incident_raw": proposal.incident_raw,
        "harm_raw": proposal.harm_raw,
        "outcome": proposal.outcome.value,
    }


def recommendation_values(proposal: RecommendationProposal) -> dict[str, str]:
    """Return the correctable fields of a recommendation as a form shows them."""
    return {
        "department": proposal.department or "",
        "addressee_raw": proposal.addressee_raw,
        "summary": proposal.summary,
    }


def response_values(proposal: ResponseProposal) -> dict[str, str]:
    """Return the correctable fields of an answer as a form shows them."""
    return {
        "department": proposal.department or "",
        "responder_raw": proposal.responder_raw,
        "role": proposal.role.value,
        "response_status": proposal.status.value,
    }


def corrected_proceeding(
    proposal: ProceedingProposal,
    changes: Mapping[str, str],
    departments: Collection[str],
) -> ProceedingProposal:
    """Return ``proposal`` with ``changes`` made; raises as corrected_statistic does.

    No department at all stands only where the document names none.
    """
    fields = Fields(proceeding_values(proposal), changes)
    department = fields.department(_with_none(departments, proposal.department_raw))
    kind = fields.term("kind", ProceedingKind)
    outcome = fields.term("outcome", ProceedingOutcome)
    place, incident = fields.text("place_raw"), fields.text("incident_raw")
    harm = fields.text("harm_raw")
    fields.raise_errors()
    assert kind  # noqa: S101  (no error was found, so it was read)
    assert outcome  # noqa: S101
    return replace(
        proposal,
        department=department or None,
        kind=kind,
        place_raw=place,
        incident_raw=incident,
        harm_raw=harm,
        outcome=outcome,
        flags=unsettled(proposal.flags, True),
    )


def corrected_recommendation(
    proposal: RecommendationProposal,
    changes: Mapping[str, str],
    departments: Collection[str],
) -> RecommendationProposal:
    """Return ``proposal`` with ``changes`` made; raises as corrected_statistic does.

    What the source only counts has no summary. No department at all stands only where
    the document names none.
    """
    fields = Fields(recommendation_values(proposal), changes)
    department = fields.department(_with_none(departments, proposal.department_raw))
    addressee, summary = fields.text("addressee_raw"), fields.text("summary")
    if not addressee:
        fields.errors["addressee_raw"] = "words_missing"
    if summary and proposal.recommended > 1:
        fields.errors["summary"] = "counted_only"
    fields.raise_errors()
    return replace(
        proposal,
        department=department or None,
        addressee_raw=addressee,
        summary=summary,
        flags=unsettled(proposal.flags, True),
    )


def corrected_response(
    proposal: ResponseProposal,
    changes: Mapping[str, str],
    departments: Collection[str],
) -> ResponseProposal:
    """Return ``proposal`` with ``changes`` made; raises as corrected_statistic does.

    That no answer is known is no answer.
    """
    fields = Fields(response_values(proposal), changes)
    department = fields.department(_with_none(departments, proposal.department_raw))
    responder, role = fields.text("responder_raw"), fields.term("role", ResponderRole)
    status = fields.term("response_status", ResponseStatus)
    if not responder:
        fields.errors["responder_raw"] = "words_missing"
    if status is ResponseStatus.NONE_KNOWN:
        fields.errors["response_status"] = "no_answer"
    fields.raise_errors()
    assert role  # noqa: S101  (no error was found, so it was read)
    assert status  # noqa: S101
    return replace(
        proposal,
        department=department or None,
        responder_raw=responder,
        role=role,
        status=status,
        flags=unsettled(proposal.flags, True),
    )


def _with_none(departments: Collection[str], printed: str) -> set[str]:
    """Allow no department as well where none is printed."""
    return {*departments, *(() if printed else ("",))}
