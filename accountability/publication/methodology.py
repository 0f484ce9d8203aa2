"""``methodology.json``: what a release's numbers mean, for whoever has only the files.

The same for the same program: no date but the crosswalks' own.
"""

import json
from importlib.resources import files
from typing import Any

from accountability.publication.disclosure.contributions import CASES_A_COMPLAINANT
from accountability.publication.disclosure.plans import LIFETIME_EPSILON
from accountability.release.community.answers import (
    LARGEST_MARGIN,
    RATE_FROM,
    SHOWN_FROM,
)
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import SCHEMA_VERSION, TABLES
from accountability.vocab import Crosswalk, Disposition, Metric, outcome_group, unit_of
from accountability.vocab.typography import set_in_french

#: Rules of display: a permanent code, then the rule in both languages.
RULES: tuple[tuple[str, str, str], ...] = (
    (
        "unit",
        "The unit is part of the number. Figures of two units are never added.",
        "L'unité fait partie du nombre. On n'additionne jamais deux unités.",
    ),
    (
        "zero",
        "Zero is a value. What is missing has a status, and is never shown as zero.",
        "Zéro est une valeur. Ce qui manque a un statut et n'est jamais montré comme "
        "zéro.",
    ),
    (
        "period",
        "A period is a first and a last day. Fiscal years begin on 1 April.",
        "Une période a un premier et un dernier jour. Les exercices commencent le "
        "1er avril.",
    ),
    (
        "current",
        "The newest version of a document is quoted; older ones stay and are listed.",
        "La version la plus récente d'un document est citée; les autres restent et "
        "sont énumérées.",
    ),
    (
        "disputed",
        "Sources that disagree stand side by side, the body itself before the press.",
        "Les sources qui se contredisent figurent côte à côte, l'organisme avant la "
        "presse.",
    ),
    (
        "sums",
        "Totals that do not add up are flagged, never repaired.",
        "Les totaux qui ne concordent pas sont signalés, jamais corrigés.",
    ),
    (
        "unassigned",
        "Words that a crosswalk does not cover are UNASSIGNED; what a source leaves "
        "empty is UNKNOWN. Nothing is guessed.",
        "Les mots absents d'une table de correspondance sont « non classés » "
        "(UNASSIGNED); ce qu'une source laisse vide est « non précisé » (UNKNOWN). "
        "Rien n'est deviné.",
    ),
    (
        "never_added",
        "Figures of community cases are never added to, or subtracted from, figures of "
        "the official record.",
        "Les chiffres des cas communautaires ne sont jamais additionnés à ceux du "
        "registre officiel, ni soustraits.",
    ),
    (
        "not_shown",
        "A figure of community cases that is not shown is small, zero or too unsure; "
        "which of these is not told. It is never “none”.",
        "Un chiffre de cas communautaires non affiché est petit, nul ou trop "
        "incertain; on ne dit pas lequel. Ce n'est jamais « aucun ».",
    ),
    (
        "not_comparable",
        "British Columbia's “unsubstantiated” is wider than “not sustained” in the "
        "United States: the two are not compared without a warning.",
        "Le terme « non fondée » de la Colombie-Britannique est plus large que « not "
        "sustained » aux États-Unis : on ne les compare pas sans avertissement.",
    ),
)


def methodology_json(community: CommunityRecord | None = None) -> str:
    """Return the text of ``methodology.json``."""
    tables = (files("accountability.vocab") / "crosswalks").iterdir()
    sources = sorted(t.name.removesuffix(".csv") for t in tables if ".csv" in t.name)
    told = {
        "schema_version": SCHEMA_VERSION,
        "tables": [table.name for table in TABLES],
        "units": {metric.value: unit_of(metric).value for metric in Metric},
        "outcome_groups": {
            disposition.value: outcome_group(disposition).value
            for disposition in Disposition
        },
        "crosswalks": {name: Crosswalk.load(name).version for name in sources},
        "rules": [
            {"rule": code, "en": english, "fr": set_in_french(french)}
            for code, english, french in RULES
        ],
        "community": _community(community) if community else None,
        "licence": {
            "en": "Figures printed by public bodies are facts. Where a source states a "
            "licence or asks to be named, it stands in documents.csv and "
            "datapackage.json.",
            "fr": set_in_french(
                "Les chiffres publiés par des organismes publics sont des faits. Une "
                "licence ou une mention exigée par une source figure dans "
                "documents.csv et datapackage.json."
            ),
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _community(record: CommunityRecord) -> dict[str, Any]:
    """Tell how the protected figures came about: enough to check every one of them."""
    return {
        "organisation": record.organisation,
        "synthetic": record.synthetic,
        "edition": record.sha256,
        "unit_of_privacy": "one case",
        "cases_a_complainant_a_cohort": CASES_A_COMPLAINANT,
        "lifetime_epsilon_at_most": str(LIFETIME_EPSILON),
        "noise": "discrete Laplace, P(Z=k) = (1-a)/(1+a) a^|k|, a = exp(-epsilon)",
        "shown": {
            "n_from": SHOWN_FROM,
            "margin_at_most": LARGEST_MARGIN,
            "confidence": 0.9,
            "share_of_at_least": RATE_FROM,
        },
        "cohorts": [
            {
                "cohort": entry.cube.cohort.label,
                "vintage": entry.cube.vintage.value,
                "epsilon": entry.epsilon,
                "scheduled": entry.scheduled.isoformat(),
                "plan": dict(entry.plan),
                "plan_sha256": entry.plan_sha256,
                "code_sha256": entry.code_sha256,
                "measurements_sha256": entry.measurements_sha256,
                "dimensions": entry.cube.domain.as_json(),
            }
            for entry in record.entries
        ],
        "calendar": [
            {
                "cohort": day.cohort.label,
                "vintage": day.vintage.value,
                "day": day.day.isoformat(),
            }
            for day in record.calendar
        ],
    }
