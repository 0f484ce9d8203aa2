"""A release at the edges: forty departments, thirty years, long names, no numbers.

Everything in it is made up. ``registered_complaints`` of 2021/22 has a figure and a
number of officers for every department; ``monitor_files`` is withheld everywhere;
``files_opened`` is printed once, for one department.
"""

from pathlib import Path

from accountability.vocab import Disposition, Metric
from tests.bundles import (
    allegation,
    department,
    document,
    statistic,
    write_sample_bundle,
)

DEPARTMENTS = 40
YEARS = range(1994, 2024)
LONG = "Regional and Municipal Police Service of the Upper Valley No."
#: Its rate lies far beyond what luck explains.
UNUSUAL = "d07"
_REPORT = "ca_bc_opcc/annual-2021-22"
_LIST = "ca_bc_opcc/list"


def _name(number: int) -> str:
    return f"d{number:02d}"


def _officers(number: int) -> int:
    return 20 + 12 * number


def write_many_departments(root: Path) -> Path:
    """Publish the release under ``root``."""
    statistics = [
        statistic("d01", Metric.FILES_OPENED, "2021/22", 3),
    ]
    for number in range(DEPARTMENTS):
        name, officers = _name(number), _officers(number)
        for year in YEARS:
            count = round(officers * 0.25) + (number * year) % 5
            if name == UNUSUAL and year == YEARS[-3]:
                count = officers
            period = f"{year}/{(year + 1) % 100:02d}"
            statistics.append(statistic(name, period=period, value=count))
        statistics.append(
            statistic(
                name,
                Metric.MONITOR_FILES,
                value=None,
                status="suppressed",
                value_raw="*",
            )
        )
    denominators = [
        {
            "department": _name(number),
            "measure": "police_officers_actual",
            "year": 2021,
            "value": _officers(number),
            "unit": "officers",
            "source_kind": "official_table",
            "source_url": "https://example.org/officers",
            "note": "",
        }
        for number in range(DEPARTMENTS)
    ]
    dispositions = [Disposition.SUBSTANTIATED, Disposition.UNSUBSTANTIATED]
    allegations = [
        allegation(
            1000 * number + year,
            _name(number),
            year,
            dispositions[(number + year) % 2],
            document=_LIST,
            complaint=f"{_name(number)}-{year}",
            subtype_raw=f"{LONG} {number % 30}: a kind of allegation with a long name",
        )
        for number in range(DEPARTMENTS)
        for year in YEARS
    ]
    return write_sample_bundle(
        root,
        departments=[
            department(_name(number), f"{LONG} {number}")
            for number in range(DEPARTMENTS)
        ],
        statistics=statistics,
        allegations=allegations,
        denominators=denominators,
        documents=[document(_REPORT), document(_LIST, title="List (made up)")],
        rejections=(),
    )
