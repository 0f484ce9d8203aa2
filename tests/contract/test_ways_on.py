"""No dead ends: a choice leads to its page, a mistyped address to the nearest."""

import httpx
import pytest
from lxml import html

from tests.public_plane import FIRST, PublicPlane


def test_a_department_chosen_in_a_form_leads_to_its_page(ask: httpx.Client) -> None:
    chosen = ask.get(f"/departments/?department=saanich&lang=fr&release={FIRST}")
    assert chosen.status_code == 302
    assert chosen.headers["location"] == (
        f"/departments/saanich/?lang=fr&release={FIRST}"
    )
    plain = ask.get("/departments/?department=saanich")
    assert plain.headers["location"] == "/departments/saanich/"
    unknown = ask.get("/departments/?department=sanich")
    assert unknown.status_code == 404
    assert 'href="/departments/saanich/"' in unknown.text
    assert ask.get("/departments/?department=").status_code == 200


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/saanich", "/departments/saanich/"),
        ("/department/saanich-police", "/departments/saanich/"),
        ("/Recomendations/", "/recommendations/"),
        ("/data.html", "/data/"),
        ("/dashboard/outcome/", "/dashboard/"),
    ],
)
def test_an_address_mistyped_names_the_nearest_that_is_there(
    ask: httpx.Client, address: str, nearest: str
) -> None:
    answer = ask.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    (link,) = html.fromstring(answer.content).xpath(
        "//main/p[contains(., 'Did you mean')]/a"
    )
    assert link.get("href") == nearest
    assert link.text_content()
    assert ask.get(nearest).status_code == 200


def test_where_nothing_is_near_nothing_is_guessed(ask: httpx.Client) -> None:
    assert "Did you mean" not in ask.get("/qqqq/").text


def test_changes_are_counted_by_table_and_lead_to_their_rows(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    tree = html.fromstring(ask.get("/corrections/").content)
    rows = tree.xpath("//h2[@id='changes']/following-sibling::div[1]//tbody/tr")
    total = ask.get("/api/v1/changes/?limit=1").json()["count"]
    assert total
    told = [int(row.xpath("td[1]")[0].text_content().split()[0]) for row in rows]
    assert sum(told) == total
    for count, row in zip(told, rows, strict=True):
        link = row.xpath("td//a")[0].get("href")
        assert link.startswith("/api/v1/releases/")
        assert ask.get(link.replace("format=csv", "limit=1")).json()["count"] == count


def test_every_row_of_the_records_names_its_department(ask: httpx.Client) -> None:
    tree = html.fromstring(ask.get("/records/?department=saanich").content)
    rows = tree.xpath("//table//tbody/tr")
    assert rows
    for row in rows:
        assert row.xpath("td/a[@href='/departments/saanich/']")


def test_per_cent_is_written_as_each_language_does(ask: httpx.Client) -> None:
    page = "/departments/new-orleans/"
    assert "%</td>" in ask.get(page).text
    assert "\N{NO-BREAK SPACE}%</td>" not in ask.get(page).text
    french = ask.get(f"{page}?lang=fr").text
    assert french.count("%</td>") == french.count("\N{NO-BREAK SPACE}%</td>") > 0
