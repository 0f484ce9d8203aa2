"""The public pages and the dashboard in French, over HTTP: no English phrase of ours.

The staff pages are walked by test_french_pages. What a source wrote stays in its own
language: titles, quoted words, names.
"""

import csv
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from babel.messages.pofile import read_po
from lxml import html

from dashboard.charts import PAGES as CHARTS
from dashboard.ids import Id
from tests.contract.test_french_pages import english_phrases, shown_in
from tests.contract.test_public_plane import PAGES
from tests.public_plane import SECOND, PublicPlane
from tests.unit.test_french import CATALOGUES

_LONGER_THAN = 12
_SHORT = 8
_PART = ("id", "property")
#: What of an answer nobody reads: addresses, ids and codes.
_NO_TEXT = {"href", "src", "id", "className", "value", "customdata", "htmlFor"}
_TIGHT_COLON = re.compile(r"[^\s\xa0]:(?:\s|$)")


def dashboard_phrases() -> set[str]:
    """Return what the dashboard's catalogue says in English alone."""
    with CATALOGUES[1].open("rb") as stream:
        messages = [message for message in read_po(stream, locale="fr") if message.id]
    french = "\n".join(str(message.string) for message in messages)
    said = (part for m in messages for part in re.split(r"\{\w+\}", str(m.id)))
    return {
        p for p in map(str.strip, said) if len(p) > _LONGER_THAN and p not in french
    }


@pytest.fixture(scope="module")
def quoted(public_plane: PublicPlane) -> re.Pattern[str]:
    """Match what the sources wrote: every text of the release but our own words."""
    cells = set()
    for table in (public_plane.releases / SECOND / "public").rglob("*.csv"):
        if table.stem != "vocabularies":
            with table.open(encoding="utf-8", newline="") as stream:
                cells |= {cell.strip() for row in csv.reader(stream) for cell in row}
    longest_first = sorted((c for c in cells if len(c) > _SHORT), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def left_in(
    texts: Iterator[str], phrases: set[str], quoted: re.Pattern[str]
) -> list[str]:
    """Return the texts that have an English phrase in them, or a tight colon."""
    told = (quoted.sub("", words) for words in texts)
    return [
        words
        for words in told
        if _TIGHT_COLON.search(words) or any(phrase in words for phrase in phrases)
    ]


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_speaks_french(
    ask: httpx.Client, quoted: re.Pattern[str], address: str
) -> None:
    answer = ask.get(address, headers={"Accept-Language": "fr-CA"})
    assert answer.status_code == 200
    tree = html.fromstring(answer.text)
    assert tree.get("lang") == "fr"
    assert left_in(shown_in(tree), english_phrases(), quoted) == []


def _strings(value: Any) -> Iterator[str]:
    """Yield the texts of a callback's answer; addresses and ids hold English codes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, held in value.items():
            if name not in _NO_TEXT:
                yield from _strings(held)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def answered(ask: httpx.Client, spec: dict[str, Any], url: str) -> Any:
    """Return what a callback answers when the address asks for French."""
    outputs = spec["output"].strip(".").split("...")
    given = ({"id": i["id"], "property": i["property"]} for i in spec["inputs"])
    body = {
        "output": spec["output"],
        "outputs": [dict(zip(_PART, o.rsplit(".", 1), strict=True)) for o in outputs],
        "inputs": [
            {**each, "value": "?lang=fr" if each["id"] == url else None}
            for each in given
        ],
        "changedPropIds": [f"{url}.search"],
        "state": [],
    }
    answer = ask.post("/dashboard/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["response"]


def test_every_page_of_the_dashboard_speaks_french(
    ask: httpx.Client, quoted: re.Pattern[str]
) -> None:
    dependencies = ask.get("/dashboard/_dash-dependencies").json()
    phrases, walked = dashboard_phrases(), set()
    for page in CHARTS:
        url = Id.URL.on(page.slug)
        for spec in dependencies:
            if url in {each["id"] for each in spec["inputs"]}:
                texts = list(_strings(answered(ask, spec, url)))
                assert left_in(iter(texts), phrases, quoted) == [], page.slug
                walked.add(page.slug)
    assert walked == {page.slug for page in CHARTS}
