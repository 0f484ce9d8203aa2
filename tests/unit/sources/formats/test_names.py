import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.sources.departments import department_names
from accountability.sources.formats.names import DepartmentNames

BC = department_names("CA-BC")


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ("Saanich Police Department", "saanich"),
        ("Central Saanich Police Service", "central-saanich"),
        ("  saanich  POLICE department ", "saanich"),
        ("Surrey Police Service", "surrey"),
        ("Stl'atl'imx Tribal Police Service", "stlatlimx"),
        ("Stl’atl’imx Tribal Police Service", "stlatlimx"),
        ("Stlʼatlʼimx Tribal Police Service", "stlatlimx"),
        ("CFSEU–BC", "cfseu-bc"),
    ],
)
def test_a_whole_name_is_recognised(printed: str, slug: str) -> None:
    assert BC.slug(printed) == slug


@pytest.mark.parametrize(
    "printed",
    [
        "Surrey Police",
        "Saanich and Districts Police",
        "Saanich",
        "North Saanich Police",
        "Saanich Police Department and others",
        "Victoria Police Department, Australia",
        "New Orleans Police Department",
        "",
    ],
)
def test_part_of_a_name_or_a_name_from_elsewhere_is_not(printed: str) -> None:
    assert BC.slug(printed) is None


def test_fifteen_departments_are_known_by_name() -> None:
    louisiana = department_names("US-LA")
    assert louisiana.slug("New Orleans Police Department") == "new-orleans"
    assert louisiana.slug("Saanich Police Department") is None


def test_one_name_of_two_departments_is_refused() -> None:
    with pytest.raises(ValueError, match="of a and of b"):
        DepartmentNames({"City Police": "a", "CITY police": "b"})


def test_a_jurisdiction_without_departments_is_an_error() -> None:
    with pytest.raises(ValueError, match="XX-YY"):
        department_names("XX-YY")


@given(
    st.sampled_from(["Saanich Police Department", "Stl'atl'imx Tribal Police"]),
    st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1),
)
def test_a_name_with_more_words_is_never_taken_for_it(name: str, more: str) -> None:
    assert BC.slug(f"{more} {name}") in (None, "central-saanich")
    assert BC.slug(f"{name}{more}") is None
