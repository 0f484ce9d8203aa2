"""The feeds: of releases, of corrections, and of the ledger of changes."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from accountability.release.bundle import ReleaseInfo, release_order
from accountability.release.comparison import KINDS
from accountability.release.query import Query, SortKey
from accountability.release.reader import Reader, Row
from accountability.release.schema import CHANGES, CORRECTIONS, DOCUMENT_CHANGES
from accountability.shelf import shelf
from accountability.site.feed import Entry, Feed, absolute
from accountability.site.ledger import NEWEST_FIRST, Change, changes_of, value_words
from accountability.site.tags import anchor, day, in_language, label
from accountability.vocab import Metric, ValueStatus

#: Entries of a feed; older ones are in the API.
ENTRIES = 50


def releases(reader: Reader) -> Feed:
    """Tell each release, and how much it changed."""
    return Feed(
        gettext("Police Accountability Tracker: releases"),
        gettext("Each release of the data, and what it changed."),
        [_release_entry(info) for info in _known_to(reader)[:ENTRIES]],
    )


def _known_to(reader: Reader) -> list[ReleaseInfo]:
    """Return the releases, of an earlier one those that were there when it came out."""
    infos = shelf().infos()
    if reader is shelf().current():
        return infos
    last = release_order(reader.info.release)
    return [info for info in infos if release_order(info.release) <= last]


def _release_entry(info: ReleaseInfo) -> Entry:
    summary = [gettext("The first release.")]
    if info.previous is not None:
        summary = [
            gettext("Since release %(name)s:") % {"name": info.previous},
            *_counted(_changes(shelf().root / info.release)),
        ]
    if info.demo:
        summary.append(gettext("Demonstration. Not for citation."))
    place = absolute(f"/api/v1/releases/{info.release}/")
    return Entry(
        place,
        gettext("Release %(name)s") % {"name": info.release},
        " ".join(summary),
        place,
        info.published_at,
    )


@cache
def _changes(bundle: Path) -> Counter[str]:
    """Count the rows that a release added, revised and removed; it never changes."""
    question = Query(CHANGES, fields=("change", "table", "key"))
    rows = {tuple(row.values()) for row in Reader(bundle).rows(question)}
    return Counter(change for change, _, _ in rows)


def _counted(counts: Counter[str]) -> Iterator[str]:
    added, revised, removed = (counts[n] for n in KINDS)
    yield ngettext("%(n)d row added,", "%(n)d rows added,", added) % {"n": added}
    yield ngettext("%(n)d revised,", "%(n)d revised,", revised) % {"n": revised}
    yield ngettext("%(n)d removed.", "%(n)d removed.", removed) % {"n": removed}


def corrections(reader: Reader) -> Feed:
    """Tell each figure that a newer version of a document prints otherwise."""
    names = {row["department"]: row["name"] for row in reader.departments()}
    question = Query(CORRECTIONS, sort=(SortKey("retrieved_at", descending=True),))
    return Feed(
        gettext("Police Accountability Tracker: corrections"),
        gettext("Figures that a newer version of a document prints otherwise."),
        [
            _correction_entry(row, names)
            for row in islice(reader.rows(question), ENTRIES)
        ],
    )


def _correction_entry(row: Row, names: dict[str, str]) -> Entry:
    about = ", ".join(
        part
        for part in (
            names.get(row["department"], gettext("all departments")),
            label(Metric.of(row["metric"])),
            row["category"],
            row["period"],
        )
        if part
    )
    before = _said(row["value_raw_before"], row["status_before"])
    now = _said(row["value_raw"], row["status"])
    page = reverse("document", args=[row["document"]])
    place = f"#s-{anchor(row['statistic'])}"
    return Entry(
        absolute(page + place),
        f"{about}{gettext(':')} {before} → {now}",
        gettext("The document %(document)s was published again.")
        % {"document": row["document"]},
        absolute(in_language(page, get_language()) + place),
        row["retrieved_at"],
    )


def _said(words: str, status: str) -> str:
    return words or label(ValueStatus.of(status))


def ledger(reader: Reader) -> Feed:
    """Tell each document that was changed, moved, taken away or brought back."""
    rows = reader.rows(Query(DOCUMENT_CHANGES, sort=NEWEST_FIRST))
    return Feed(
        gettext("Police Accountability Tracker: ledger of changes"),
        gettext("What publishers did to documents after they had published them."),
        [
            _change_entry(change)
            for change in changes_of(reader, list(islice(rows, ENTRIES)))
        ],
        home="ledger",
    )


def _change_entry(change: Change) -> Entry:
    row = change.row
    page = reverse("document", args=[row["document"]])
    place = f"#{row['change']}"
    before, after = day(row["before_at"]), day(row["noticed_at"])
    summary = [
        gettext("On %(day)s.") % {"day": after}
        if before == after
        else gettext("Between %(before)s and %(after)s.")
        % {"before": before, "after": after}
    ]
    if row["address_after"]:
        summary.append(f"{row['address_before']} → {row['address_after']}")
    if change.summary:
        summary.append(f"{change.summary}.")
    summary += [value_words(line) for line in change.shown]
    if change.more:
        summary.append("…")
    return Entry(
        absolute(page + place),
        f"{label(change.kind)}{gettext(':')} {change.title}",
        "\n".join(summary),
        absolute(in_language(page, get_language()) + place),
        change.noticed_at,
    )
