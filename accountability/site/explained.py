"""How the numbers are made and what the words mean; sources and their versions."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from accountability.release.bundle import METHODOLOGY_FILE, PUBLIC
from accountability.release.query import Query
from accountability.release.reader import NotInRelease, Reader
from accountability.release.schema import DOCUMENTS
from accountability.release.vocabulary import vocabularies
from accountability.site.names import body_names
from accountability.site.page import Context, page
from accountability.site.readings import version_views
from accountability.vocab import (
    Disposition,
    DocumentKind,
    DocumentType,
    Metric,
    OutcomeGroup,
    Term,
    Unit,
)
from accountability.vocab.clocks import Clock


@page
def methodology(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """Tell how numbers are read, checked, grouped and shown, as the release says."""
    told = _told(reader)
    groups: dict[str, list[Disposition]] = {}
    for disposition, group in told.get("outcome_groups", {}).items():
        groups.setdefault(group, []).append(Disposition.of(disposition))
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    return "site/methodology.html", {
        "rules": [rule[language] for rule in told.get("rules", [])],
        "units": [
            (Metric.of(metric), Unit.of(unit))
            for metric, unit in told.get("units", {}).items()
        ],
        "groups": [(OutcomeGroup.of(group), found) for group, found in groups.items()],
        "crosswalks": told.get("crosswalks", {}),
        "clocks": [(clock, clock.terms.section) for clock in Clock],
        "schema_version": reader.info.schema_version,
    }


def _told(reader: Reader) -> dict[str, Any]:
    """Return what the release says of its own methods; earlier ones say nothing."""
    path = reader.bundle / PUBLIC / METHODOLOGY_FILE
    if not path.is_file():
        return {}
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


@dataclass(frozen=True)
class WordList:
    """One vocabulary: its name in the data, what it lists, its terms."""

    name: str
    title: str
    terms: tuple[Term, ...]


def word_lists() -> list[WordList]:
    """Return every vocabulary of the release, by name."""
    titles = {
        "AllegationClass": gettext("Classes of allegation"),
        "Authority": gettext("Standing of a source"),
        "ChangeReason": gettext("Why a row differs from the release before"),
        "Coverage": gettext("What is there, and why not"),
        "CropShape": gettext("What a picture of a figure shows"),
        "DisciplineStage": gettext("How a measure took effect"),
        "Display": gettext("Whether a protected number is shown"),
        "Disposition": gettext("Conclusions, as the bodies put them"),
        "DocumentChangeKind": gettext("What became of a document"),
        "DocumentKind": gettext("What a document is to us"),
        "DocumentType": gettext("Forms of documents"),
        "EmploymentStatus": gettext("The officer's standing when decided"),
        "FileType": gettext("Types of file"),
        "FindingStage": gettext("Whose finding it is"),
        "Flag": gettext("Known problems"),
        "ItemChange": gettext("What became of what a document says"),
        "ItemKind": gettext("What is read from a document"),
        "Measure": gettext("Measures, from the lightest to the gravest"),
        "Metric": gettext("What printed figures count"),
        "OutcomeGroup": gettext("Outcomes in common groups"),
        "PlanKind": gettext("Plans that protected figures are published under"),
        "ProceedingKind": gettext("Kinds of investigation, order and hearing"),
        "ProceedingOutcome": gettext("How such a matter ended"),
        "Reporting": gettext("Whether a case was reported, and why not"),
        "ResponderRole": gettext("Who answers a recommendation"),
        "ResponseStatus": gettext("Answers to a recommendation"),
        "Route": gettext("Who set it in motion"),
        "ShareOf": gettext("What a share of the reporting gap is of"),
        "Unit": gettext("Units"),
        "ValueStatus": gettext("How far a value is known"),
        "Vintage": gettext("Editions of protected figures"),
    }
    return [
        WordList(name, titles[name], tuple(terms))
        for name, terms in vocabularies().items()
    ]


@page
def glossary(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List every term with its meaning, in the reader's language."""
    return "site/glossary.html", {"lists": word_lists()}


@page
def sources(request: HttpRequest, reader: Reader) -> tuple[str, Context]:
    """List the programs that fetch and read, with how much each has read."""
    bodies = body_names(reader)
    found: dict[str, Context] = {}
    for row in reader.rows(Query(DOCUMENTS)):
        told = found.setdefault(
            row["source"],
            {
                "source": row["source"],
                "bodies": set(),
                "documents": set(),
                "versions": 0,
                "seen": row["last_seen_at"],
                "read": 0,
                "accepted": 0,
                "rejected": 0,
            },
        )
        told["bodies"].add(bodies[row["body"]])
        told["documents"].add(row["document"])
        told["versions"] += 1
        told["seen"] = max(told["seen"], row["last_seen_at"])
        for name in ("read", "accepted", "rejected"):
            told[name] += row[f"records_{name}"]
    for told in found.values():
        told["bodies"] = sorted(told["bodies"])
        told["documents"] = len(told["documents"])
    return "site/sources.html", {"sources": [found[name] for name in sorted(found)]}


@page
def snapshot(request: HttpRequest, reader: Reader, sha256: str) -> tuple[str, Context]:
    """Show one version of a document's bytes: how to check it, what it gave."""
    rows = list(reader.rows(Query(DOCUMENTS, filters=(("sha256", (sha256,)),))))
    if not rows:
        raise NotInRelease("snapshot", sha256)
    document = reader.document(rows[0]["document"])
    views = {view.row["sha256"]: view for view in version_views(reader, document)}
    newest = document.versions[0]
    return "site/snapshot.html", {
        "version": views[sha256],
        "document": newest,
        "kind": DocumentKind.of(newest["kind"]),
        "type": DocumentType.of(newest["type"]),
    }
