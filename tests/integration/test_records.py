"""From accepted readings to the official record, and back."""

from datetime import date
from itertools import permutations

import pytest

from accountability.extraction.payload import proposal_of
from accountability.extraction.reading import extract_snapshot
from accountability.models import (
    Allegation,
    Complaint,
    Department,
    Discipline,
    ExtractedRecord,
    Finding,
    Provenance,
    Respondent,
    Snapshot,
    Statistic,
    User,
)
from accountability.records.errors import CannotRecordError
from accountability.records.reference import load_reference
from accountability.records.services import (
    record_allegation,
    record_readings,
    record_statistic,
)
from accountability.records.withdrawal import withdraw_records
from accountability.sources.proposals import AllegationProposal
from tests.integration.toy import snapshot_of, use_toy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    load_reference()
    use_toy(monkeypatch)


@pytest.fixture
def by() -> User:
    return User.objects.create(username="reviewer")


def read(text: str, *, at: int = 0, name: str = "a") -> Snapshot:
    snapshot = snapshot_of(text, at=at, name=name)
    extract_snapshot(snapshot)
    return snapshot


def test_a_figure_is_recorded_with_its_place(by: User) -> None:
    snapshot = read("#title saanich.a=48")
    reading = snapshot.readings.get()
    assert record_statistic(reading, by=by).statistics == 1
    figure = Statistic.objects.select_related("provenance").get()
    assert figure.value == 48
    assert (figure.value_raw, figure.unit) == ("48", "file")
    assert figure.department == Department.objects.get(slug="saanich")
    assert (figure.period, figure.period_start, figure.period_end) == (
        "2021/22",
        date(2021, 4, 1),
        date(2022, 3, 31),
    )
    assert (figure.provenance.row, figure.provenance.parser_version) == (2, "1")
    assert figure.provenance.reading == reading
    assert figure.last_seen == snapshot


def test_a_correction_stands_instead_of_the_reading(by: User) -> None:
    reading = read("saanich.a=48").readings.get()
    record_statistic(reading, {**reading.payload, "value": "49"}, by=by)
    assert Statistic.objects.get().value == 49


def test_an_unknown_department_cannot_be_recorded(by: User) -> None:
    snapshot = read("saanich.a=1 surrey.police=2")
    with pytest.raises(CannotRecordError) as refused:
        record_readings(snapshot.readings.all(), by=by)
    assert (refused.value.field, refused.value.key) == ("department", "surrey.police")
    assert refused.value.code == "unknown_department"
    assert not Statistic.objects.exists()
    assert not Provenance.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"department": "no-such-place"}, "department"),
        ({"department": "new-orleans"}, "department"),
        ({"department": "all"}, None),
    ],
)
def test_departments_are_of_the_bodys_jurisdiction(
    by: User, change: dict[str, str], field: str | None
) -> None:
    reading = read("saanich.a=1").readings.get()
    payload = {**reading.payload, **change}
    if field is None:
        record_statistic(reading, payload, by=by)
        assert Statistic.objects.get().department is None
        return
    with pytest.raises(CannotRecordError) as refused:
        record_statistic(reading, payload, by=by)
    assert refused.value.field == field


def test_a_matter_without_a_time_is_refused_by_name(by: User) -> None:
    reading = read("m1/1=deceit").readings.get()
    complaint = {**reading.payload["complaint"], "report_period": None}
    with pytest.raises(CannotRecordError) as refused:
        record_allegation(reading, {**reading.payload, "complaint": complaint}, by=by)
    assert (refused.value.code, refused.value.field) == (
        "no_time",
        "complaint.received",
    )


def test_rejections_and_closed_accounts_record_nothing(by: User) -> None:
    snapshot = read("saanich.a=1 broken!")
    with pytest.raises(CannotRecordError, match="nothing_to_record"):
        record_readings(snapshot.readings.all(), by=by)
    gone = User.objects.create(username="gone", is_active=False)
    with pytest.raises(CannotRecordError, match="account_is_closed"):
        record_readings(snapshot.readings.filter(state="proposed"), by=gone)
    assert not Provenance.objects.exists()


def test_a_reading_is_recorded_once(by: User) -> None:
    reading = read("saanich.a=1").readings.get()
    record_statistic(reading, by=by)
    with pytest.raises(CannotRecordError, match="recorded_already"):
        record_statistic(reading, by=by)
    assert Statistic.objects.count() == 1


def test_a_matter_holds_its_allegations_finding_and_measures(by: User) -> None:
    readings = list(read("m1/1=deceit m1/2=discourtesy").readings.all())
    proposal = proposal_of(readings[0])
    assert isinstance(proposal, AllegationProposal)
    measures = [
        {
            "measure": "suspension",
            "raw": "suspended (3.5 days)",
            "stage": "recorded_after_departure",
            "days": "3.5",
        },
        {"measure": "dismissal", "raw": "dismissal", "stage": "imposed", "days": None},
    ]
    facts = {
        **readings[0].payload["complaint"],
        "employment_status": "resigned",
        "employment_status_raw": "resigned before discipline",
        "listed": 7,
        "listed_of": 11,
        "number_raw": "R-1",
    }
    corrected = {
        readings[0].pk: {
            **readings[0].payload,
            "measures": measures,
            "complaint": facts,
            "flags": ["partial_list", "class_inferred"],
        }
    }
    recorded = record_readings(readings, by=by, corrected=corrected)
    assert recorded.allegations == 2
    matter = Complaint.objects.get()
    assert (matter.listed, matter.listed_of, matter.number_raw) == (7, 11, "R-1")
    assert matter.body.slug == "opcc-bc"
    first, second = matter.allegations.order_by("key")
    assert first.flags == "class_inferred partial_list"
    respondent = Respondent.objects.get()
    assert respondent.employment_status == "resigned"
    assert {first.respondent, second.respondent} == {respondent}
    assert [f.disposition for f in Finding.objects.all()] == ["substantiated"] * 2
    printed = Discipline.objects.order_by("ordinal").values_list(
        "allegation", "ordinal", "measure", "stage", "days"
    )
    assert list(printed) == [
        (first.pk, 1, "suspension", "recorded_after_departure", 3.5),
        (first.pk, 2, "dismissal", "imposed", None),
    ]


def test_what_a_later_document_leaves_open_takes_nothing_away(by: User) -> None:
    reading = read("m1/1=deceit").readings.get()
    facts = {**reading.payload["complaint"], "number_raw": "R-1", "route": "ordered"}
    record_allegation(reading, {**reading.payload, "complaint": facts}, by=by)
    record_readings(read("m1/2=deceit", name="b", at=1).readings.all(), by=by)
    matter = Complaint.objects.get()
    assert (matter.number_raw, matter.route) == ("R-1", "ordered")
    assert matter.allegations.count() == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_version_is_in_force_in_whatever_order_they_are_accepted(
    by: User, order: tuple[int, ...]
) -> None:
    terms = ("deceit", "discourtesy", "neglect_of_duty")
    versions = [read(f"m1/1={term}", at=at) for at, term in enumerate(terms)]
    for number in order:
        record_readings(versions[number].readings.all(), by=by)
    rows = {a.allegation_class: a for a in Allegation.objects.all()}
    oldest, middle, newest = (rows[term] for term in terms)
    assert newest.superseded_by is None
    assert middle.superseded_by == newest
    assert oldest.superseded_by == middle


def test_versions_accepted_together_are_chained_too(by: User) -> None:
    versions = [read(f"m1/1={t}", at=at) for at, t in enumerate(["deceit", "unknown"])]
    readings = ExtractedRecord.objects.filter(snapshot__in=versions)
    record_readings(readings, by=by)
    in_force = Allegation.objects.get(superseded_by=None)
    assert in_force.allegation_class == "unknown"


def test_withdrawing_puts_back_what_stood_before(by: User) -> None:
    versions = [
        read(f"m1/1={term} saanich.a={at}", at=at)
        for at, term in enumerate(["deceit", "discourtesy", "neglect_of_duty"])
    ]
    for version in versions:
        record_readings(version.readings.all(), by=by)
    middle = [reading.pk for reading in versions[1].readings.all()]
    assert withdraw_records(middle) == 2
    oldest, newest = Allegation.objects.order_by("id")
    assert (oldest.superseded_by, newest.superseded_by) == (newest, None)
    last = list(versions[2].readings.values_list("pk", flat=True))
    assert withdraw_records(last) == 2
    assert Allegation.objects.get().superseded_by is None
    assert Statistic.objects.get().value == 0
    first = list(versions[0].readings.values_list("pk", flat=True))
    withdraw_records(first)
    for model in (Complaint, Respondent, Allegation, Finding, Statistic, Provenance):
        assert not model.objects.exists()
    record_readings(versions[0].readings.all(), by=by)  # and it can be accepted again
    assert Allegation.objects.count() == 1
