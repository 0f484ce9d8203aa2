"""A director's report: number, notification, date, and the words of its decision."""

import re
from collections.abc import Iterator
from itertools import takewhile

from accountability.sources.ca_on_siu_readers.numbers import case_key, case_number
from accountability.sources.departments import department_names
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.dates import printed_date
from accountability.sources.formats.html import HtmlCell, HtmlPage
from accountability.sources.formats.names import folded_name
from accountability.sources.proposals import (
    Locator,
    ProceedingProposal,
    Reading,
    Rejection,
)
from accountability.vocab import (
    ApproximateDate,
    Crosswalk,
    Flag,
    ProceedingKind,
    ProceedingOutcome,
)

SOURCE = "ca_on_siu"
JURISDICTION = "CA-ON"

#: Names of sections, folded; the French ones as other readers of the pages name them.
_NOTIFICATION = frozenset({"notification of the siu", "notification de l'ues"})
_DECISION = frozenset(
    {"analysis and director's decision", "analyse et décision du directeur"}
)
_HEADING = re.compile(r"/h[1-6](\[\d+\])?$")
#: "On April 7, 2024, at 8:20 a.m., the Toronto Police Service (TPS) notified the SIU"
_NOTIFIED = re.compile(
    r"(?P<when>(?:On|At)\b.*?\d{4}\b.*?), (?:the )?(?P<service>[A-Z][^.;]*?) "
    r"(?:notified|contacted|advised) the SIU\b"
)
_NOTIFIED_FR = re.compile(
    r"(?P<when>(?:Le|À)\b.*?\d{4}\b.*?), (?:l[ae] |l')?(?P<service>[A-Z][^.;]*?) "
    r"a (?:avisé|informé) l'UES\b"
)
_DATE_IN = re.compile(
    r"[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:er)? [^\W\d_]+ \d{4}"
)
_SIGNED = re.compile(r"Date ?: ?(?P<day>.+)")
#: Shorter than this, the page is a title without a report.
_LEAST_TEXT = 400


def report_readings(page: HtmlPage) -> Iterator[Reading]:
    """Read one report. Raises SourceError when it has text but not its sections."""
    titles = page.find("//h1")
    number = case_number(page.title()) if titles else None
    if number is None:
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, "no case number in the title"
        )
    place = Locator(xpath=page.xpath_of(titles[0]))
    blocks = list(page.blocks())
    if sum(len(block.text) for block in blocks) < _LEAST_TEXT:
        yield Rejection(f"no_text|{number}", "no_text", "report", place)
        return
    told = _section(blocks, _NOTIFICATION)
    decided = _section(blocks, _DECISION)
    if not told or not decided:
        missing = "notification" if not told else "decision"
        raise SourceError(
            Failure.LAYOUT_CHANGED, page.where, f"the section on the {missing} is gone"
        )
    opened, service = _notified(told)
    slug = department_names(JURISDICTION).slug(service) if service else None
    outcome, phrase = _outcome(decided)
    yield ProceedingProposal(
        key=case_key(number),
        locator=Locator(xpath=told[0].xpath),
        number_raw=number,
        kind=ProceedingKind.INDEPENDENT_INVESTIGATION,
        department=slug,
        department_raw=service,
        outcome=outcome,
        outcome_raw=phrase,
        opened=opened,
        reported=_signed(decided),
        flags=(Flag.UNKNOWN_DEPARTMENT,) if service and not slug else (),
    )


def _section(blocks: list[HtmlCell], names: frozenset[str]) -> list[HtmlCell]:
    """Return what stands under a heading, up to the next one; a contents list is none.

    A heading of the contents has no paragraph under it, so the last match counts.
    """
    found: list[HtmlCell] = []
    for index, block in enumerate(blocks):
        if folded_name(block.text) in names and _HEADING.search(block.xpath):
            rest = blocks[index + 1 :]
            found = list(takewhile(lambda item: not _HEADING.search(item.xpath), rest))
    return found


def _notified(section: list[HtmlCell]) -> tuple[ApproximateDate | None, str]:
    """Return when and by which service, in its printed name, the unit was told."""
    text = " ".join(section[0].text.replace("’", "'").split())
    found = _NOTIFIED.match(text) or _NOTIFIED_FR.match(text)
    if found is None:
        return None, ""
    day = _DATE_IN.search(found["when"])
    return printed_date(day[0]) if day else None, found["service"].strip()


def _outcome(section: list[HtmlCell]) -> tuple[ProceedingOutcome, str]:
    """Return the outcome that the section's last set words mean, and those words.

    Nothing is concluded from any other wording.
    """
    crosswalk = Crosswalk.load(SOURCE)
    phrases = [words for field, words in crosswalk.entries if field == "outcome"]
    text = folded_name(" ".join(block.text for block in section))
    places = {words: text.rfind(words) for words in phrases if words in text}
    if not places:
        return ProceedingOutcome.UNKNOWN, ""
    last = max(places, key=lambda words: (places[words], len(words)))
    return crosswalk.term(ProceedingOutcome, "outcome", last), last


def _signed(section: list[HtmlCell]) -> ApproximateDate | None:
    """Return the date beside the director's signature, if it is printed."""
    for block in reversed(section):
        if found := _SIGNED.fullmatch(block.text):
            return printed_date(found["day"])
    return None
