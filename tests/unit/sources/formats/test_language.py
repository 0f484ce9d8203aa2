"""Which language a page is written in, whatever it says of itself."""

import pytest

from accountability.sources.formats.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The Unit was told of the injury by the service and went there.",
            "en",
        ),
        ("L'Unité a été avisée par le service et les agents dans la ville.", "fr"),
        ("Complaints managed | 742", ""),
        ("", ""),
        ("THE REPORT OF THE DIRECTOR TO THE PUBLIC", "en"),
        ("Director's Report. Rapport: le and the, des and of, les and to", ""),
    ],
)
def test_the_words_tell_the_language_or_nothing_does(text: str, language: str) -> None:
    assert language_of(text) == language
