"""What somebody typed as a proposal, field by field; every fault has a code.

The form of a proposal is the sources' own (``sources.proposals``); what may be typed
for it is narrower than what a parser may read.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils import timezone

from accountability.extraction.by_hand.drafts import FIELDS
from accountability.extraction.by_hand.errors import EntryRefusedError
from accountability.extraction.by_hand.pages import (
    is_copied,
    page_read,
    pages_in,
    place_of,
)
from accountability.models import (
    Department,
    ExtractedRecord,
    HandEntry,
    ReadingState,
    RecordType,
)
from accountability.sources.formats.dates import told_date
from accountability.sources.formats.pdf import PdfPage
from accountability.sources.proposals import (
    Locator,
    RecommendationProposal,
    ResponseProposal,
)
from accountability.vocab import (
    ApproximateDate,
    Precision,
    ResponderRole,
    ResponseStatus,
    Term,
)

T = TypeVar("T", bound=Term)

#: What may be answered: what is on record, or waits to be.
ANSWERABLE = (ReadingState.PROPOSED, ReadingState.ACCEPTED)
#: Answers that a person who reads one does not give.
NO_ANSWERS = frozenset({ResponseStatus.NONE_KNOWN, ResponseStatus.UNASSIGNED})
_NEEDED = {
    RecordType.RECOMMENDATION: ("page", "addressee", "summary"),
    RecordType.RESPONSE: ("page", "recommendation", "responder", "role", "status"),
}


@dataclass
class _Typed:
    """The fields of an entry, and what is wrong with them."""

    entry: HandEntry
    given: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return " ".join(self.given.get(name, "").split())

    def refuse(self, name: str, code: str) -> None:
        self.errors.setdefault(name, code)

    def check(self) -> None:
        kind = RecordType(self.entry.kind)
        for name in _NEEDED[kind]:
            if not self.text(name):
                self.refuse(name, "missing")
        for name, longest in FIELDS[kind].items():
            if len(self.text(name)) > longest:
                self.refuse(name, "too_long")

    def page(self) -> PdfPage | None:
        """Return the page with its words; raises SourceError and ArchiveError."""
        sha256, said = self.entry.snapshot.sha256, self.text("page")
        number = int(said) if said.isdecimal() and len(said) < 6 else 0
        if not 0 < number <= pages_in(sha256):
            self.refuse("page", "not_a_page")
            return None
        return page_read(sha256, number)

    def locator(self, page: PdfPage | None) -> Locator | None:
        if page is None:
            return None
        words = self.text("words")
        box = place_of(page, words) if words else page.box
        if box is None:
            self.refuse("words", "not_on_the_page")
            return None
        return Locator(page=page.number, box=box)

    def department(self) -> str | None:
        slug = self.text("department")
        if not slug:
            return None
        jurisdiction = self.entry.snapshot.document.body.jurisdiction
        known = Department.objects.filter(slug=slug, jurisdiction=jurisdiction)
        if not known.exists():
            self.refuse("department", "unknown_department")
        return slug

    def day(self, name: str) -> ApproximateDate | None:
        words = self.text(name)
        if not words:
            return None
        found = told_date(words)
        if found is None:
            self.refuse(name, "not_a_date")
        elif found.first > timezone.localdate():
            self.refuse(name, "in_the_future")
        return found

    def term(self, name: str, vocabulary: type[T]) -> T | None:
        try:
            return vocabulary.of(self.text(name))
        except ValueError:
            self.refuse(name, "unknown_code")
            return None


def proposed_by_hand(
    entry: HandEntry, typed: Mapping[str, str]
) -> RecommendationProposal | ResponseProposal:
    """Return what was typed as a proposal.

    Raises EntryRefusedError with a code for every field that is wrong, and what the
    archive and the PDF raise when the page can't be read.
    """
    fields = _Typed(entry, typed)
    fields.check()
    if RecordType(entry.kind) is RecordType.RECOMMENDATION:
        return _recommendation(fields)
    return _response(fields)


def answerable(chosen: str) -> ExtractedRecord | None:
    """Return the recommendation that a form names by its reading, if there is one."""
    if not chosen.isdecimal():
        return None
    return (
        ExtractedRecord.objects.select_related("snapshot__document")
        .filter(
            pk=int(chosen),
            record_type=RecordType.RECOMMENDATION,
            state__in=ANSWERABLE,
        )
        .first()
    )


def _recommendation(fields: _Typed) -> RecommendationProposal:
    page = fields.page()
    place = fields.locator(page)
    summary, number = fields.text("summary"), fields.text("number")
    if page is not None and is_copied(page, summary):
        fields.refuse("summary", "copied")
    made, department = fields.day("made"), fields.department()
    if fields.errors or place is None:
        raise EntryRefusedError(fields.errors)
    slug = fields.entry.snapshot.document.slug
    named = f"recommendation {number.casefold()}" if number else fields.entry.pk
    return RecommendationProposal(
        key=f"{slug} {named}",
        locator=place,
        addressee_raw=fields.text("addressee"),
        department=department,
        made=made,
        summary=summary,
        number_raw=number,
    )


def _response(fields: _Typed) -> ResponseProposal:
    place = fields.locator(fields.page())
    role = fields.term("role", ResponderRole)
    status = fields.term("status", ResponseStatus)
    if status in NO_ANSWERS:
        fields.refuse("status", "unknown_code")
    if role is ResponderRole.UNASSIGNED:
        fields.refuse("role", "unknown_code")
    answered, department = fields.day("answered"), fields.department()
    asked = answerable(fields.text("recommendation"))
    if asked is None:
        fields.refuse("recommendation", "unknown_recommendation")
    elif answered and _before(answered, _first_day(asked)):
        fields.refuse("answered", "before_what_is_answered")
    if fields.errors or place is None or asked is None or not (role and status):
        raise EntryRefusedError(fields.errors)
    document = fields.entry.snapshot.document
    source_id = asked.snapshot.document.source_id
    responder = fields.text("responder")
    said = (source_id, asked.key, responder.casefold(), fields.text("answered"))
    name = hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
    return ResponseProposal(
        key=f"{document.slug} answer {name}",
        recommendation=asked.key,
        recommendation_source="" if source_id == document.source_id else source_id,
        locator=place,
        responder_raw=responder,
        status=status,
        status_raw=fields.text("status_raw"),
        role=role,
        department=department,
        answered=answered,
    )


def _first_day(asked: ExtractedRecord) -> date | None:
    """Return the first day on which a recommendation can have been made, if told."""
    made = asked.payload.get("made")
    return date.fromisoformat(made["first"]) if made else None


def _before(answered: ApproximateDate, made: date | None) -> bool:
    """Say whether an answer, told to the month, is surely older than its question."""
    if made is None or answered.precision not in (Precision.DAY, Precision.MONTH):
        return False
    if answered.precision is Precision.MONTH:
        return (answered.first.year, answered.first.month) < (made.year, made.month)
    return answered.first < made
