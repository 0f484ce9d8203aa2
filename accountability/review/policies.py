"""What may be done with a reading in which state. Pure: no Django, no database.

Permissions (may this user?) are elsewhere; here stands only what is allowed at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from accountability.vocab import DocumentType, Flag


class State(StrEnum):
    """Where a reading is; the codes of ``models.ReadingState``."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"


class Verdict(StrEnum):
    """What a person decides; the codes of ``models.ReviewDecision.Verdict``."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    REOPENED = "reopened"


class Proposes(StrEnum):
    """What a reading proposes; the codes of ``models.RecordType``."""

    STATISTIC = "statistic"
    ALLEGATION = "allegation"
    PROCEEDING = "proceeding"
    MATTER = "matter"
    RECOMMENDATION = "recommendation"
    RESPONSE = "response"
    REJECTION = "rejection"


#: The only moves there are. What is not here can't be done.
TRANSITIONS: dict[State, dict[Verdict, State]] = {
    State.PROPOSED: {
        Verdict.ACCEPTED: State.ACCEPTED,
        Verdict.CORRECTED: State.ACCEPTED,
        Verdict.REJECTED: State.REJECTED,
    },
    State.ACCEPTED: {Verdict.REOPENED: State.PROPOSED},
    State.REJECTED: {Verdict.REOPENED: State.PROPOSED},
    State.UNCHANGED: {},
}


class Refused(StrEnum):
    """Why a decision is not allowed. The words for people stand in ``review.words``."""

    STATE = "state"
    NO_PROPOSAL = "no_proposal"
    NO_DEPARTMENT = "no_department"
    NO_TIME = "no_time"
    PUBLISHED = "published"
    RELIED_ON = "relied_on"
    OWN_ENTRY = "own_entry"


@dataclass(frozen=True)
class Standing:
    """All that decides what may be done with one reading.

    ``has_department`` is false while the name was not recognised, ``has_time`` while
    neither the reading nor the record says when its matter was. ``published`` is
    true once its record stands in a published release, ``relied_on`` once an
    accepted later reading has replaced it, or has joined its allegation to it. ``own``
    is true for whoever typed the reading by hand: no parser read the page as well, so
    that a second person has to.
    """

    state: State
    proposes: Proposes
    has_department: bool = True
    has_time: bool = True
    published: bool = False
    relied_on: bool = False
    own: bool = False


def refusal(standing: Standing, verdict: Verdict) -> Refused | None:
    """Return why ``verdict`` is not allowed here; None if it is."""
    if standing.proposes is Proposes.REJECTION:
        return Refused.NO_PROPOSAL
    if verdict not in TRANSITIONS[standing.state]:
        return Refused.STATE
    if verdict in (Verdict.ACCEPTED, Verdict.CORRECTED) and standing.own:
        return Refused.OWN_ENTRY
    if verdict is Verdict.ACCEPTED and not standing.has_department:
        return Refused.NO_DEPARTMENT
    if verdict in (Verdict.ACCEPTED, Verdict.CORRECTED) and not standing.has_time:
        return Refused.NO_TIME
    if verdict is Verdict.REOPENED and standing.state is State.ACCEPTED:
        if standing.published:
            return Refused.PUBLISHED
        if standing.relied_on:
            return Refused.RELIED_ON
    return None


class CropRefused(StrEnum):
    """Why a picture of a figure may not be let out; words in ``review.words``."""

    NOT_ACCEPTED = "not_accepted"
    NO_FIGURE = "no_figure"
    NO_PICTURE = "no_picture"
    RECONSTRUCTION = "reconstruction"
    NOT_SEEN = "not_seen"
    NONE_ALLOWED = "none_allowed"


def crop_refusal(
    state: State,
    proposes: Proposes,
    *,
    on_a_page: bool,
    reconstruction: bool,
    demo: bool,
) -> CropRefused | None:
    """Return why no picture of a reading may be public; None if one may be let out.

    Only figures: an allegation's line is about somebody. A reconstruction is no source,
    so that its picture would prove nothing, but in a demonstration it shows how.
    """
    if proposes is not Proposes.STATISTIC:
        return CropRefused.NO_FIGURE
    if not on_a_page:
        return CropRefused.NO_PICTURE
    if reconstruction and not demo:
        return CropRefused.RECONSTRUCTION
    if state is not State.ACCEPTED:
        return CropRefused.NOT_ACCEPTED
    return None


class BatchGroup(StrEnum):
    """Readings that may be accepted together, by what vouches for them."""

    #: Printed figures whose parts add up to the printed total.
    TOTALS_CHECK = "totals_check"
    #: Rows of a dataset that nothing is noted about.
    PLAIN_ROWS = "plain_rows"
    #: Rows of a dataset read rightly, whose words our crosswalk leaves unassigned.
    UNMAPPED_ROWS = "unmapped_rows"
    #: Lines of a body's own table of cases that nothing is noted about.
    LISTED_CASES = "listed_cases"


#: Exactly these flags, no more and no fewer, put a reading into a group.
GROUP_FLAGS: dict[BatchGroup, frozenset[frozenset[Flag]]] = {
    BatchGroup.TOTALS_CHECK: frozenset({frozenset({Flag.SUM_CHECKED})}),
    BatchGroup.PLAIN_ROWS: frozenset({frozenset()}),
    BatchGroup.UNMAPPED_ROWS: frozenset({frozenset({Flag.UNMAPPED_TERM})}),
    BatchGroup.LISTED_CASES: frozenset({frozenset()}),
}

#: Whatever else vouches for it: a reading with one of these is looked at by itself.
ALWAYS_ALONE = frozenset({Flag.READ_BY_OCR})

#: What the documents of a group's readings propose. A dataset's rows are machine data,
#: copied, not read off a page; figures off a page need a total to vouch for them.
_GROUP_PROPOSES = {
    BatchGroup.TOTALS_CHECK: frozenset({Proposes.STATISTIC}),
    BatchGroup.PLAIN_ROWS: frozenset({Proposes.ALLEGATION, Proposes.MATTER}),
    BatchGroup.UNMAPPED_ROWS: frozenset({Proposes.ALLEGATION, Proposes.MATTER}),
    BatchGroup.LISTED_CASES: frozenset({Proposes.PROCEEDING}),
}

#: The only type of document whose readings may be in a group; a total vouches for its
#: parts in any.
_GROUP_DOCUMENTS = {
    BatchGroup.PLAIN_ROWS: DocumentType.DATASET,
    BatchGroup.UNMAPPED_ROWS: DocumentType.DATASET,
    BatchGroup.LISTED_CASES: DocumentType.CASE_LIST,
}


def documents_of(group: BatchGroup) -> DocumentType | None:
    """Return the only type of document of ``group``; None if any will do."""
    return _GROUP_DOCUMENTS.get(group)


def proposed_in(group: BatchGroup) -> frozenset[Proposes]:
    """Return what the readings of ``group`` may propose."""
    return _GROUP_PROPOSES[group]


def batch_group(
    standing: Standing,
    flags: Iterable[Flag],
    document_type: DocumentType,
    *,
    replaces: bool,
) -> BatchGroup | None:
    """Return the group in which a reading may be accepted with others, or None.

    A reading that would replace an accepted one (``replaces``) is never in a group: a
    person looks at every change. Neither is one with a flag that no group allows.
    """
    if refusal(standing, Verdict.ACCEPTED) is not None or replaces:
        return None
    held = frozenset(flags)
    if held & ALWAYS_ALONE:
        return None
    for group, allowed in GROUP_FLAGS.items():
        if standing.proposes not in proposed_in(group):
            continue
        if documents_of(group) not in (None, document_type):
            continue
        if held in allowed:
            return group
    return None
