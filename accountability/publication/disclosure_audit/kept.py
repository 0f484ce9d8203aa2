"""Which version of the code the long form was run on, and its kept reports.

The long form runs before a plan or a version of the code may be used (PRIVACY.md 0.8).
Its reports lie beside this module; each names the code that it is about. The version is
a hash of every module that a figure depends on between counting and answering, and of
the sampler's version.
"""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from typing import Any

from accountability.vocab.community import PlanKind

_WHOLE = "accountability.publication.disclosure"
_PARTS = (
    "accountability.release.community",
    ("answers.py", "cubes.py", "domain.py", "questions.py"),
)


@dataclass(frozen=True)
class Kept:
    """A kept report: its plan, the code it is about, whether every limit held."""

    plan: PlanKind
    form: str
    code_sha256: str
    passed: bool
    results: tuple[dict[str, Any], ...]


@cache
def code_sha256() -> str:
    """Return the hash that names this version of the code."""
    package, names = _PARTS
    modules = [
        *(p for p in resources.files(_WHOLE).iterdir() if p.name.endswith(".py")),
        *(resources.files(package) / name for name in names),
    ]
    digest = sha256(f"opendp {version('opendp')}\n".encode())
    for module in sorted(modules, key=str):
        digest.update(f"{module.name} ".encode())
        digest.update(sha256(module.read_bytes()).digest())
    return digest.hexdigest()


def kept_report(plan: PlanKind) -> Kept | None:
    """Return the kept report of a plan's long form; None if there is none."""
    found = resources.files(__package__) / "reports" / f"{plan.value}.json"
    if not found.is_file():
        return None
    told = json.loads(found.read_text(encoding="utf-8"))
    return Kept(
        PlanKind.of(told["plan"]),
        told["form"],
        told["code_sha256"],
        told["passed"],
        tuple(told["results"]),
    )


def may_be_used(plan: PlanKind) -> bool:
    """Say whether this code has passed the long form under this plan."""
    kept = kept_report(plan)
    return kept is not None and (kept.form, kept.code_sha256, kept.passed) == (
        "long",
        code_sha256(),
        True,
    )
