"""Protected figures through the real callback: what the release holds, and no more."""

import csv
import io
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from accountability.release.bundle import csv_path
from accountability.release.community.asked import Asked, NotTogetherError, answers
from accountability.release.community.questions import Question
from accountability.release.schema import ALL, COMMUNITY_FIGURES, COMMUNITY_SHARES
from dashboard.ids import ChartId, Id
from dashboard.layout.community_controls import CODES
from tests.community_records import sample_record
from tests.oracles.community_sums import slow_sum
from tests.public_plane import SECOND, PublicPlane

QUESTIONS = 160
DIMENSIONS = ("department", "allegation_class", "outcome", "reporting")
COHORTS = ("2023", "2024", ALL)
Row = dict[str, str]


@pytest.fixture(scope="module")
def ask(public_plane: PublicPlane) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=public_plane.url, timeout=60) as client:
        yield client


class Callback:
    """The callback of the page, asked as a browser asks it."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        dependencies = client.get("/dashboard/_dash-dependencies").json()
        self.spec = next(
            each
            for each in dependencies
            if Id.URL.on("community") in each["output"].split("...")[0]
        )
        self.first = self.asked({})

    def asked(
        self, values: dict[str, Any], changed: str = "community-url.search"
    ) -> dict[str, Any]:
        """Return the answer; ``values`` by id and property, else nothing."""
        names = self.spec["output"].strip(".").split("...")
        body = {
            "output": self.spec["output"],
            "outputs": [_part(name) for name in names],
            "inputs": [
                {**given, "value": values.get(f"{given['id']}.{given['property']}")}
                for given in (
                    {"id": each["id"], "property": each["property"]}
                    for each in self.spec["inputs"]
                )
            ],
            "changedPropIds": [changed],
            "state": [],
        }
        answer = self.client.post("/dashboard/_dash-update-component", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["response"]
        return found

    def by_address(self, question: dict[str, Any]) -> dict[str, Any]:
        return self.asked({"community-url.search": f"?{address_of(question)}"})

    def by_controls(self, question: dict[str, Any]) -> dict[str, Any]:
        """Answer as if every control had been set, whether or not it may be."""
        values = {
            f"{control}.value": told["value"]
            for control, told in self.first.items()
            if "value" in told
        }
        values["community-cohort.value"] = question["cohort"]
        values["community-case-by.value"] = question["by"]
        for name, control in CODES.items():
            codes = question["where"].get(name, [])
            values[f"{control.on('community')}.value"] = codes
        return self.asked(
            values | {"community-url.search": ""}, "community-case-by.value"
        )


def _part(name: str) -> dict[str, str]:
    place, _, prop = name.rpartition(".")
    return {"id": place, "property": prop}


def random_question(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    domain = sample_record().edition.domain
    where = {}
    for name in draw.sample(DIMENSIONS, draw.choice([0, 1, 1, 2, 3])):
        codes = domain.dimension(name).codes
        where[name] = draw.sample(codes, draw.randint(1, 3))
    by = draw.choice([*DIMENSIONS, "cohort", ALL])
    return {"where": where, "by": by, "cohort": draw.choice(COHORTS)}


def address_of(question: dict[str, Any]) -> str:
    pairs = [("cohort", question["cohort"]), ("case_by", question["by"])]
    for name, codes in question["where"].items():
        pairs += [(f"case_{name}", code) for code in codes]
    return urlencode(pairs)


def asked_of(question: dict[str, Any]) -> Asked:
    cohorts = [
        cohort
        for cohort in sample_record().edition.cohorts
        if cohort.label == question["cohort"]
    ]
    by = None if question["by"] == ALL else question["by"]
    return Asked(Question.of(question["where"], cohorts), by)


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every component and every dict within an answer."""
    if isinstance(value, dict):
        yield value
        for inside in value.values():
            yield from parts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from parts(inside)


def of_type(block: Any, kind: str) -> list[dict[str, Any]]:
    return [part["props"] for part in parts(block) if part.get("type") == kind]


def link(block: Any, kind: str) -> str | None:
    for props in of_type(block, "A"):
        if props.get("className") == f"chart-{kind}":
            return str(props["href"])
    return None


def drawn(block: Any) -> tuple[dict[str, float], set[str]]:
    """Return what the marks of a drawing say by code, and the hatched codes."""
    (graph,) = of_type(block, "Graph")
    marks: dict[str, float] = {}
    hatched: set[str] = set()
    for trace in graph["figure"]["data"]:
        if trace.get("name") == "hatched":
            hatched |= set(trace["customdata"])
        elif "customdata" in trace:
            marks |= dict(zip(trace["customdata"], trace["x"], strict=True))
    return marks, hatched


def listed(block: Any) -> list[tuple[str, str]]:
    """Return number and margin of every row of the table."""
    found = []
    for row in of_type(block, "Tr"):
        cells = [p["children"] for p in of_type(row, "Td")]
        if cells:
            found.append((cells[0].replace(",", ""), cells[1].replace(",", "")))
    return found


def rows_at(ask: httpx.Client, address: str) -> list[Row]:
    answer = ask.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(answer.text)))


def code_of(row: Row, by: str) -> str:
    return "" if by == ALL else row[by]


@cache
def held(path: str) -> list[Row]:
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123
        return list(csv.DictReader(stream))


def test_a_question_is_answered_the_same_in_every_form_or_not_at_all(
    ask: httpx.Client, public_plane: PublicPlane
) -> None:
    """T1 and T3 through the callback: drawing, table, CSV, JSON, API, cube."""
    callback, record = Callback(ask), sample_record()
    bundle = public_plane.releases / SECOND
    table = held(str(csv_path(bundle, COMMUNITY_FIGURES)))
    answered = refused = 0
    for seed in range(QUESTIONS):
        question = random_question(seed)
        asked, by = asked_of(question), question["by"]
        told = (callback.by_controls if seed % 3 == 0 else callback.by_address)(
            question
        )
        block = told[ChartId.CASES.block]["children"]
        try:
            answers(record, asked)
        except NotTogetherError:
            refused += 1
            assert_refused(ask, block, question)
            continue
        answered += 1
        address = link(block, "csv")
        assert address is not None
        rows = rows_at(ask, address)
        api = ask.get(str(link(block, "api"))).json()
        assert api["edition"] == record.sha256
        assert [
            (code_of(row, by), row["display"], row["n"], row["moe90"]) for row in rows
        ] == [
            (r["code"], r["display"], str(r["n"] or ""), str(r["moe90"] or ""))
            for r in api["results"]
        ]
        shown = {code_of(r, by): int(r["n"]) for r in rows if r["display"] == "shown"}
        marks, hatched = drawn(block)
        assert marks == shown
        assert hatched == {code_of(row, by) for row in rows} - set(shown)
        assert sorted(listed(block)) == sorted(
            (r["n"], f"± {r['moe90']}") if r["n"] else ("not shown", "") for r in rows
        )
        whole = ask.get(address.replace("cases.csv", "cases.json")).json()["rows"]
        assert [(r["display"], str(r["n"] or "")) for r in whole] == [
            (r["display"], r["n"]) for r in rows
        ]
        row = random.Random(seed).choice(rows)
        if row["n"]:
            where = {name: row[name].split(",") for name in DIMENSIONS}
            where = {name: codes for name, codes in where.items() if codes != [ALL]}
            cohorts = [c for c in record.edition.cohorts if c.label == row["cohort"]]
            exact = Question.of(where, cohorts)
            assert int(row["n"]) == slow_sum(record.edition, exact)
        if all("," not in row[name] for name in DIMENSIONS):
            assert {name: row[name] for name in COMMUNITY_FIGURES.names} in table
    assert refused > QUESTIONS / 10
    assert answered > QUESTIONS / 10


def assert_refused(ask: httpx.Client, block: Any, question: dict[str, Any]) -> None:
    """A refusal holds no figure in any form, and its nearest question has answers."""
    assert of_type(block, "Graph") == []
    assert of_type(block, "Table") == []
    assert link(block, "csv") is None
    (sentence,) = [
        p["children"]
        for p in of_type(block, "P")
        if p.get("className") == "chart-sentence"
    ]
    assert not re.search(r"\d", sentence)
    nearest = link(block, "nearest")
    assert nearest is not None
    for form in ("chart/cases.csv", "chart/cases.json", "embed/cases/"):
        answer = ask.get(f"/dashboard/{form}?{address_of(question)}")
        assert answer.status_code == 422
        if form.startswith("chart"):
            said, _, _ = answer.text.partition("http")
            assert not re.search(r"\d", said)
        else:
            assert 'id="figure"' not in answer.text
            assert "<table" not in answer.text
    search = urlsplit(nearest).query
    assert rows_at(ask, f"/dashboard/chart/cases.csv?{search}")
    given = parse_qs(search)
    for name, codes in question["where"].items():
        assert set(given.get(f"case_{name}", [])) <= set(codes)


@pytest.mark.parametrize("told_by", ["department", "allegation_class"])
@pytest.mark.parametrize("cohort", COHORTS)
def test_shares_of_the_gap_are_those_of_the_release(
    ask: httpx.Client, public_plane: PublicPlane, cohort: str, told_by: str
) -> None:
    table = held(str(csv_path(public_plane.releases / SECOND, COMMUNITY_SHARES)))
    told = Callback(ask).asked(
        {"community-url.search": f"?cohort={cohort}&told_by={told_by}"}
    )
    other = ({"department", "allegation_class"} - {told_by}).pop()
    wanted = {
        ChartId.TOLD: [
            r for r in table if r["of"] == "known" and r[other] == ALL
        ],
        ChartId.REASONS: [
            r for r in table
            if r["of"] == "not_reported" and r[other] == r[told_by] == ALL
        ],
    }  # fmt: skip
    for chart, rows in wanted.items():
        block = told[chart.block]["children"]
        here = [row for row in rows if row["cohort"] == cohort]
        address = link(block, "csv")
        if not here:
            assert address is None
            assert of_type(block, "Graph") == []
            continue
        assert address is not None
        given = rows_at(ask, address)
        names = COMMUNITY_SHARES.names
        assert sorted(tuple(r[n] for n in names) for r in given) == sorted(
            tuple(r[n] for n in names) for r in here
        )
        api = ask.get(f"{link(block, 'api')}&limit=1000").json()["results"]
        assert sorted(
            (r["reporting"], r[told_by], str(r["share"] or "")) for r in api
        ) == (sorted((r["reporting"], r[told_by], r["share"]) for r in here))
        code = told_by if chart is ChartId.TOLD else "reporting"
        marks, hatched = drawn(block)
        assert marks == {
            r[code]: round(100 * float(r["share"]), 1) for r in here if r["share"]
        }
        assert hatched == {r[code] for r in here if not r["share"]}
