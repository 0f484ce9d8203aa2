"""T7: what happens to cases between releases changes no public byte (PRIVACY.md A5).

Every public address is crawled over HTTP, headers and bodies, before and after.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest
from django.db import connection

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.models import Case, CommunityDrawing, WorkKind
from accountability.publication.community import fitting
from accountability.publication.disclosure import margins
from accountability.publication.work import ask
from accountability.vocab.retention import ErasureReason
from tests.community import SMALL, Counted, write_policy
from tests.public_plane import PublicPlane, running_public_plane
from tests.release_desk import ReleaseRoom, do_all

pytestmark = pytest.mark.django_db(transaction=True)
#: Dash writes another one into every page it gives out (DESIGN.md).
_PER_LOAD = re.compile(rb'"end_id":\s*"[^"]*"')
_CEILING = 600


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for k, v in attrs if k in ("href", "src", "action") and v]


Seen = dict[str, tuple[int, dict[str, str], bytes]]


def crawl(plane: PublicPlane, also: Iterable[str] = ()) -> Seen:
    """Fetch every address that leads from the home page, the API and robots.txt."""
    seen: Seen = {}
    waiting = [*also, "/", "/robots.txt", "/sitemap.xml", "/api/v1/", "/dashboard/"]
    waiting += ["/api/v1/community/", "/api/v1/community/?by=department"]
    # Uncompressed: Django puts random bytes into what it compresses, against BREACH.
    plain = {"Accept-Encoding": "identity"}
    with httpx.Client(base_url=plane.url, timeout=60, headers=plain) as client:
        while waiting and len(seen) < _CEILING:
            address = waiting.pop(0)
            if address in seen:
                continue
            told = client.get(address)
            headers = {k: v for k, v in told.headers.items() if k != "date"}
            seen[address] = (
                told.status_code,
                headers,
                _PER_LOAD.sub(b"", told.content),
            )
            waiting += [a for a in _led_to(plane, address, told) if a not in seen]
    assert len(seen) > 60
    return seen


def _led_to(plane: PublicPlane, address: str, told: httpx.Response) -> Iterator[str]:
    kind = told.headers.get("Content-Type", "")
    found: list[str] = []
    if "html" in kind:
        links = _Links()
        links.feed(told.text)
        found = links.found
    elif "json" in kind or "text" in kind:
        found = re.findall(rf'{re.escape(plane.url)}[^"\s<>]*', told.text)
    if "Location" in told.headers:
        found.append(told.headers["Location"])
    for link in found:
        whole, _ = urldefrag(urljoin(plane.url + address, link))
        parts = urlsplit(whole)
        if f"{parts.scheme}://{parts.netloc}" == plane.url:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def moved(before: Seen, after: Seen) -> list[str]:
    """Return the addresses that answer otherwise, or only in one of the crawls."""
    return sorted(
        address
        for address in before.keys() | after.keys()
        if before.get(address) != after.get(address)
    )


@pytest.fixture
def published(
    settings: Any,
    tmp_path: Path,
    collected_static: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[PublicPlane, ReleaseRoom, Counted, list[Case]]]:
    """Run the public plane over a release with figures of 150 cases."""
    monkeypatch.setattr(
        fitting, "standard_errors", partial(margins.standard_errors, replicates=3)
    )
    write_policy(settings, tmp_path, SMALL)
    data_dir = tmp_path / "public"
    (data_dir / "releases").mkdir(parents=True)
    settings.RELEASES_DIR = data_dir / "releases"
    room, counted = ReleaseRoom(), Counted()
    cases = counted.cases(150)
    ask(WorkKind.DRAW, by=room.author)
    do_all()
    room.published()
    with running_public_plane(data_dir, collected_static) as plane:
        yield plane, room, counted, cases


def test_what_happens_to_cases_moves_no_public_byte(
    published: tuple[PublicPlane, ReleaseRoom, Counted, list[Case]],
) -> None:
    plane, room, counted, cases = published
    before = crawl(plane)
    assert any("/community" in address for address in before)
    assert moved(before, crawl(plane)) == [], "two crawls of the same differ"
    for number in (1, 5, 25):
        counted.cases(number, outcome="substantiated")
        for case in cases[:number]:
            counted.answer(case, given=False)
        with acting_as(counted.house.worker, Purpose.REQUEST):
            Case.objects.filter(pk__in=[c.pk for c in cases[30 : 30 + number]]).update(
                outcome="unfounded", allegation_class="deceit"
            )
        with acting_as(SYSTEM, Purpose.RETENTION):
            for case in cases[60 + number : 60 + 2 * number]:
                erase(case)
        assert moved(before, crawl(plane)) == [], f"{number} cases show"
    assert CommunityDrawing.objects.count() == 1
    # A release of the official record: what is pinned stays, what is said of cases too.
    room.record.statistic(room.annual, 51, department="vancouver", key="other")
    second = room.published()
    pinned = [address for address in before if "/releases/2" in address]
    later = crawl(plane, also=pinned)
    assert pinned
    assert [a for a in moved(before, later) if a in pinned] == []
    asked = "/api/v1/community/?by=department"
    first_figures, later_figures = (
        httpx.Response(200, content=seen[asked][2]).json() for seen in (before, later)
    )
    assert later_figures["release"]["id"] == second.name
    for name in ("edition", "results", "vintage", "cohorts"):
        assert later_figures[name] == first_figures[name]


def erase(case: Case) -> None:
    """Erase a case as the clock does; these have no key to destroy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT erase_case(%s, %s)", [case.pk, ErasureReason.CLOCK.value]
        )
