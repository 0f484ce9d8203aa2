"""The attack on planes that are broken on purpose: each must be found."""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.attacks import averaging, differencing, files, membership, refusals, temporal
from tests.attacks.__main__ import main
from tests.attacks.figures import Published, read
from tests.attacks.leaks import Answer, Leak, leaking
from tests.attacks.public import Directory, Site
from tests.attacks.report import Result
from tests.attacks.truth import Cases
from tests.attacks.worlds import Releases, Row, true_figure
from tests.public_plane import PublicPlane


def beyond(results: Iterable[Result]) -> list[str]:
    return [
        f"{result.attack}: {result.best} {' '.join(result.shown)}"
        for result in results
        if result.beyond
    ]


def newest(public: Directory | Site) -> Published:
    found = read(public, public.releases()[0])
    assert found
    return found


@pytest.fixture
def broken(releases: Releases, tmp_path: Path) -> Releases:
    return releases.copied(tmp_path / "broken")


# Figures that do not protect.


def hide_one_to_four(row: Row) -> Row:
    n = true_figure(row)
    shown = n == 0 or n > 4
    return {
        **row,
        "display": "shown" if shown else "not_shown",
        "n": str(n) if shown else "",
        "moe90": "0" if shown else "",
    }


def exact_behind_the_rule(row: Row) -> Row:
    """Show the true count where a protected one is shown, with its margin."""
    return {**row, "n": str(true_figure(row))} if row["n"] else row


def test_hiding_one_to_four_loses_every_small_cell(
    broken: Releases, capsys: pytest.CaptureFixture[str]
) -> None:
    broken.rewrite_figures(hide_one_to_four)
    status = main(
        [str(broken.place), "--cases", str(broken.cases), "--cells", "20",
         "--targets", "300"]
    )  # fmt: skip
    told = capsys.readouterr().out
    assert status == 1
    for attack in ("the rule of display", "linear programs", "membership"):
        assert f"[BEYOND THE LIMIT] {attack}" in told, told


def test_exact_counts_with_margins_for_show_give_a_case_away(broken: Releases) -> None:
    broken.rewrite_figures(exact_behind_the_rule)
    found = differencing.find(newest(broken.public()), None)
    assert not beyond(differencing.attack(found, None))
    cases = Cases.read(broken.cases)
    told = beyond(membership.attack(found, cases, most=300, seed=1))
    assert any("membership, cohort 2023" in each for each in told), told


def test_noise_of_its_own_for_every_figure_is_found(broken: Releases) -> None:
    def anew(row: Row) -> Row:
        if not row["n"]:
            return row
        return {**row, "n": str(int(row["n"]) + len(str(row)) % 3)}

    broken.rewrite_figures(anew)
    found = differencing.find(newest(broken.public()), None)
    assert beyond(differencing.attack(found, None))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda row: row if row["n"] else None, "rows are missing"),
        (lambda row: {**row, "moe90": row["moe90"] or "3"}, "written otherwise"),
        (lambda row: {**row, "true_n": str(true_figure(row))}, "true_n"),
        (
            lambda row: (
                {**row, "display": "shown", "n": "4", "moe90": "2"}
                if not row["n"]
                else row
            ),
            "4 is shown",
        ),
    ],
    ids=["only shown rows", "a margin of what is hidden", "a column more", "small"],
)
def test_traces_in_the_table_are_found(
    broken: Releases, change: Callable[[Row], Row | None], named: str
) -> None:
    broken.rewrite_figures(change)
    public = broken.public()
    told = beyond(files.attack(public, newest(public)))
    assert any(named in each for each in told), told


def test_a_parquet_file_that_holds_more_than_its_csv_is_found(
    broken: Releases,
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = broken.newest / "community_figures.parquet"
    table = pq.read_table(path)
    place = table.column_names.index("n")
    full = [n if n is not None else 3 for n in table.column("n").to_pylist()]
    told = table.set_column(place, "n", pa.array(full, pa.int64()))
    pq.write_table(told.replace_schema_metadata({"cube": "[3, 1, 4]"}), path)
    public = broken.public()
    [found] = beyond(files.attack(public, newest(public)))
    assert "nulls, not those of the CSV" in found
    assert "a bound is no shown figure" in found
    assert "notes" in found


# What moves between releases.


def draw_again(told: dict[str, Any]) -> None:
    told["edition"] = "f" * 64
    told["cohorts"][0]["measurements_sha256"] = "e" * 64


def move_the_calendar(told: dict[str, Any]) -> None:
    told["edition"] = "f" * 64
    told["cohorts"][1]["scheduled"] = "2026-11-20"


def a_third_vintage(told: dict[str, Any]) -> None:
    told["edition"] = "f" * 64
    told["cohorts"][0]["vintage"] = "preliminary"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (draw_again, "was drawn again"),
        (draw_again, "2023 has spent 3.0"),
        (move_the_calendar, "not in the calendar"),
        (a_third_vintage, "after its final one"),
    ],
)
def test_a_vintage_out_of_turn_is_found(
    broken: Releases, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    broken.rewrite_methodology(change)
    public = broken.public()
    editions = [each for r in public.releases() if (each := read(public, r))]
    [found] = temporal.between_releases(public, editions)
    told = [*found.shown, *beyond([found])]
    assert any(named in each for each in told), told


def test_figures_that_follow_the_intake_are_found(broken: Releases) -> None:
    broken.rewrite_figures(
        lambda row: (
            {**row, "n": str(int(row["n"]) + 1)}
            if row["department"] == "saanich" and row["n"]
            else row
        )
    )
    public = broken.public()
    editions = [each for r in public.releases() if (each := read(public, r))]
    assert "moved within an edition" in " ".join(
        beyond(temporal.between_releases(public, editions))
    )


# A site that lets something out.


def refusal_with_a_number(answer: Answer) -> None:
    if answer.status == 422 and answer.body:
        body = {**json.loads(answer.body), "would_be": 3}
        answer.body = json.dumps(body).encode()


def refusal_whose_header_tells(answer: Answer) -> None:
    if answer.status == 422:
        answer.headers["X-Rows"] = str(len(answer.path) % 7)


def refusal_whose_words_tell(answer: Answer) -> None:
    """Say "some" or "none": no number, but it depends on what was asked."""
    if answer.status == 422 and answer.body:
        words = "There are some." if len(answer.path) % 2 else "There are none."
        body = {**json.loads(answer.body), "title": words}
        answer.body = json.dumps(body).encode()


def answer_to_a_head(answer: Answer) -> None:
    if answer.status == 422 and not answer.body:
        answer.status = 200


@pytest.mark.parametrize(
    "leak",
    [
        refusal_with_a_number,
        refusal_whose_header_tells,
        refusal_whose_words_tell,
        answer_to_a_head,
    ],
)
def test_a_refusal_that_tells_something_is_found(
    public_plane: PublicPlane, leak: Leak
) -> None:
    with leaking(public_plane, leak) as url, closing(Site(url)) as site:
        attack = refusals.attack(newest(site), site.web, seed=1, most_sets=1)
        assert beyond([next(attack)])


def unchanged(answer: Answer) -> None:
    """Leak nothing; now and then ask for patience."""
    if answer.number % 50 == 7:
        answer.status, answer.body = 429, b""
        answer.headers["Retry-After"] = "0"


def test_the_proxy_itself_changes_nothing_and_may_ask_for_patience(
    public_plane: PublicPlane,
) -> None:
    with leaking(public_plane, unchanged) as url, closing(Site(url)) as site:
        published = newest(site)
        told = [*refusals.attack(published, site.web, seed=1, most_sets=1)]
        told += averaging.attack(published, [], site.web, most=2, seed=1)
        assert not beyond(told)


def hidden_rows_by_size(answer: Answer) -> None:
    """Filter on a number that is kept behind the row."""
    if "community_figures" in answer.path and "n__max=4" in answer.path:
        answer.body = answer.body.splitlines()[0] + b"\n2023,final,all,a,b,all,all,,,\n"


def figure_by_order(answer: Answer) -> None:
    """Draw noise for each way to write a question."""
    if answer.path.startswith("/api/v1/community/") and answer.status == 200:
        _add(answer, len(answer.path) % 3)


def figure_by_turn(answer: Answer) -> None:
    """Draw noise for each request."""
    if answer.path.startswith("/api/v1/community/") and answer.status == 200:
        _add(answer, answer.number % 2)


def etag_that_moves(answer: Answer) -> None:
    if "Etag" in answer.headers:
        answer.headers["Etag"] = f'"{answer.number}"'


def _add(answer: Answer, noise: int) -> None:
    try:
        told = json.loads(answer.body)
    except ValueError:
        return
    for row in told["results"]:
        row["n"] = row["n"] and row["n"] + noise
    answer.body = json.dumps(told).encode()


@pytest.mark.parametrize("leak", [figure_by_order, figure_by_turn, etag_that_moves])
def test_an_answer_that_differs_is_found(public_plane: PublicPlane, leak: Leak) -> None:
    with leaking(public_plane, leak) as url, closing(Site(url)) as site:
        assert beyond(averaging.attack(newest(site), [], site.web, most=3, seed=2))


def test_a_filter_on_hidden_numbers_is_found(public_plane: PublicPlane) -> None:
    with leaking(public_plane, hidden_rows_by_size) as url, closing(Site(url)) as site:
        told = beyond(refusals.attack(newest(site), site.web, seed=1, most_sets=0))
        assert "n__max=4 chooses among hidden rows" in " ".join(told)


def counter_on_the_home_page(answer: Answer) -> None:
    if answer.path == "/":
        answer.body += f"<!-- {answer.number} cases -->".encode()


def date_of_the_last_case(answer: Answer) -> None:
    if answer.path == "/data/":
        answer.headers["Last-Modified"] = "Wed, 25 Nov 2026 09:12:00 GMT"


def pinned_answer_that_moves(answer: Answer) -> None:
    if "/community/" in answer.path and "/releases/" in answer.path:
        answer.headers["X-Age"] = str(answer.number)


@pytest.mark.parametrize(
    ("leak", "published_between", "named"),
    [
        (counter_on_the_home_page, False, "the body moved"),
        (date_of_the_last_case, False, "last-modified"),
        (etag_that_moves, False, "etag moved"),
        (pinned_answer_that_moves, True, "x-age moved"),
    ],
)
def test_what_moves_on_a_site_is_found(
    public_plane: PublicPlane, leak: Leak, published_between: bool, named: str
) -> None:
    with leaking(public_plane, leak) as url, closing(Site(url)) as site:
        editions = [newest(site)]
        crawls = [temporal.crawl(editions, site.web) for _ in range(2)]
        told = beyond(
            temporal.between_crawls(*crawls, published_between=published_between)
        )
        assert named in " ".join(told), told
