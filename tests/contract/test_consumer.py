"""What a suspicious client tries: a program that pulls every night, and a newsroom."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.public_plane import FIRST, SECOND

API = "/api/v1/"
PROBLEM = "application/problem+json"


def count(ask: httpx.Client, question: str) -> int:
    answer = ask.get(f"{API}{question}").raise_for_status()
    found: int = answer.json()["count"]
    return found


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv, application/json;q=0.5", "text/csv"),
        ("application/json;q=0.1, */*;q=0.5", "text/csv"),
        ("application/json;q=0, */*", "text/csv"),
        ("application/x-ndjson;q=0.9, text/*;q=0.1", "application/x-ndjson"),
        ("application/json; charset=utf-8", "application/json"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/json"),
        ("", "application/json"),
        ("application/json;q=0", PROBLEM),
        ("image/png", PROBLEM),
    ],
)
def test_the_weights_of_accept_decide(
    ask: httpx.Client, accept: str, kind: str
) -> None:
    answer = ask.get(f"{API}bodies/", headers={"Accept": accept})
    assert answer.headers["Content-Type"].partition(";")[0] == kind
    assert answer.status_code == (406 if kind == PROBLEM else 200)


@pytest.mark.parametrize("address", ["bodies.csv", "bodies/?format=csv"])
def test_an_address_that_names_its_format_gives_it_whatever_is_accepted(
    ask: httpx.Client, address: str
) -> None:
    answer = ask.get(f"{API}{address}", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")


def test_a_question_too_long_is_refused_and_never_given_out(ask: httpx.Client) -> None:
    many = [("year", str(year)) for year in range(1, 1_002)]
    row = ",".join(str(number) for number in range(1, 1_500))
    for address in (f"allegations/?{urlencode(many)}", f"allegations/?row={row}"):
        answer = ask.get(f"{API}{address}")
        assert answer.status_code == 414
        assert answer.headers["Content-Type"] == PROBLEM
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ask.get(f"/records/?{urlencode(many)}").status_code == 414
    # As many values as are answered: the next page is answered too.
    row = ",".join(str(number) for number in range(1, 900))
    first = ask.get(f"{API}allegations/?row={row}&limit=1")
    assert first.json()["next"] is not None
    assert ask.get(first.json()["next"]).status_code == 200


def test_a_cursor_goes_on_in_its_own_release_alone(ask: httpx.Client) -> None:
    first = ask.get(f"{API}releases/{FIRST}/allegations/?limit=90").json()
    cursor = httpx.URL(first["next"]).params["cursor"]
    rest = ask.get(first["next"]).json()["results"]
    assert len(first["results"]) + len(rest) == first["count"]
    for elsewhere in ("allegations/", f"releases/{SECOND}/allegations.csv"):
        answer = ask.get(f"{API}{elsewhere}", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["parameter"]) == (400, "cursor")
        assert FIRST in answer.json()["detail"]
    # One of before cursors named their release.
    old = cursor.partition("~")[2]
    again = ask.get(
        f"{API}releases/{FIRST}/allegations/", params={"limit": 90, "cursor": old}
    )
    assert again.json()["results"] == rest


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("allegations/?class__has=NEGLECT", "allegations/?class=neglect_of_duty"),
        ("allegations/?class__has=négligence", None),
        ("statistics/?metric__has=files opened", "statistics/?metric=files_opened"),
        ("statistics/?status__has=masque", "statistics/?status=suppressed"),
    ],
)  # fmt: skip
def test_the_words_of_codes_are_found_in_both_languages(
    ask: httpx.Client, asked: str, same: str | None
) -> None:
    if same is None:
        answer = ask.get(f"{API}{asked}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, "class__has")
    else:
        assert count(ask, asked) == count(ask, same) > 0


def test_what_is_no_utf_8_is_refused(ask: httpx.Client) -> None:
    answer = ask.get(f"{API}statistics/?category=caf%e9")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "category")


def test_another_sites_name_is_a_problem_too(ask: httpx.Client) -> None:
    answer = ask.get(API, headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize(
    ("method", "asked", "status", "length"),
    [
        ("GET", "bytes=0-3", 206, 4),
        ("GET", "Bytes=-4", 206, 4),
        ("GET", "bytes=9999999-", 416, 0),
        ("GET", "bytes=5-2", 200, None),
        ("GET", "bytes=0-3,10-12", 200, None),
        ("HEAD", "bytes=0-3", 200, None),
    ],
)
def test_a_range_is_what_the_standard_says(
    ask: httpx.Client, method: str, asked: str, status: int, length: int | None
) -> None:
    place = f"/releases/{SECOND}/public/allegations.parquet"
    whole = ask.get(place).headers["Content-Length"]
    answer = ask.request(method, place, headers={"Range": asked})
    assert answer.status_code == status
    assert answer.headers["Content-Length"] == str(whole if length is None else length)
    assert ("Content-Range" in answer.headers) == (status != 200)


def test_a_line_of_community_figures_says_what_it_is(ask: httpx.Client) -> None:
    told = ask.get(f"{API}community/?by=cohort").json()
    text = ask.get(f"{API}community/?by=cohort&format=csv").text
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["code"] for line in lines] == [row["code"] for row in told["results"]]
    for line in lines:
        assert line["vintage"] == told["vintage"]
        assert line["cohorts"].split() == told["cohorts"]
        assert line["unit"] == told["unit"]
        assert line["release"] == told["release"]["id"] == SECOND
        assert line["synthetic"] == str(told["synthetic"]).lower()


@pytest.mark.parametrize(
    ("table", "needed"),
    [
        ("statistics", ("value", "status", "unit", "period", "provenance")),
        ("corrections", ("value", "status", "unit", "period", "document", "sha256")),
        ("community_figures", ("n", "moe90", "display", "vintage", "cohort")),
        ("community_shares", ("share", "moe90", "display", "vintage", "cohort")),
    ],
)
def test_no_number_stands_without_what_it_means(
    ask: httpx.Client, table: str, needed: tuple[str, ...]
) -> None:
    found: list[dict[str, Any]] = ask.get(f"{API}{table}/?limit=1000").json()["results"]
    assert found
    for row in found:
        assert set(needed) <= set(row)
        for name in needed[2:]:
            assert row[name] not in (None, ""), name


def test_a_count_of_what_is_listed_can_be_held_against_what_the_source_counts(
    ask: httpx.Client,
) -> None:
    base = f"{API}aggregates/complaints/?department=saanich&number="
    for number, total in (("allegations", 7), ("listed", 7), ("listed_of", 11)):
        [row] = ask.get(f"{base}{number}").json()["results"]
        assert row["sum"] == total


def test_the_description_says_what_each_address_answers_with(
    ask: httpx.Client,
) -> None:
    paths = ask.get(f"{API}schema/").json()["paths"]
    for path in paths.values():
        found = path["get"]["responses"]
        assert {"ETag", "Cache-Control"} <= set(found["200"]["headers"])
        assert "304" in found
    example = paths[f"{API}community/"]["get"]["responses"]["200"]["content"]
    assert example["application/json"]["example"] == ask.get(f"{API}community/").json()


def test_a_refusal_leads_to_the_nearest_answer_in_the_form_asked_for(
    ask: httpx.Client,
) -> None:
    question = f"{API}community/?outcome=substantiated&reporting=reported"
    plain = ask.get(question)
    by_name = ask.get(f"{question}&format=csv")
    by_accept = ask.get(question, headers={"Accept": "text/csv"})
    assert by_name.json() == by_accept.json() != plain.json()
    for refused, kind in ((plain, "application/json"), (by_name, "text/csv")):
        assert (refused.status_code, refused.headers["Content-Type"]) == (422, PROBLEM)
        answer = ask.get(refused.json()["nearest"]).raise_for_status()
        assert answer.headers["Content-Type"].partition(";")[0] == kind
        link = answer.headers["Link"].partition(">")[0].removeprefix("<")
        assert link == refused.json()["nearest"]
