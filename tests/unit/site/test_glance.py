"""The newest number of complaints, which stands wherever a department is named."""

from pathlib import Path
from typing import Any

from accountability.release.reader import Reader
from accountability.site.glance import newest_complaints
from accountability.vocab import Metric
from tests.bundles import statistic, write_sample_bundle

REVISED: dict[str, Any] = {"current": False}
PRESS: dict[str, Any] = {"authority": "press", "disputed": True}


def test_the_newest_printed_number_of_each_department_is_told(tmp_path: Path) -> None:
    figures = [
        statistic(period="2019/20", value=40),
        # The press comes first by id, the body's own is told.
        statistic(value=50, statistic="0-press", **PRESS),
        statistic(value=48, disputed=True),
        statistic(value=47, statistic="0-replaced", **REVISED),
        statistic(metric=Metric.FILES_OPENED, period="2023/24", value=99),
        statistic(period="2023/24", value=12, category="Admissible"),
        # Not reported for the last year: the year before is the newest.
        statistic("vancouver", period="2021/22", value=None),
        statistic("vancouver", period="2020/21", value=0),
        # Of a fiscal and a calendar year the one that ends later.
        statistic("new-orleans", period="2021", value=3),
        statistic("new-orleans", period="2020/21", value=5),
        statistic("oak-bay", value=6, **REVISED),
    ]
    reader = Reader(write_sample_bundle(tmp_path, statistics=figures))
    told = {
        department: (newest.period, newest.reading.value, newest.disputed)
        for department, newest in newest_complaints(reader).items()
    }
    assert told == {
        "saanich": ("2021/22", 48, True),
        "vancouver": ("2020/21", 0, False),
        "new-orleans": ("2021", 3, False),
    }
