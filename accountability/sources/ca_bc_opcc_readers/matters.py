"""Anonymised matters: the words of an entry, whether on a page of PDF or of HTML.

The appendix of a report and the list of decisions tell the same matters. Both give a
matter the key of its number and an allegation the key of its place in the matter, so
that the second document is a second provenance and not a second matter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accountability.sources.ca_bc_opcc_readers.words import (
    NOT_STATED,
    SOURCE,
    department_of,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date, printed_day
from accountability.sources.proposals import (
    AllegationProposal,
    ComplaintFacts,
    Locator,
    MeasureFacts,
)
from accountability.vocab import (
    AllegationClass,
    ApproximateDate,
    Crosswalk,
    DisciplineStage,
    Disposition,
    EmploymentStatus,
    FileType,
    Flag,
    Measure,
    Period,
    Precision,
    Route,
)

HEADING = re.compile(r"(?:Matter (?P<listed>\S+)|OPCC File No: (?P<file>\d{4}-\d{5}))")
LABELS = ("Department", "File type", "Date of incident", "Status", "Listed")
_LISTED = re.compile(r"(\d+) of (\d+) substantiated allegations are listed")
_CLASS = re.compile(r"(?P<name>[^(]*?)\s*(?:\((?P<subtype>.*)\))?")
_INFERRED = re.compile(r"\s*\(class inferred from a press account\)$")
#: A public order is an open matter and alleges no class.
_ORDER = re.compile(r"Order for ")
_DAYS = re.compile(r"(\d+(?:\.\d+)?) days?")
_BRACKETS = re.compile(r"\s*\(([^)]*)\)$")
_AND_OTHERS = re.compile(r" and other dates$")
_RECEIVED = re.compile(r"information received (.+)")
_DEPARTED = frozenset({EmploymentStatus.RESIGNED, EmploymentStatus.RETIRED})


@dataclass(frozen=True)
class PrintedAllegation:
    """One allegation of an entry in the document's words."""

    conduct: str
    disposition: str
    measures: str
    locator: Locator


def matter_number(heading: str) -> str | None:
    """Return the number in an entry's heading, or None: it is no entry's heading."""
    found = HEADING.match(heading)
    return (found["listed"] or found["file"]) if found else None


def matter_proposals(
    number: str,
    fields: Mapping[str, str],
    report_period: str,
    allegations: list[PrintedAllegation],
    where: str,
) -> Iterator[AllegationProposal]:
    """Yield the allegations of one matter.

    Raises SourceError (layout_changed) when the entry lacks a line it always had, or
    its "n of m are listed" is not true of it.
    """
    crosswalk = Crosswalk.load(SOURCE)
    missing = [name for name in LABELS[:4] if name not in fields]
    if missing or not allegations:
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            f"{where} matter {number}",
            f"the entry has no {missing[0] if missing else 'allegation'!r}",
        )
    stated = {
        name: "" if text.casefold() in NOT_STATED else text
        for name, text in fields.items()
    }
    slug, flags = department_of(stated["Department"])
    listed, listed_of = _listed(stated.get("Listed", ""))
    if listed is not None and listed != len(allegations):
        raise SourceError(
            Failure.LAYOUT_CHANGED,
            f"{where} matter {number}",
            f"{listed} allegations are said to be listed, {len(allegations)} are",
        )
    if listed != listed_of:
        flags = (*flags, Flag.PARTIAL_LIST)
    occurred, received = _dates(stated["Date of incident"])
    employment = crosswalk.term(EmploymentStatus, "employment_status", stated["Status"])
    file_type = crosswalk.term(FileType, "file_type", stated["File type"])
    complaint = ComplaintFacts(
        key=f"matter:{number}",
        department=slug,
        department_raw=stated["Department"],
        number_raw=number,
        route=crosswalk.term(Route, "route", stated["File type"]),
        file_type=file_type,
        file_type_raw=stated["File type"],
        report_period=Period.parse(report_period, calendar_years=True),
        occurred=occurred,
        received=received,
        employment_status=employment,
        employment_status_raw=stated["Status"],
        listed=listed,
        listed_of=listed_of,
    )
    if EmploymentStatus.UNASSIGNED is employment or file_type is FileType.UNASSIGNED:
        flags = (*flags, Flag.UNMAPPED_TERM)
    for ordinal, printed in enumerate(allegations, start=1):
        yield _allegation(complaint, ordinal, printed, flags, crosswalk)


def _allegation(
    complaint: ComplaintFacts,
    ordinal: int,
    printed: PrintedAllegation,
    flags: tuple[Flag, ...],
    crosswalk: Crosswalk,
) -> AllegationProposal:
    words, inferred = _INFERRED.subn("", printed.conduct)
    name, subtype = _class_and_subtype(words)
    allegation_class = crosswalk.term(AllegationClass, "allegation_class", name)
    disposition = crosswalk.term(Disposition, "disposition", printed.disposition)
    measures = tuple(
        _measure(text.strip(), complaint.employment_status, crosswalk)
        for text in printed.measures.split(";")
        if text.strip().casefold() not in NOT_STATED
    )
    terms = (allegation_class, disposition, *(item.measure for item in measures))
    unmapped = any(term.value == "unassigned" for term in terms)
    found = [
        *flags,
        *([Flag.CLASS_INFERRED] if inferred else []),
        *([Flag.UNMAPPED_TERM] if unmapped else []),
    ]
    return AllegationProposal(
        key=f"{complaint.key}/{ordinal}",
        complaint=complaint,
        allegation_class=allegation_class,
        class_raw=name,
        subtype_raw=subtype,
        disposition=disposition,
        disposition_raw=printed.disposition,
        locator=printed.locator,
        measures=measures,
        flags=tuple(dict.fromkeys(found)),
    )


def _class_and_subtype(words: str) -> tuple[str, str]:
    """Split "Neglect of Duty (inadequate investigation)"; brackets may nest."""
    if _ORDER.match(words):
        return "", words
    parts = _CLASS.fullmatch(words)
    return (parts["name"], parts["subtype"] or "") if parts else (words, "")


def _measure(
    text: str, employment: EmploymentStatus, crosswalk: Crosswalk
) -> MeasureFacts:
    """Read one measure; after a departure the Act only lets it be recorded (s.127)."""
    detail = _BRACKETS.search(text)
    days = _DAYS.fullmatch(detail[1]) if detail else None
    name = _BRACKETS.sub("", text)
    return MeasureFacts(
        measure=crosswalk.term(Measure, "measure", name),
        raw=text,
        stage=(
            DisciplineStage.RECORDED_AFTER_DEPARTURE
            if employment in _DEPARTED
            else DisciplineStage.IMPOSED
        ),
        days=Decimal(days[1]) if days else None,
    )


def _listed(text: str) -> tuple[int | None, int | None]:
    found = _LISTED.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else (None, None)


def _dates(text: str) -> tuple[ApproximateDate | None, date | None]:
    """Return when it occurred and when word of it was received, as far as stated."""
    if received := _RECEIVED.fullmatch(text):
        return None, printed_day(received[1])
    if _AND_OTHERS.search(text):
        first = printed_date(_AND_OTHERS.sub("", text))
        if first is None:
            return None, None
        return ApproximateDate(first.first, Precision.PERIOD, text), None
    return printed_date(text), None
