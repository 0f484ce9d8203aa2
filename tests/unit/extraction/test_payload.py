"""Any proposal survives being stored as JSON."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.extraction.payload import (
    PayloadError,
    payload_of,
    reading_of,
    stored,
)
from accountability.sources.errors import SourceError
from accountability.sources.proposals import (
    AllegationProposal,
    Box,
    ComplaintFacts,
    Locator,
    MeasureFacts,
    Reading,
    Rejection,
    StatisticProposal,
)
from accountability.vocab import ApproximateDate, Period

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
COORDINATES = st.floats(0, 5000, allow_nan=False)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3)
LOCATORS = st.one_of(
    st.builds(Locator, row=st.integers(1, 10**6)),
    st.builds(Locator, xpath=TEXT),
    st.builds(
        Locator,
        page=st.integers(1, 999),
        box=st.builds(Box, COORDINATES, COORDINATES, COORDINATES, COORDINATES),
    ),
)
PERIODS = st.tuples(st.dates(), st.dates(), TEXT).map(
    lambda parts: Period(min(parts[:2]), max(parts[:2]), parts[2])
)
st.register_type_strategy(Locator, LOCATORS)
st.register_type_strategy(Period, PERIODS)
st.register_type_strategy(Decimal, DECIMALS)
st.register_type_strategy(str, TEXT)
for plain in (ApproximateDate, ComplaintFacts, MeasureFacts):
    st.register_type_strategy(plain, st.builds(plain))
READINGS: st.SearchStrategy[Reading] = st.one_of(
    st.from_type(StatisticProposal),
    st.from_type(AllegationProposal),
    st.from_type(Rejection),
)


@given(READINGS)
def test_a_reading_survives_storage(reading: Reading) -> None:
    row = stored(reading)
    payload = json.loads(row.payload)
    assert payload == json.loads(json.dumps(payload_of(reading)))
    assert "locator" not in payload
    back = reading_of(
        row.record_type.value,
        payload,
        json.loads(row.locator),
        total_key=row.total_key,
    )
    assert back == reading
    assert stored(back) == row


@given(READINGS, LOCATORS)
def test_the_digest_is_of_what_is_said_not_of_its_place(
    reading: Reading, elsewhere: Locator
) -> None:
    moved = type(reading)(**{**vars(reading), "locator": elsewhere})
    assert stored(moved).digest == stored(reading).digest


def test_another_value_has_another_digest() -> None:
    first = Rejection("k", "missing", "received", Locator(row=1), {"received": ""})
    second = Rejection("k", "missing", "concluded", Locator(row=1), {"received": ""})
    assert stored(first).digest != stored(second).digest


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"disposition": "sustained-ish"}, "disposition"),
        ({"complaint": {"key": "k"}}, "complaint.department"),
        ({"measures": [{"measure": "dismissal"}]}, "measures.0.raw"),
    ],
)
def test_a_payload_that_is_none_names_the_field(
    change: dict[str, object], field: str
) -> None:
    facts = {"key": "k", "department": None, "department_raw": "Surrey Police"}
    payload = {
        "key": "k",
        "complaint": facts,
        "allegation_class": "deceit",
        "class_raw": "",
        "subtype_raw": "",
        "disposition": "unknown",
        "disposition_raw": "",
    }
    assert reading_of("allegation", payload, {"row": 1})
    with pytest.raises(PayloadError) as refused:
        reading_of("allegation", {**payload, **change}, {"row": 1})
    assert refused.value.field == field
    assert "sustained-ish" not in str(refused.value)


def test_a_nul_is_no_text() -> None:
    reading = Rejection("k", "missing", "f", Locator(row=7), {"f": "a\0b"})
    with pytest.raises(SourceError, match="row 7"):
        stored(reading)
