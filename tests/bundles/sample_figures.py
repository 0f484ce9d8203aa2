"""The sample: the figures and allegations that every part is asked for."""

from datetime import UTC, datetime
from typing import Any

from accountability.vocab import Disposition, Metric
from tests.bundles.facts import allegation, statistic
from tests.bundles.places import sha256_for


def sample_statistics() -> list[dict[str, object]]:
    """Return the figures of the main job."""
    revised = "ca_bc_opcc/statistics-2018-19"
    old = sha256_for(f"{revised}#1")
    parts = {
        "admissible_registered_complaints": 12,
        "ordered_investigations": 2,
        "mandatory_external": 1,
        "monitor_files": 6,
        "questions_or_concerns": 9,
        "service_or_policy": 3,
        "internal_discipline": 5,
    }
    files, injuries = Metric.FILES_OPENED, Metric.REPORTABLE_INJURIES
    disputed = {"authority": "press", "disputed": True, "page": None} | dict.fromkeys(
        ("box_x0", "box_top", "box_x1", "box_bottom")
    )
    return [
        statistic(),
        statistic("vancouver", value=393),
        statistic("saanich", period="2020/21", value=41),
        statistic("saanich", period="2019/20", value=None, status="not_reported"),
        statistic("vancouver", period="2020/21", value=362),
        statistic("oak-bay", period="2019/20", value=0),
        statistic("oak-bay", value=3),
        statistic("new-westminster", files, "2018/19", 38, document=revised),
        *(
            statistic(
                "new-westminster",
                files,
                "2018/19",
                value,
                document=revised,
                category=category,
            )
            for category, value in parts.items()
        ),
        statistic("all", files, "2018/19", 1326, document=revised),
        statistic(
            "all",
            files,
            "2018/19",
            1236,
            document=revised,
            statistic="all/files_opened//2018/19@first",
            sha256=old,
            current=False,
            retrieved_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        ),
        statistic(
            "all",
            injuries,
            "2015/16",
            408,
            document="ca_bc_opcc/press-2016-08",
            xpath="/html/body/main/p[2]",
            **disputed,
        ),
        statistic(
            "all",
            injuries,
            "2015/16",
            486,
            document="ca_bc_opcc/press-2016-09",
            xpath="/html/body/main/p[4]",
            **disputed,
        ),
        statistic(
            "all",
            Metric.REGISTERED_COMPLAINTS,
            "2015/16",
            800,
            value_raw="almost 800",
            status="rounded",
            flags="approximate",
        ),
    ]


def sample_allegations() -> list[dict[str, object]]:
    """Return the Saanich matter and a hundred New Orleans allegations."""
    dispositions = list(Disposition)
    classes: list[dict[str, Any]] = [
        {"class": "unassigned", "class_raw": "RULE 9: OTHER"},
        {"class": "unknown", "class_raw": ""},
        {"class": "discourtesy", "class_raw": "PROFESSIONALISM"},
        {"class": "deceit", "class_raw": "Deceit"},
        {"class": "neglect_of_duty", "class_raw": "Neglect of Duty"},
    ]
    saanich = [
        allegation(
            number,
            "saanich",
            2017,
            document="ca_bc_opcc/appendix-2017-18",
            complaint="saanich-2017-matter",
            period="2017/18",
            route="internal",
            file_type="unknown",
            file_type_raw="",
            gravest_measure="dismissal",
            measures="dismissal",
            measures_raw="Dismissal",
            discipline_stage="recorded_after_departure",
            employment_status="resigned",
            listed=7,
            listed_of=11,
            flags="partial_list",
            **classes[3 if number == 7 else 4],
        )
        for number in range(1, 8)
    ]
    new_orleans = [
        allegation(
            number,
            year=2016 + number % 8,
            disposition=dispositions[number % len(dispositions)],
            **classes[number % 3],
        )
        for number in range(1, 101)
    ]
    return saanich + new_orleans
