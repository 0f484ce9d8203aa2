"""Matters: the appendix and the decisions list tell the same ones."""

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from accountability.sources.ca_bc_opcc_readers.matters import (
    PrintedAllegation,
    matter_proposals,
)
from accountability.sources.errors import Failure, SourceError
from accountability.sources.proposals import AllegationProposal, Locator
from accountability.sources.registry import source
from accountability.vocab import (
    AllegationClass,
    DisciplineStage,
    Disposition,
    DocumentType,
    EmploymentStatus,
    Flag,
    Measure,
)
from fixtures.commission_site.manifest import Manifest
from fixtures.commission_site.tables import HERE
from tests.sources.examples import site_document


@pytest.fixture(scope="session")
def told(
    manifest: Manifest, site_directory: Path
) -> dict[str, list[AllegationProposal]]:
    """Allegations by the path of the document that tells them."""
    opcc = source("ca_bc_opcc")
    found: dict[str, list[AllegationProposal]] = {}
    for entry in manifest.entries:
        if entry.document_type in (DocumentType.APPENDIX, DocumentType.DECISION_LIST):
            document = site_document(manifest, site_directory, entry.path)
            found[entry.path] = [
                reading
                for reading in opcc.checked_readings(document)
                if isinstance(reading, AllegationProposal)
            ]
    return found


def test_every_allegation_is_read_in_the_words_printed(
    told: dict[str, list[AllegationProposal]],
) -> None:
    expected = defaultdict(list)
    with (HERE / "expected_matters.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            expected[row["document"]].append(
                (
                    row["number"],
                    row["department"],
                    row["department_name"],
                    row["report_period"],
                    row["file_type"],
                    row["status_note"],
                    row["ordinal"],
                    row["allegation_class"],
                    row["subtype"],
                    row["class_inferred"] == "yes",
                    row["disposition"],
                    row["measures"],
                )
            )
    found = {
        path: [
            (
                item.complaint.number_raw,
                item.complaint.department,
                item.complaint.department_raw,
                item.complaint.report_period and item.complaint.report_period.label,
                item.complaint.file_type_raw,
                item.complaint.employment_status_raw,
                item.key.rpartition("/")[2],
                item.class_raw,
                item.subtype_raw,
                Flag.CLASS_INFERRED in item.flags,
                item.disposition_raw,
                "; ".join(measure.raw for measure in item.measures),
            )
            for item in allegations
        ]
        for path, allegations in told.items()
    }
    assert found == expected


def test_both_documents_give_an_allegation_one_key_and_one_content(
    told: dict[str, list[AllegationProposal]],
) -> None:
    by_key = defaultdict(list)
    for allegations in told.values():
        for item in allegations:
            by_key[item.key].append(item)
    assert len(by_key) == 32
    nowhere = Locator(row=1)
    for key, twice in by_key.items():
        assert len(twice) == 2, key
        first, second = (replace(item, locator=nowhere) for item in twice)
        assert first == second


def test_the_saanich_matter_is_partial_and_its_dismissal_recorded_after_departure(
    told: dict[str, list[AllegationProposal]],
) -> None:
    appendix = next(
        allegations for path, allegations in told.items() if "2017-18-appendix" in path
    )
    saanich = [item for item in appendix if item.complaint.department == "saanich"]
    assert len(saanich) == 7
    for item in saanich:
        assert (item.complaint.listed, item.complaint.listed_of) == (7, 11)
        assert Flag.PARTIAL_LIST in item.flags
        assert item.disposition is Disposition.SUBSTANTIATED
        assert item.complaint.employment_status is EmploymentStatus.RESIGNED
        assert [(m.measure, m.stage) for m in item.measures] == [
            (Measure.DISMISSAL, DisciplineStage.RECORDED_AFTER_DEPARTURE)
        ]


def test_a_public_order_is_pending_and_has_no_class(
    told: dict[str, list[AllegationProposal]],
) -> None:
    orders = [
        item
        for allegations in told.values()
        for item in allegations
        if item.complaint.number_raw == "2015-11048"
    ]
    assert len(orders) == 2
    assert {item.disposition for item in orders} == {Disposition.PENDING}
    assert {item.allegation_class for item in orders} == {AllegationClass.UNKNOWN}


def test_days_of_a_suspension_are_a_number(
    told: dict[str, list[AllegationProposal]],
) -> None:
    days = sorted(
        measure.days
        for path, allegations in told.items()
        if "appendix" in path
        for item in allegations
        for measure in item.measures
        if measure.measure is Measure.SUSPENSION and measure.days is not None
    )
    assert days == [1, 1, 2, 2, 2, 12, 20, 28]


FIELDS = {
    "Department": "Saanich Police Department",
    "File type": "not stated",
    "Date of incident": "not stated",
    "Status": "not stated",
}
ONE = PrintedAllegation(
    "Neglect of Duty (inadequate investigation)",
    "Substantiated",
    "Written reprimand",
    Locator(row=1),
)


def test_an_unknown_measure_is_unassigned_and_flagged() -> None:
    odd = replace(ONE, measures="Loss of a day's leave")
    found = list(matter_proposals("R-1", FIELDS, "2017/18", [odd], "here"))
    assert found[0].measures[0].measure is Measure.UNASSIGNED
    assert found[0].measures[0].raw == "Loss of a day's leave"
    assert Flag.UNMAPPED_TERM in found[0].flags


def test_an_entry_that_lacks_a_line_is_a_changed_layout() -> None:
    short = {name: text for name, text in FIELDS.items() if name != "Status"}
    with pytest.raises(SourceError) as error:
        list(matter_proposals("R-1", short, "2017/18", [ONE], "here"))
    assert error.value.failure is Failure.LAYOUT_CHANGED
    assert "'Status'" in error.value.advice


def test_an_entry_that_lists_fewer_than_it_says_is_a_changed_layout() -> None:
    fields = {**FIELDS, "Listed": "7 of 11 substantiated allegations are listed"}
    with pytest.raises(SourceError) as error:
        list(matter_proposals("R-1", fields, "2017/18", [ONE], "here"))
    assert "7" in error.value.advice
