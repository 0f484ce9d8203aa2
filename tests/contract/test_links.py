"""What a link to a page carries: title, languages, a picture; and what proves it."""

import hashlib
import io
import json
import re
from html import unescape
from urllib.parse import urlsplit

import httpx
from PIL import Image, ImageChops

from dashboard.charts import PAGES as CHARTS
from tests.bundles import PICTURE
from tests.public_plane import FIRST, SECOND, PublicPlane

#: Each page with the entry of the main navigation that it stands under, if any.
PAGES = {
    "/": "",
    "/departments/": "/departments/",
    "/departments/saanich/": "/departments/",
    "/departments/new-orleans/allegations/": "/departments/",
    "/allegations/saanich-000001/": "/records/",
    "/figures/saanich/registered_complaints//2021/22/": "/departments/",
    "/community/": "/community/",
    "/community/answer/": "/community/",
    "/methodology/community/": "/community/",
    "/records/?department=saanich": "/records/",
    "/documents/": "/documents/",
    "/documents/ca_bc_opcc/annual-2021-22/": "/documents/",
    "/sources/": "/documents/",
    "/coverage/": "/about/",
    "/methodology/": "/about/",
    "/glossary/": "/about/",
    "/about/": "/about/",
    "/data/": "/data/",
    "/help/": "/help/",
    "/corrections/": "",
    "/recommendations/": "",
}
MARKED = re.compile(r'<a href="([^"]+)" aria-current="(page|true)">')


def head(html: str) -> dict[str, str]:
    """Return the meta elements of a page by name, and its title."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    (title,) = re.findall(r"<title>([^<]+)</title>", html)
    return {"title": unescape(title), **{n: unescape(text) for n, text in found}}


def navigation(html: str) -> str:
    return html.partition('<nav class="site-nav"')[2].partition("</nav>")[0]


def test_every_page_marks_where_it_stands_and_says_what_it_is(
    ask: httpx.Client,
) -> None:
    titles, descriptions = {}, {}
    for path, entry in PAGES.items():
        html = ask.get(path).text
        marked = MARKED.findall(navigation(html))
        kind = "page" if entry == path.partition("?")[0] else "true"
        assert marked == ([(entry, kind)] if entry else []), path
        said = head(html)
        titles[path], descriptions[path] = said["title"], said["description"]
        assert said["og:url"] == (
            f"{ask.base_url}{path}{'&' if '?' in path else '?'}release={SECOND}"
        )
    assert len(set(titles.values())) == len(PAGES)
    assert len(set(descriptions.values())) == len(PAGES)
    assert descriptions["/departments/saanich/"].startswith(
        "Registered complaints, 2021/22: 48 "
    )


def test_languages_and_the_canonical_address_are_whole_and_of_no_release(
    ask: httpx.Client,
) -> None:
    html = ask.get(f"/documents/?lang=fr&release={FIRST}").text
    here = f"{ask.base_url}/documents/"
    assert re.findall(r'rel="canonical" href="([^"]+)"', html) == [f"{here}?lang=fr"]
    assert re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html) == [
        ("en", f"{here}?lang=en"),
        ("fr", f"{here}?lang=fr"),
        ("x-default", here),
    ]
    html = ask.get(f"/dashboard/?lang=fr&department=saanich&release={FIRST}").text
    here = f"{ask.base_url}/dashboard/?department=saanich"
    assert re.findall(r'rel="canonical" href="([^"]+)"', html) == [
        f"{here}&amp;lang=fr"
    ]
    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', html) == [
        ("en", here),
        ("fr", f"{here}&amp;lang=fr"),
        ("x-default", here),
    ]
    for lost in ("/nothing/", "/departments/sanich/"):
        answer = ask.get(lost).text
        assert 'rel="canonical"' not in answer
        assert 'content="noindex"' in answer


def picture(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.url
    assert answer.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def test_every_page_has_a_picture_of_its_own_that_never_changes(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    seen: dict[str, str] = {}
    for path in (*PAGES, *(f"/dashboard/{page.slug}" for page in CHARTS)):
        if path.startswith("/dashboard/") and not path.endswith("/"):
            path = f"{path}/"
        said = head(ask.get(path).text)
        address = said["og:image"]
        assert address.startswith(f"{public_plane.url}/")
        assert SECOND in address
        answer = ask.get(address)
        assert picture(answer).size == (1200, 630)
        assert "immutable" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers
        assert said["twitter:card"] == "summary_large_image"
        seen[path] = hashlib.sha256(answer.content).hexdigest()
        again = ask.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    assert len(set(seen.values())) == len(seen)


def test_a_card_is_drawn_from_the_page_and_from_nothing_else(
    ask: httpx.Client,
) -> None:
    english = picture(ask.get(f"/cards/{SECOND}/en/departments/saanich.png"))
    french = picture(ask.get(f"/cards/{SECOND}/fr/departments/saanich.png"))
    before = picture(ask.get(f"/cards/{FIRST}/en/departments/saanich.png"))
    for other in (french, before):
        assert ImageChops.difference(english, other).getbbox()
    # What somebody types into an address is never drawn.
    typed = ask.get("/search/?q=Anything+at+all").text
    assert urlsplit(head(typed)["og:image"]).path == f"/cards/{SECOND}/en/home.png"
    for address in (
        f"/cards/{SECOND}/en/search.png?q=anything",
        f"/cards/{SECOND}/en/nothing.png",
        f"/cards/{SECOND}/en/departments/sanich.png",
        f"/cards/{SECOND}/en/records.png?no_such=filter",
        f"/cards/{SECOND}/xx/departments.png",
        f"/cards/{SECOND}/en/sitemap.xml.png",
        "/cards/2020-01-01.1/en/departments.png",
        f"/dashboard/card/nothing.png?release={SECOND}",
    ):
        assert ask.get(address).status_code == 404, address
    wrong = ask.get(f"/dashboard/card/overview.png?release={SECOND}&department=sanich")
    assert wrong.status_code == 400


def test_a_figure_tells_its_document_its_page_its_bytes_and_shows_the_place(
    ask: httpx.Client,
) -> None:
    page = ask.get("/figures/saanich/registered_complaints//2021/22/").text
    assert "Where this number comes from" in page
    (address,) = re.findall(r'<img class="crop-figure" src="([^"]+)"', page)
    answer = ask.get(address)
    assert answer.content == PICTURE
    assert address.endswith(f"crop-{hashlib.sha256(PICTURE).hexdigest()}.png")
    assert 'alt="Piece of page 3 that reads “48”"' in page
    row = ask.get("/api/v1/crops/").json()["results"][0]
    assert urlsplit(row["url"]).path == address
    listed = {f["name"]: f for f in ask.get("/api/v1/releases/latest/").json()["files"]}
    assert listed[row["file"]]["sha256"] == row["crop"]
    without = ask.get("/figures/vancouver/registered_complaints//2021/22/").text
    assert "nobody has yet looked" in without
    disputed = ask.get("/figures/all/reportable_injuries//2015/16/").text
    assert "Sources disagree" in disputed
    revised = ask.get("/figures/all/files_opened//2018/19/").text
    assert "1,236" in revised
    assert "The body has since replaced this version." in revised
    assert ask.get("/figures/nothing/").status_code == 404


def test_the_dashboard_shows_the_piece_of_the_page_among_the_sources(
    ask: httpx.Client,
) -> None:
    asked = "?metric=registered_complaints&department=saanich"
    answer = ask.get(
        "/dashboard/_dash-layout",
        headers={"Referer": f"{ask.base_url}/dashboard/{asked}"},
    )
    layout = json.dumps(answer.json())
    digest = hashlib.sha256(PICTURE).hexdigest()
    assert f"/releases/{SECOND}/public/crop-{digest}.png" in layout
    assert "Piece of page 3 with the figure: Saanich Police Department" in layout
