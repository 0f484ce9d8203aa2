"""A reading as JSON and back. The one place that knows both forms."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from accountability.models import ExtractedRecord, RecordType
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import (
    AllegationProposal,
    Locator,
    MatterProposal,
    ProceedingProposal,
    Reading,
    RecommendationProposal,
    Rejection,
    ResponseProposal,
    StatisticProposal,
)

_TYPES: dict[type, tuple[RecordType, TypeAdapter[Any]]] = {
    StatisticProposal: (RecordType.STATISTIC, TypeAdapter(StatisticProposal)),
    AllegationProposal: (RecordType.ALLEGATION, TypeAdapter(AllegationProposal)),
    ProceedingProposal: (RecordType.PROCEEDING, TypeAdapter(ProceedingProposal)),
    MatterProposal: (RecordType.MATTER, TypeAdapter(MatterProposal)),
    RecommendationProposal: (
        RecordType.RECOMMENDATION,
        TypeAdapter(RecommendationProposal),
    ),
    ResponseProposal: (RecordType.RESPONSE, TypeAdapter(ResponseProposal)),
    Rejection: (RecordType.REJECTION, TypeAdapter(Rejection)),
}
_ADAPTERS = {kind.value: adapter for kind, adapter in _TYPES.values()}
_LOCATOR = TypeAdapter(Locator)
#: A heading can be a whole sentence; the column that names it has so much room.
_LONGEST_FIELD = 100
#: How rows are grouped for checking is no part of what one row says.
_NOT_SAID = ("locator", "total_key")
#: Said only where they say something: they came later, and what was read before them
#: keeps the digest by which it is known again.
_SAID_IF_GIVEN = {
    RecommendationProposal: "number_raw",
    ResponseProposal: "recommendation_source",
}


class PayloadError(ValueError):
    """A payload that is no proposal. ``field`` names what is wrong, as a path."""

    def __init__(self, field: str, problem: str) -> None:
        """Keep the field; ``problem`` quotes no value."""
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Stored:
    """A reading as its columns hold it. ``payload`` and ``locator`` are JSON text."""

    record_type: RecordType
    key: str
    payload: str
    locator: str
    digest: str
    flags: str
    total_key: str
    reason: str
    field: str


def stored(reading: Reading) -> Stored:
    """Return the columns of ``reading``.

    ``digest`` is of what it says: without its place and its total's group. Raises
    SourceError when a text holds a NUL, which is no text.
    """
    record_type, adapter = _TYPES[type(reading)]
    said = adapter.dump_json(reading, exclude=_unsaid(reading))
    if b"\\u0000" in said:
        raise SourceError(
            Failure.WRONG_TYPE,
            str(reading.locator),
            "holds NUL bytes: the file is not the text it should be",
        )
    return Stored(
        record_type=record_type,
        key=reading.key,
        payload=said.decode(),
        locator=_LOCATOR.dump_json(reading.locator, exclude_none=True).decode(),
        digest=hashlib.sha256(said).hexdigest(),
        flags="" if isinstance(reading, Rejection) else " ".join(sorted(reading.flags)),
        total_key=reading.total_key if isinstance(reading, StatisticProposal) else "",
        reason=reading.reason if isinstance(reading, Rejection) else "",
        field=reading.field[:_LONGEST_FIELD] if isinstance(reading, Rejection) else "",
    )


def payload_of(reading: Reading) -> dict[str, Any]:
    """Return ``reading`` as its stored payload: JSON values, without the locator."""
    _, adapter = _TYPES[type(reading)]
    said: dict[str, Any] = adapter.dump_python(
        reading, mode="json", exclude=_unsaid(reading)
    )
    return said


def _unsaid(reading: Reading) -> dict[str, bool]:
    later = _SAID_IF_GIVEN.get(type(reading))
    unsaid = dict.fromkeys(_NOT_SAID, True)
    if later and not getattr(reading, later):
        unsaid[later] = True
    return unsaid


def reading_of(
    record_type: str,
    payload: dict[str, Any],
    locator: dict[str, Any],
    *,
    total_key: str = "",
) -> Reading:
    """Return the reading that a stored payload and locator stand for.

    Raises PayloadError naming the field when the payload is no such proposal.
    """
    extra = {"total_key": total_key} if total_key else {}
    try:
        reading: Reading = _ADAPTERS[record_type].validate_python(
            {**payload, **extra, "locator": locator}
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "payload"
        raise PayloadError(field, first["msg"]) from error
    return reading


def proposal_of(record: ExtractedRecord) -> Reading:
    """Return the reading that a stored row stands for; PayloadError as above."""
    return reading_of(
        record.record_type,
        record.payload,
        record.locator,
        total_key=record.total_key,
    )
