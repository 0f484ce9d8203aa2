"""Counts by any columns, over HTTP: what they say, and what they refuse."""

import csv
import io

import httpx
import pytest

from tests.public_plane import FIRST, SECOND

SERVER_TABLES = "/api/v1/aggregates"


def test_allegations_by_department_and_outcome_add_up_to_all(ask: httpx.Client) -> None:
    answer = ask.get(
        f"{SERVER_TABLES}/allegations/?by=department,outcome&sort=-count&limit=1000"
    ).json()
    assert answer["release"]["id"] == SECOND
    assert (answer["by"], answer["number"]) == (["department", "outcome"], None)
    counts = [row["count"] for row in answer["results"]]
    assert counts == sorted(counts, reverse=True)
    assert answer["count"] == len(counts)
    total = ask.get(f"{SERVER_TABLES}/allegations/").json()["results"]
    assert total == [{"count": sum(counts)}] == [{"count": 107}]


def test_how_often_discipline_came_after_the_officer_had_left(
    ask: httpx.Client,
) -> None:
    answer = ask.get(
        f"{SERVER_TABLES}/discipline/?by=department,stage,measure,employment_status"
    ).json()
    assert answer["results"] == [
        {
            "department": "saanich",
            "stage": "recorded_after_departure",
            "measure": "dismissal",
            "employment_status": "resigned",
            "count": 7,
        }
    ]


def test_a_number_is_summed_up_over_the_rows_that_state_it(ask: httpx.Client) -> None:
    [row] = ask.get(f"{SERVER_TABLES}/complaints/?number=allegations").json()["results"]
    assert row == {
        "count": 101,
        "stated": 101,
        "sum": 107,
        "mean": pytest.approx(107 / 101),
        "median": 1,
        "minimum": 1,
        "maximum": 7,
    }
    [none] = ask.get(
        f"{SERVER_TABLES}/allegations/?number=suspension_days&department=saanich"
    ).json()["results"]
    assert (none["count"], none["stated"]) == (7, 0)
    assert none["sum"] is none["mean"] is none["minimum"] is None


def test_a_pinned_count_keeps_its_answer(ask: httpx.Client) -> None:
    path = "aggregates/statistics/?department=oak-bay&by=status"
    old = ask.get(f"/api/v1/releases/{FIRST}/{path}")
    new = ask.get(f"/api/v1/{path}")
    assert old.json()["results"] == [{"status": "reported", "count": 2}]
    assert {row["status"] for row in new.json()["results"]} == {
        "reported",
        "suppressed",
        "parse_failed",
    }
    assert "immutable" in old.headers["Cache-Control"]
    assert f"/releases/{SECOND}/{path}" in new.headers["Link"]


def test_counts_are_walked_by_pages_and_streamed(ask: httpx.Client) -> None:
    address = f"{SERVER_TABLES}/allegations/?by=year,outcome&limit=7"
    seen = []
    while address:
        answer = ask.get(address).json()
        seen += answer["results"]
        address = answer["next"]
    text = ask.get(f"{SERVER_TABLES}/allegations.csv?by=year,outcome").text
    assert [
        {
            "year": int(row["year"]),
            "outcome": row["outcome"],
            "count": int(row["count"]),
        }
        for row in csv.DictReader(io.StringIO(text))
    ] == seen
    assert len(seen) == answer["count"]


@pytest.mark.parametrize(
    ("asked", "parameter", "nearest"),
    [
        ("allegations/?by=departement", "by", "department"),
        ("allegations/?by=allegation", "by", None),
        ("allegations/?by=", "by", None),
        ("allegations/?by=year,year", "by", None),
        ("allegations/?by=year,class,outcome,stage,route", "by", None),
        ("allegations/?number=days", "number", None),
        ("allegations/?number=suspension_day", "number", "suspension_days"),
        ("statistics/?number=value", "number", None),
        ("allegations/?bye=year", "bye", "by"),
        ("allegations/?departments=saanich", "departments", "department"),
        ("allegations/?department=sanich&by=year", "department", "saanich"),
        ("allegations/?by=year&sort=-cuont", "sort", "count"),
        ("allegations/?by=year&sort=outcome", "sort", None),
        ("allegations/?by=year&fields=outcome", "fields", None),
        ("allegations/?cursor=abc", "cursor", None),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(
    ask: httpx.Client, asked: str, parameter: str, nearest: str | None
) -> None:
    answer = ask.get(f"{SERVER_TABLES}/{asked}")
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["parameter"] == parameter
    if nearest is not None:
        assert body["nearest"] == nearest
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_cursor_of_one_count_continues_no_other(ask: httpx.Client) -> None:
    first = ask.get(f"{SERVER_TABLES}/allegations/?by=year,outcome&limit=1").json()
    cursor = httpx.URL(first["next"]).params["cursor"]
    for other in ("by=outcome,year", "by=year,class", "by=year,outcome&stage=final"):
        answer = ask.get(f"{SERVER_TABLES}/allegations/?{other}&cursor={cursor}")
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "cursor"


def test_what_is_no_event_is_not_counted(ask: httpx.Client) -> None:
    for table in ("departments", "vocabularies", "changes", "denominators"):
        assert ask.get(f"{SERVER_TABLES}/{table}/").status_code == 404
