"""Search over departments, bodies, documents, recommendations and terms of a release.

Few hundred names, so they are looked through each time; no index, no tracking. Words
match at their beginnings, without regard to case or accents.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from accountability.release.aggregate import Aggregate
from accountability.release.query import Query
from accountability.release.reader import Reader, Row
from accountability.release.schema import BODIES, PROCEEDINGS, RECOMMENDATIONS
from accountability.site.explained import word_lists
from accountability.site.glance import Newest, newest_complaints
from accountability.site.names import body_names
from accountability.site.page import Context, page
from accountability.vocab import ProceedingKind

#: Longer questions are cut; more results are counted and not listed.
LONGEST, SHOWN = 200, 60
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Found:
    """One thing that can be found: its kind in words, its name, where it stands.

    A department brings its newest number of complaints, if one is printed.
    """

    kind: str
    name: str
    address: str
    also: str = ""
    department: str = ""
    newest: Newest | None = None


@page
def search(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Answer a search; without words, say what can be searched."""
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    everything = list(_everything(reader))
    found = matches(asked, everything) if asked else []
    return "site/search.html", {
        "asked": asked,
        "found": found[:SHOWN],
        "total": len(found),
        "nearest": _nearest(asked, everything) if asked and not found else None,
    }


def matches(asked: str, everything: list[Found]) -> list[Found]:
    """Return what holds every word asked for; names that begin so come first."""
    words = _words(asked)
    if not words:
        return []
    scored = []
    for place, each in enumerate(everything):
        in_name, anywhere = _words(each.name), _words(f"{each.name} {each.also}")
        if all(any(have.startswith(word) for have in anywhere) for word in words):
            exact = in_name == words
            named = all(any(h.startswith(word) for h in in_name) for word in words)
            first = bool(in_name) and in_name[0].startswith(words[0])
            scored.append((not exact, not named, not first, place, each))
    return [each for *_, each in sorted(scored, key=lambda entry: entry[:4])]


def _nearest(asked: str, everything: list[Found]) -> str | None:
    """Return a word that occurs and is most like one that does not."""
    known = {word for each in everything for word in _words(each.name)}
    for word in _words(asked):
        if not any(have.startswith(word) for have in known):
            close = get_close_matches(word, sorted(known), n=1, cutoff=0.7)
            return close[0] if close else None
    return None


def _words(text: str) -> list[str]:
    """Split into words without case and accents; an apostrophe joins."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(bare.replace("’", "").replace("'", ""))


def _everything(reader: Reader) -> Iterator[Found]:
    complaints = newest_complaints(reader)
    for row in reader.departments():
        yield Found(
            gettext("Department"),
            row["name"],
            reverse("department", args=[row["department"]]),
            row["department"],
            row["department"],
            complaints.get(row["department"]),
        )
    bodies = body_names(reader)
    for row in reader.rows(Query(BODIES)):
        yield Found(
            gettext("Oversight body"),
            bodies[row["body"]],
            f"{reverse('documents')}#b-{row['body']}",
            f"{row['body']} {row['name']}",
        )
    for row in reader.documents():
        yield Found(
            gettext("Document"),
            row["title"],
            reverse("document", args=[row["document"]]),
            f"{row['period'] or ''} {row['sha256']}",
        )
    language = get_language() or "en"
    for row in reader.rows(Query(RECOMMENDATIONS)):
        yield Found(
            gettext("Recommendation"),
            row["summary"] or row["addressee"],
            reverse("recommendation", args=[row["recommendation"]]),
            f"{row['addressee']} {row['made']} {bodies[row['body']]}",
        )
    for row in _matters(reader):
        kind = ProceedingKind.of(row["kind"])
        asked = urlencode({"body": row["body"], "kind": kind.value})
        yield Found(
            gettext("Matters"),
            gettext("%(name)s: %(words)s")
            % {
                "name": bodies[row["body"]],
                "words": f"{kind.label(language)} ({row['count']})",
            },
            f"{reverse('proceedings')}?{asked}",
        )
    for each in word_lists():
        for term in each.terms:
            yield Found(
                gettext("Term"),
                term.label(language),
                f"{reverse('glossary')}#{each.name}-{quote(term.value)}",
                f"{term.english} {term.french} {term.value}",
            )


def _matters(reader: Reader) -> list[Row]:
    """Return the proceedings counted by body and kind: one by one they are many."""
    asked = Aggregate.from_params(PROCEEDINGS, {"by": ["body,kind"]})
    return reader.page(asked.listing, reader.counted(asked)).rows
