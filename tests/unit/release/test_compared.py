"""Any two releases can be compared, though they follow different schemas."""

from pathlib import Path

import duckdb

from accountability.release.bundle import parquet_path
from accountability.release.compared import Compared
from accountability.release.query import Query
from accountability.release.schema import CHANGES, STATISTICS
from tests.bundles import statistic, write_sample_bundle


def test_a_column_that_one_release_lacks_is_not_compared_in_either_direction(
    tmp_path: Path,
) -> None:
    old = write_sample_bundle(
        tmp_path, release="2026-11-21.1", statistics=[statistic()]
    )
    new = write_sample_bundle(
        tmp_path, release="2026-11-22.1", statistics=[statistic(value=49, note="x")]
    )
    place = parquet_path(old, STATISTICS)
    place.parent.chmod(0o755)
    kept = place.with_name("kept.parquet")
    place.rename(kept)
    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT * EXCLUDE (note) FROM '{kept}') "
            f"TO '{place}' (FORMAT parquet)"
        )
    kept.unlink()
    for before, after, values in ((old, new, ["48.0", "49.0"]),
                                  (new, old, ["49.0", "48.0"])):  # fmt: skip
        asked = Query.from_params(CHANGES, {"table": ["statistics"]})
        rows = list(Compared(before, after).rows(asked))
        revised = {row["column"]: [row["before"], row["after"]] for row in rows}
        assert revised["value"] == values
        assert "note" not in revised
