"""How figures come about, and that what is measured is what the documentation says."""

import re
from math import exp
from pathlib import Path

import pytest

from accountability.publication.disclosure_audit.findings import AUC, AUC_THREE
from accountability.publication.disclosure_audit.kept import kept_report
from accountability.release.reader import Reader
from accountability.site.community.method import (
    MEASURED,
    MEASURED_ON,
    method_of,
    usual_noise,
)
from accountability.vocab.community import PlanKind, Vintage
from tests.bundles import write_sample_bundle
from tests.community_records import sample_record

DOCS = Path(__file__).parents[3] / "docs/explanation/disclosure.md"
#: The table's columns of results: long forms, then short forms.
COLUMNS = {(PlanKind.ANNUAL, True): 0, (PlanKind.SMALL, True): 1,
           (PlanKind.POOLED, False): 3}  # fmt: skip


def row(words: str) -> list[float]:
    """Return the results of the documentation's line that begins with ``words``."""
    [line] = [line for line in DOCS.read_text().splitlines() if words in line]
    return [float(cell) for cell in line.strip("| ").split("|")[3:]]


def test_what_an_attacker_gained_is_what_the_documentation_says() -> None:
    one = row("telling whether one case is there")
    three = row("AUC for somebody with three counted cases")
    for measured in MEASURED:
        at = COLUMNS[measured.plan, measured.long]
        assert (measured.one, measured.three) == (one[at], three[at])
    assert f"on {MEASURED_ON.isoformat()}" in re.sub(r"\s+", " ", DOCS.read_text())


def test_what_is_said_of_a_long_form_is_what_its_kept_report_says() -> None:
    for measured in MEASURED:
        if measured.long:
            kept = kept_report(measured.plan)
            assert kept is not None
            told = {line["what"]: line["measured"] for line in kept.results}
            said = (told[AUC.what], told[AUC_THREE.what])
            assert (measured.one, measured.three) == pytest.approx(said, abs=5e-4)


@pytest.mark.parametrize("epsilon", [0.075, 0.225, 0.5, 1.5, 6.0])
def test_the_usual_noise_covers_nine_of_ten_draws_and_no_less_would(
    epsilon: float,
) -> None:
    a = exp(-epsilon)
    k = usual_noise(epsilon)

    def covered(reach: int) -> float:
        """Add up the chances one by one, from the formula in ``methodology.json``."""
        return sum((1 - a) / (1 + a) * a ** abs(n) for n in range(-reach, reach + 1))

    assert covered(k) >= 0.9
    assert k == 0 or covered(k - 1) < 0.9


def test_each_cohort_tells_its_own_vintage(tmp_path: Path) -> None:
    record = sample_record()
    method = method_of(Reader(write_sample_bundle(tmp_path, community=record)), record)
    final, preliminary = method.cohorts
    assert (final.vintage, final.epsilon) == (Vintage.FINAL, 1.5)
    assert (preliminary.vintage, preliminary.epsilon) == (Vintage.PRELIMINARY, 0.5)
    assert len(final.tables) == 5
    assert sum(table.share for table in final.tables) == 100
    assert [table.epsilon for table in preliminary.tables] == [0.5]
    assert (method.lifetime, method.told["cases_a_complainant_a_cohort"]) == (2.0, 3)
    assert method.example is not None
    assert method.example.low == method.example.n - method.example.margin
