"""``methodology.json``: what a release's numbers mean, for whoever has only the files.

The same for the same program: no date but the crosswalks' own.
"""

import json
from importlib.resources import files

from accountability.release.schema import SCHEMA_VERSION, TABLES
from accountability.vocab import Crosswalk, Disposition, Metric, outcome_group, unit_of

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
        "Les totaux inexacts sont signalés, jamais corrigés.",
    ),
    (
        "unassigned",
        "Words that a crosswalk does not cover are UNASSIGNED; what a source leaves "
        "empty is UNKNOWN. Nothing is guessed.",
        "Les mots absents d'une table de correspondance sont « non classés »; ce "
        "qu'une source laisse vide est « inconnu ». Rien n'est deviné.",
    ),
    (
        "not_comparable",
        "British Columbia's “unsubstantiated” is wider than “not sustained” in the "
        "United States: the two are not compared without a warning.",
        "Le terme « non fondée » de la Colombie-Britannique est plus large que « not "
        "sustained » aux États-Unis : on ne les compare pas sans avertissement.",
    ),
)


def methodology_json() -> str:
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
            {"rule": code, "en": english, "fr": french}
            for code, english, french in RULES
        ],
        "licence": {
            "en": "Figures printed by public bodies are facts. Where a source states a "
            "licence or asks to be named, it stands in documents.csv and "
            "datapackage.json.",
            "fr": "Les chiffres imprimés par des organismes publics sont des faits. "
            "Une licence ou une mention exigée par une source figure dans "
            "documents.csv et datapackage.json.",
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False)
