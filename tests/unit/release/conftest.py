"""Bundles with awkward rows, written once."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accountability.release.reader import Reader
from accountability.vocab import AllegationClass, Disposition, Flag, Metric
from tests.bundles import (
    ANNUAL,
    PICTURE,
    RETRIEVED,
    allegation,
    crop,
    statistic,
    write_sample_bundle,
)
from tests.community_records import sample_record

WORDS = (
    "",
    "plain",
    "Plain",
    "with, comma",
    'with "quotes"',
    "élan",
    "=SUM(A1)",
    "-12",
    "+1",
    "@x",
    "two\nlines",
    "half\u00a0space",
    "警察",
)
DEPARTMENTS = ("central-saanich", "oak-bay", "saanich", "vancouver")


def awkward_statistics(seed: int, number: int = 60) -> list[dict[str, Any]]:
    """Return figures with ties, gaps, versions and words that break naive CSV."""
    chance = random.Random(seed)
    return [
        statistic(
            chance.choice((*DEPARTMENTS, "all")),
            chance.choice((Metric.REGISTERED_COMPLAINTS, Metric.FILES_OPENED)),
            chance.choice(("2018/19", "2019/20", "2021/22")),
            chance.choice((None, 0, 1, 48, 12.5, -3)),
            statistic=f"s{n:03d}",
            category=chance.choice(WORDS),
            value_raw=chance.choice(WORDS),
            note=chance.choice(WORDS),
            flags=" ".join(chance.sample(Flag.codes(), chance.randint(0, 2))),
            current=chance.random() < 0.7,
            page=chance.choice((None, 1, 2)),
            box_x0=chance.choice((None, 72.1 / 3, 0.1)),
            retrieved_at=RETRIEVED + timedelta(hours=chance.randint(0, 3)),
        )
        for n in range(number)
    ]


def awkward_allegations(seed: int, number: int = 90) -> list[dict[str, Any]]:
    """Return allegations with ties, gaps, UNKNOWN and UNASSIGNED."""
    chance = random.Random(seed)
    rows = []
    for n in range(number):
        department = chance.choice(("saanich", "vancouver", "new-orleans"))
        facts: dict[str, Any] = {
            "class": chance.choice(AllegationClass.codes()),
            "class_raw": chance.choice(WORDS),
            "received_month": chance.choice((None, date(2018, 1, 1), date(2019, 2, 1))),
            "suspension_days": chance.choice((None, 0.5, 20)),
            "measures": chance.choice(("", "advice", "advice training")),
        }
        year, disposition = chance.randint(2016, 2019), chance.choice(list(Disposition))
        rows.append(allegation(n, department, year, disposition, **facts))
    return rows


@pytest.fixture(scope="session", params=[1, 2])
def awkward(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Reader:
    """Return a reader that holds all tables in memory, then one that copies them."""
    statistics = awkward_statistics(request.param)
    read = [row for row in statistics if row["page"]]
    reader = Reader(
        write_sample_bundle(
            tmp_path_factory.mktemp("awkward"),
            statistics=statistics,
            crops=[crop(row, PICTURE) for row in read],
            allegations=awkward_allegations(request.param),
            community=sample_record(),
        ),
        in_memory_rows=20_000 if request.param == 1 else 0,
    )
    reader.copied()
    return reader


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the releases root of the sample, whose document is ``ANNUAL``."""
    root = tmp_path_factory.mktemp("sample")
    write_sample_bundle(root)
    assert ANNUAL
    return root


@pytest.fixture(scope="session")
def reader(sample: Path) -> Reader:
    return Reader(sample / "2026-11-22.1")
