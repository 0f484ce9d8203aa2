"""Protected figures over HTTP: sums over the cube or a refusal, and nothing else."""

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from accountability.release.bundle import community_path, csv_path
from accountability.release.community.asked import Asked, NotTogetherError, answers
from accountability.release.schema import COMMUNITY_FIGURES
from tests.community_records import sample_record
from tests.oracles.community_sums import slow_sum
from tests.public_plane import FIRST, SECOND, PublicPlane

QUESTIONS = 600
DIMENSIONS = ("department", "allegation_class", "outcome", "reporting")


@pytest.fixture
def ask(public_plane: PublicPlane) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=public_plane.url, timeout=60) as client:
        yield client


def random_parameters(seed: int) -> list[tuple[str, str]]:
    """Return a question over any dimensions, cohorts and breakdown."""
    draw = random.Random(seed)
    domain = sample_record().edition.domain
    found = []
    for name in draw.sample(DIMENSIONS, draw.randrange(0, 4)):
        codes = domain.dimension(name).codes
        found += [(name, code) for code in draw.sample(codes, draw.randint(1, 3))]
    found += [("cohort", label) for label in draw.sample(["2023", "2024"], 1)]
    if draw.random() < 0.4:
        found.append(("by", draw.choice([*DIMENSIONS, "cohort"])))
    return (
        found
        if draw.random() < 0.8
        else [pair for pair in found if pair[0] != "cohort"]
    )


def test_every_answer_is_a_sum_over_the_cube_or_a_refusal(ask: httpx.Client) -> None:
    """T1 and T3 over HTTP, JSON and CSV, against slow sums cell by cell."""
    record = sample_record()
    refused = answered = 0
    for seed in range(QUESTIONS):
        parameters = random_parameters(seed)
        told = ask.get("/api/v1/community/", params=urlencode(parameters))
        as_csv = ask.get("/api/v1/community/", params=[*parameters, ("format", "csv")])
        values: dict[str, list[str]] = {}
        for name, value in parameters:
            values.setdefault(name, []).append(value)
        asked = Asked.from_params(record, values)
        if told.status_code == 422:
            refused += 1
            with pytest.raises(NotTogetherError):
                answers(record, asked)
            assert as_csv.status_code == 422
            assert_no_figure(told.json())
            nearest = told.json()["nearest"]
            again = ask.get(re.sub(r"^https?://[^/]+", "", nearest))
            assert again.status_code == 200, nearest
            continue
        answered += 1
        rows = told.json()["results"]
        assert [
            (row["code"], row["display"], str(row["n"] or ""), str(row["moe90"] or ""))
            for row in rows
        ] == [
            (row["code"], row["display"], row["n"], row["moe90"])
            for row in csv.DictReader(io.StringIO(as_csv.text))
        ]
        for row in rows:
            if row["display"] == "shown":
                assert row["n"] == slow_figure(asked, row["code"])
                assert row["n"] >= 10
                assert row["moe90"] <= row["n"] / 2 + 1
            else:
                assert (row["n"], row["moe90"]) == (None, None)
    assert refused > QUESTIONS / 10
    assert answered > QUESTIONS / 10


def slow_figure(asked: Asked, code: str) -> int:
    """Add up cells one by one for one code of the breakdown."""
    question = asked.question
    record = sample_record()
    if asked.by == "cohort":
        cohorts = [c for c in record.edition.cohorts if c.label == code]
        return slow_sum(record.edition, type(question)(question.where, tuple(cohorts)))
    where = question.constraints
    if asked.by:
        where = {**where, asked.by: (code,)}
    return slow_sum(record.edition, type(question).of(where, question.cohorts))


def assert_no_figure(body: dict[str, Any]) -> None:
    """Fail when a refusal holds a number beside its status and its addresses."""
    assert body["status"] == 422
    rest = {k: v for k, v in body.items() if k not in ("status", "type", "nearest")}
    assert not re.search(r"\d", json.dumps(rest))


def test_all_unsupported_sets_are_refused(ask: httpx.Client) -> None:
    domain = sample_record().edition.domain
    supported = {
        frozenset(pair)
        for pair in (
            ("department", "allegation_class"),
            ("department", "outcome"),
            ("allegation_class", "outcome"),
            ("department", "reporting"),
            ("allegation_class", "reporting"),
        )
    }
    for size in (2, 3, 4):
        for names in combinations(DIMENSIONS, size):
            parameters = [("cohort", "2023")]
            parameters += [(name, domain.dimension(name).codes[1]) for name in names]
            asked = urlencode(parameters)
            status = ask.get("/api/v1/community/", params=asked).status_code
            assert status == (200 if frozenset(names) in supported else 422), names


def test_a_preliminary_cohort_answers_only_what_it_measured(ask: httpx.Client) -> None:
    told = ask.get("/api/v1/community/?cohort=2024&outcome=substantiated")
    assert told.status_code == 422
    assert "cohort=2024" in told.json()["nearest"]
    assert "outcome" not in told.json()["nearest"]
    assert (
        ask.get("/api/v1/community/?cohort=2024&department=saanich").json()["vintage"]
        == "preliminary"
    )


@pytest.mark.parametrize(
    ("address", "parameter", "nearest"),
    [
        ("?departement=saanich", "departement", "department"),
        ("?department=sannich", "department", "saanich"),
        ("?cohort=2022", "cohort", "2024"),
        ("?by=class", "by", None),
        ("?by=outcomes", "by", "outcome"),
        ("?reporting=", "reporting", None),
        ("?year=2023", "year", None),
        ("?format=ndjson", "format", None),
    ],
)
def test_what_the_record_does_not_know_is_named(
    ask: httpx.Client, address: str, parameter: str, nearest: str | None
) -> None:
    told = ask.get(f"/api/v1/community/{address}")
    assert told.status_code == 400
    assert told.json()["parameter"] == parameter
    if nearest:
        assert told.json()["nearest"] == nearest


def test_the_bulk_file_the_table_and_the_question_say_the_same(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    bundle = public_plane.releases / SECOND
    with csv_path(bundle, COMMUNITY_FIGURES).open() as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    chosen = random.Random(3).sample(rows, 120)
    for row in chosen:
        parameters = {
            name: row[name] for name in ("cohort", *DIMENSIONS) if row[name] != "all"
        }
        [told] = ask.get("/api/v1/community/", params=parameters).json()["results"]
        assert (told["display"], str(told["n"] or ""), str(told["moe90"] or "")) == (
            row["display"],
            row["n"],
            row["moe90"],
        )


def test_pinned_answers_do_not_move_and_the_cube_is_never_served(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    first = ask.get(f"/api/v1/releases/{FIRST}/community/?by=department")
    second = ask.get(f"/api/v1/releases/{SECOND}/community/?by=department")
    assert first.json()["results"] == second.json()["results"]
    assert first.json()["edition"] == second.json()["edition"]
    assert "immutable" in first.headers["Cache-Control"]
    assert community_path(public_plane.releases / SECOND).is_file()
    for address in ("community.json", "..%2Fserver%2Fcommunity.json"):
        found = ask.get(f"/releases/{SECOND}/public/{address}")
        assert found.status_code == 404
    assert ask.get(f"/releases/{SECOND}/server/community.json").status_code == 404


def test_a_condition_is_answered_without_a_body(ask: httpx.Client) -> None:
    first = ask.get("/api/v1/community/?by=outcome&cohort=2023")
    again = ask.get(
        "/api/v1/community/?by=outcome&cohort=2023",
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("header", ["If-None-Match", "If-Match"])
def test_a_condition_does_not_turn_a_refusal_into_an_answer(
    ask: httpx.Client, header: str
) -> None:
    asked = "?cohort=2023&department=saanich&outcome=unknown&reporting=reported"
    told = ask.get(f"/api/v1/community/{asked}", headers={header: "*"})
    assert told.status_code == 422
    assert "ETag" not in told.headers


def test_latest_is_not_kept_for_ever(ask: httpx.Client) -> None:
    told = ask.get("/api/v1/releases/latest/community/")
    assert told.json()["release"]["id"] == SECOND
    assert "immutable" not in told.headers["Cache-Control"]
