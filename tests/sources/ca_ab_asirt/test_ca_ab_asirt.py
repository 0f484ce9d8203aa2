"""ASIRT: one release, several files."""

import pytest

from accountability.sources.errors import Failure
from accountability.sources.proposals import ProceedingProposal
from accountability.sources.registry import source
from tests.sources.examples import example
from tests.sources.ugly import altered, failure_of, layout_error, read

CASE = ("ca_ab_asirt", "three-files")


def files(*changes: tuple[str, str]) -> list[ProceedingProposal]:
    found = read("ca_ab_asirt", altered(example(*CASE), *changes))
    return [item for item in found if isinstance(item, ProceedingProposal)]


def test_one_release_tells_of_three_files() -> None:
    found = files()
    assert [(str(f.opened and f.opened.first), f.place_raw) for f in found] == [
        ("2000-01-05", "Exampleville"),
        ("2000-02-06", "Exampleville Police Service"),
        ("2000-03-07", "Sample Lake"),
    ]
    assert found[0].incident_raw == "an officer-involved shooting"
    assert {item.department for item in found} == {None}


def test_nothing_of_the_narrative_is_kept() -> None:
    assert not [item for item in files() if "narrative" in repr(item)]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("on three files", "on four files", "4 files, 3 were read"),
        (
            "On March 7, 2000, ASIRT was directed",
            "In March, it was asked",
            "2 were read",
        ),
        ("January 5, 2000", "January 45, 2000", "not a date"),
    ],
)
def test_a_file_that_is_not_read_is_an_alarm(old: str, new: str, place: str) -> None:
    assert place in str(layout_error(*CASE, (old, new)))


def test_a_title_without_a_number_is_believed_for_what_was_read() -> None:
    assert len(files(("concluded on three files", "concluded"))) == 3


def test_two_files_of_one_day_and_place_are_not_told_apart_in_silence() -> None:
    error = layout_error(
        *CASE,
        ("Feb. 6, 2000", "January 5, 2000"),
        ("Exampleville Police Service", "Exampleville"),
    )
    assert "one key" in str(error)


def test_only_the_teams_releases_are_found() -> None:
    page = (
        b'<a href="release.cfm?xID=1-A">ASIRT investigation concluded</a>'
        b'<a href="release.cfm?xID=2-B">New school opens</a>'
        b'<a href="/asirt-news-releases?page=2">ASIRT: older</a>'
    )
    asirt = source("ca_ab_asirt")
    url = "https://www.alberta.ca/asirt-news-releases"
    assert [link.url for link in asirt.checked_links(url, page)] == [
        "https://www.alberta.ca/release.cfm?xID=1-A"
    ]
    error = failure_of(lambda: asirt.checked_links(url, b"<p>Nothing here"))
    assert error.failure is Failure.EMPTY_LIST
