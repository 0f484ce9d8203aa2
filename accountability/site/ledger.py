"""The ledger: what publishers did to documents after they had published them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext

from accountability.release.query import Query, SortKey
from accountability.release.reader import Reader, Row
from accountability.release.schema import (
    CORRECTIONS,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
)
from accountability.site.figures import ALL, titles_of
from accountability.site.listings import listing, of_bodies, of_terms
from accountability.site.names import body_names
from accountability.site.page import Context, page
from accountability.site.tags import label
from accountability.vocab import (
    DocumentChangeKind,
    DocumentKind,
    ItemChange,
    ItemKind,
    Metric,
    ValueStatus,
)

NEWEST_FIRST = (SortKey("noticed_at", descending=True),)
#: Values of one change that are listed; the files and the API have all.
VALUES_SHOWN = 12


@dataclass(frozen=True)
class ValueLine:
    """One figure, or the matters of one department, before and after.

    ``before`` and ``after`` are words, None on the side that does not have it;
    ``statistic`` is the newer reading of a figure that changed, ``number`` how many
    figures or matters it stands for.
    """

    change: ItemChange
    about: str
    before: str | None
    after: str | None
    statistic: str = ""
    number: int = 1


@dataclass(frozen=True)
class Change:
    """One confirmed change of a document, with the values that differ."""

    row: Row
    kind: DocumentChangeKind
    title: str
    reconstruction: bool
    body: str
    summary: str
    values: tuple[ValueLine, ...]

    @property
    def shown(self) -> tuple[ValueLine, ...]:
        """The values that fit on a page."""
        return self.values[:VALUES_SHOWN]

    @property
    def more(self) -> int:
        """How many values there are beyond those."""
        return max(0, len(self.values) - VALUES_SHOWN)

    @property
    def noticed_at(self) -> datetime:
        """When the document was first seen otherwise."""
        moment: datetime = self.row["noticed_at"]
        return moment


@page
def ledger(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List the confirmed changes, the newest first, page by page."""
    filters = [
        of_bodies(reader, DOCUMENT_CHANGES),
        of_terms("kind", gettext("What became of it"), DocumentChangeKind),
    ]
    rows, shown = listing(
        request, reader, DOCUMENT_CHANGES, filters, newest=NEWEST_FIRST
    )
    return "site/ledger.html", {**shown, "changes": changes_of(reader, rows)}


def changes_of_document(reader: Reader, document: str) -> list[Change]:
    """Return the confirmed changes of one document, the newest first."""
    question = Query(
        DOCUMENT_CHANGES, filters=(("document", (document,)),), sort=NEWEST_FIRST
    )
    return changes_of(reader, list(reader.rows(question)))


def changes_of(reader: Reader, rows: list[Row]) -> list[Change]:
    """Return rows of ``document_changes`` with their values and in words."""
    if not rows:
        return []
    documents = tuple({row["document"] for row in rows})
    titles = titles_of(reader)
    bodies = body_names(reader)
    values = _Values(reader, documents)
    changes = []
    for row in rows:
        kind, document = DocumentChangeKind.of(row["kind"]), titles[row["document"]]
        mine = values.of(row) if kind is DocumentChangeKind.REVISED else ()
        changes.append(
            Change(
                row=row,
                kind=kind,
                title=document["title"],
                reconstruction=document["kind"] == DocumentKind.RECONSTRUCTION,
                body=bodies[row["body"]],
                summary=", ".join(_counted(mine)),
                values=mine,
            )
        )
    return changes


class _Values:
    """What differs, of some documents: figures that changed, then the items."""

    def __init__(self, reader: Reader, documents: tuple[str, ...]) -> None:
        self._names = {row["department"]: row["name"] for row in reader.departments()}
        asked = (("document", documents),)
        self._corrections: dict[tuple[str, str, datetime], list[Row]] = {}
        for row in reader.rows(Query(CORRECTIONS, filters=asked)):
            # Bytes that came back have their hash twice, so the time counts too.
            key = row["document"], row["sha256"], row["retrieved_at"]
            self._corrections.setdefault(key, []).append(row)
        self._items: dict[str, list[Row]] = {}
        for row in reader.rows(Query(DOCUMENT_CHANGE_ITEMS, filters=asked)):
            self._items.setdefault(row["change"], []).append(row)

    def of(self, row: Row) -> tuple[ValueLine, ...]:
        version = row["document"], row["sha256"], row["noticed_at"]
        corrected = self._corrections.get(version, [])
        return (
            *map(self._correction, corrected),
            *map(self._item, self._items.get(row["change"], [])),
        )

    def _correction(self, row: Row) -> ValueLine:
        return ValueLine(
            ItemChange.CHANGED,
            self._figure(row),
            _said(row["value_before"], row["value_raw_before"], row["status_before"]),
            _said(row["value"], row["value_raw"], row["status"]),
            row["statistic"],
        )

    def _item(self, row: Row) -> ValueLine:
        change = ItemChange.of(row["item_change"])
        if row["what"] == ItemKind.FIGURE:
            about = self._figure(row)
            said = _said(row["value"], row["value_raw"], row["status"])
        else:
            about = " · ".join(
                filter(
                    None,
                    (
                        self._names.get(row["department"] or ""),
                        label(ItemKind.of(row["what"])),
                    ),
                )
            )
            said = _grouped(row["items"])
        return ValueLine(
            change,
            about,
            None if change is ItemChange.APPEARED else said,
            None if change is ItemChange.GONE else said,
            number=row["items"],
        )

    def _figure(self, row: Row) -> str:
        name = row["department"]
        parts = (
            gettext("All departments together")
            if name == ALL
            else self._names.get(name, name),
            label(Metric.of(row["metric"])),
            row["category"],
            row["period"],
        )
        return " · ".join(filter(None, parts))


def _said(value: float | None, words: str, status: str) -> str:
    if value is not None:
        return _grouped(value)
    return words or label(ValueStatus.of(status))


def _counted(values: Iterable[ValueLine]) -> Iterator[str]:
    """Say how many figures and matters changed, appeared, and went."""
    numbers = Counter[ItemChange]()
    for line in values:
        numbers[line.change] += line.number
    if changed := numbers[ItemChange.CHANGED]:
        words = ngettext("%(n)s changed", "%(n)s changed", changed)
        yield words % {"n": _grouped(changed)}
    if appeared := numbers[ItemChange.APPEARED]:
        words = ngettext("%(n)s new", "%(n)s new", appeared)
        yield words % {"n": _grouped(appeared)}
    if gone := numbers[ItemChange.GONE]:
        words = ngettext("%(n)s gone", "%(n)s gone", gone)
        yield words % {"n": _grouped(gone)}


def _grouped(number: float) -> str:
    return str(number_format(number, force_grouping=True))


def value_words(line: ValueLine) -> str:
    """Return one difference on one line, for readers of feeds."""
    before = line.before if line.before is not None else pgettext("value", "none")
    after = line.after if line.after is not None else pgettext("value", "none")
    return f"{line.about}{gettext(':')} {before} → {after}"
