"""The audit passes what is sound, and has teeth: broken release code fails it."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from numpy.typing import NDArray

from accountability.publication.disclosure.noise import SeededNoise
from accountability.publication.disclosure_audit import findings, suite, weak
from accountability.publication.disclosure_audit.attacks.intervals import Row, intervals
from accountability.publication.disclosure_audit.attacks.live import (
    places_of_newcomer,
)
from accountability.publication.disclosure_audit.attacks.membership import (
    epsilon_bound,
    membership,
)
from accountability.publication.disclosure_audit.attacks.reconstruction import (
    NoisyTable,
    posterior_samples,
)
from accountability.publication.disclosure_audit.findings import Limit, Result
from accountability.publication.disclosure_audit.presence import membership_attack
from accountability.publication.disclosure_audit.worlds import (
    Part,
    made_up_world,
    parts_under,
)
from accountability.vocab.community import PlanKind


@pytest.mark.parametrize("kind", PlanKind)
def test_every_plan_withstands_the_short_form(kind: PlanKind) -> None:
    results = list(suite.audit(kind, suite.SHORT))
    assert [r.limit.what for r in results if not r.passed] == []
    assert json.loads(json.dumps([r.as_json() for r in results]))
    assert {r.limit.test for r in results} == {"T2", "T3", "T4", "T5", "T6", "T8", "T9"}


def annual_part() -> Part:
    world = made_up_world(suite.SHORT.sizes[PlanKind.ANNUAL], suite.SEED)
    return parts_under(PlanKind.ANNUAL, world)[0]


def found_by(noise: SeededNoise) -> dict[Limit, Result]:
    results = membership_attack(
        annual_part(), noise, number=12, runs=40, cube_runs=1, seed=1
    )
    return {result.limit: result for result in results}


class Forgetful(SeededNoise):
    """Spends nothing on one of the tables: its counts go out as they are."""

    def noisy(self, values: NDArray[np.int64], epsilon: float) -> NDArray[np.int64]:
        """Leave the noise of class by outcome out."""
        return values if epsilon == 0.27 else super().noisy(values, epsilon)


class Spendthrift(SeededNoise):
    """Draws the noise of twice the budget."""

    def noisy(self, values: NDArray[np.int64], epsilon: float) -> NDArray[np.int64]:
        """Add half the noise."""
        return super().noisy(values, 2 * epsilon)


@pytest.mark.parametrize("broken", [Forgetful, Spendthrift])
def test_release_code_with_too_little_noise_fails_the_membership_test(
    broken: type[SeededNoise],
) -> None:
    results = found_by(broken(1, allowed=True))
    assert not results[findings.AUC].passed
    assert not results[findings.ADVANTAGE].passed
    sound = found_by(SeededNoise(1, allowed=True))
    assert sound[findings.AUC].measured < results[findings.AUC].measured - 0.1


def test_intervals_are_those_that_can_be_worked_out_by_hand() -> None:
    at = [np.array(places) for places in ([0, 1], [2, 3], [0, 2], [0], [1], [3])]
    rows = [Row(at[0], 5, 5), Row(at[1], 3, 3), Row(at[2], 2, 2)]
    found = intervals(4, rows, [at[3], at[4], at[5]])
    assert [(i.low, i.high) for i in found] == [(0, 2), (3, 5), (1, 3)]
    pinned = intervals(4, [*rows, Row(at[3], 1, 1)], [at[4]])
    assert pinned[0].pinned
    free = intervals(2, [], [np.array([0])])
    assert (free[0].low, free[0].high) == (0, float("inf"))


def test_published_figures_that_contradict_each_other_are_an_error() -> None:
    everything = np.array([0, 1])
    with pytest.raises(RuntimeError, match="ended as"):
        intervals(2, [Row(everything, 5, 5), Row(everything, 6, 6)], [everything])


def test_the_sampler_finds_a_table_that_has_hardly_any_noise() -> None:
    true = np.array([[9, 0, 4], [1, 7, 2]])
    table = NoisyTable((0, 1), true, 8.0)
    drawn = posterior_samples((2, 3), [table], proposals=100_000, samples=200, seed=1)
    assert np.array_equal(np.median(drawn, axis=0), true)


def test_membership_of_what_tells_nothing_and_of_what_tells_all() -> None:
    random = np.random.default_rng(1)
    same, other = random.normal(size=(2, 4000))
    assert membership(same, other).auc == pytest.approx(0.5, abs=0.05)
    assert epsilon_bound(same, other) < 0.2
    assert membership(same + 20, other).auc == 1.0
    assert epsilon_bound(same + 20, other) > 4


def test_the_bound_of_epsilon_is_below_the_true_loss_and_near_it() -> None:
    """Randomised answers with odds of e: the loss is one."""
    random = np.random.default_rng(1)
    yes = np.e / (1 + np.e)
    present = (random.random(20_000) < yes).astype(float)
    absent = (random.random(20_000) < 1 - yes).astype(float)
    assert 0.85 < epsilon_bound(present, absent) < 1.0


def test_the_cell_key_law_is_the_published_one() -> None:
    law = weak.key_law()
    assert [round(law[1][n], 3) for n in (0, 3, 4, 5, 6)] == [
        0.734, 0.137, 0.073, 0.037, 0.019,
    ]  # fmt: skip
    for count, row in enumerate(law):
        change = np.arange(len(row)) - count
        assert row[1:3].sum() == 0
        assert row.sum() == pytest.approx(1)
        assert (row * change).sum() == pytest.approx(0, abs=1e-5)


def test_a_newcomer_is_where_every_changed_table_points() -> None:
    before = np.zeros((3, 4, 2), dtype=np.int64)
    after = before.copy()
    after[2, 1, 0] = 1
    found = places_of_newcomer(weak.lattice(before), weak.lattice(after), before.shape)
    assert found.tolist() == [[2, 1, 0]]


def test_the_command_prints_every_test_and_keeps_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, report = StringIO(), tmp_path / "report.json"
    monkeypatch.setattr(
        suite, "audit", lambda kind, form: iter([Result(findings.AUC, 0.7, 1.0)])
    )
    call_command("audit_disclosure", plan="small", report=report, stdout=out)
    assert "T6  ok     0.7000   at most 0.75" in out.getvalue()
    assert "T1  at the gate of each release" in out.getvalue()
    kept = json.loads(report.read_text())
    assert kept["passed"] is True
    assert kept["results"][0]["measured"] == 0.7


def test_the_command_fails_when_a_limit_is_passed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    monkeypatch.setattr(
        suite, "audit", lambda kind, form: iter([Result(findings.AUC, 0.76, 1.0)])
    )
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("audit_disclosure", report=report, stdout=StringIO())
    assert json.loads(report.read_text())["passed"] is False
