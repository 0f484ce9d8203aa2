"""T9: whether figures are worth publishing, and their margins tell the truth."""

from time import perf_counter

import numpy as np

from accountability.publication.disclosure_audit import findings
from accountability.publication.disclosure_audit.editions import Published
from accountability.publication.disclosure_audit.findings import UTILITY, Result
from accountability.release.community.answers import LARGEST_MARGIN, SHOWN_FROM, Z90

#: Cells of this true size and more count for the relative error.
_LARGE = 20
#: A true count below this is tiny: it should rarely be shown as ten.
_TINY = 5


def utility(release: Published) -> list[Result]:
    """Compare every cell of the measured tables with the truth."""
    began = perf_counter()
    covered, errors, tiny, shown_errors, shares = [], [], [], [], []
    edition = release.edition
    for number, (cube, margin) in enumerate(edition.of(edition.cohorts)):
        for names in cube.measured:
            truth = release.truth(number, names)
            released, error = cube.table(names), margin.tables[names]
            miss = np.abs(released - truth)
            shown = (released >= SHOWN_FROM) & (
                Z90 * error <= LARGEST_MARGIN * released
            )
            covered.append(float((miss <= np.ceil(Z90 * error)).mean()))
            large = truth >= _LARGE
            errors += list(miss[large] / truth[large])
            shown_errors += list(miss[shown] / released[shown])
            tiny += list(shown[truth < _TINY])
            shares.append(shown.reshape(-1))
    values = {
        findings.COVERED: float(np.mean(covered)),
        findings.OVERCOVERED: float(np.mean(covered)),
        findings.MEDIAN_ERROR: float(np.median(errors)) if errors else 0.0,
        findings.FALSE_TENS: float(np.mean(tiny)) if tiny else 0.0,
        findings.SHOWN_ERROR: float(np.median(shown_errors)) if shown_errors else 0.0,
        findings.SHOWN_SHARE: float(np.concatenate(shares).mean()),
    }
    by_table = f"by table {min(covered):.2f} to {max(covered):.2f}"
    notes = {
        findings.COVERED: by_table,
        findings.MEDIAN_ERROR: f"{len(errors)} cells",
        findings.FALSE_TENS: f"{len(tiny)} cells",
        findings.SHOWN_ERROR: f"{len(shown_errors)} figures",
    }
    seconds = perf_counter() - began
    return [
        Result(limit, values[limit], seconds, notes.get(limit, ""))
        for limit in UTILITY[release.parts[0].plan.kind]
    ]
