"""What pages say in French: one term for one thing, well set, and really French.

The terms are those of the table in docs/explanation/french.md. Every pair of texts is
looked at: both catalogues, the labels of every vocabulary, the texts read out for
consent, the rules of ``methodology.json``.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import dashboard
from accountability import vocab
from accountability.locale import update
from accountability.publication.methodology import RULES
from accountability.vocab import Term
from accountability.vocab.consent import TEXTS
from accountability.vocab.typography import NO_BREAK, set_in_french

GUIDE = Path(__file__).resolve().parents[2] / "docs/explanation/french.md"
CATALOGUES = (
    update.PO,
    Path(dashboard.__file__).parent / "locale/fr/LC_MESSAGES/dashboard.po",
)
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\w+\}|`[^`]*`|\(\w+\.\w+\)")
_TAG = re.compile(r"</?\w[^>]*>")
#: What no French text has: a sign of a keyboard, a space that a line may break at.
_ILL_SET = re.compile(
    r"'"
    r"| [:;?!»]|« "
    r"|[^\s\xa0][;?!](?=\s|$)"
    r"|\w:(?=\s|$)"
    r"|[\d)s}] ?%%?(?=[\s.,;:)]|$)"
)
#: Names, words quoted from elsewhere, and a phrase: no term of ours in them.
_NO_TERM = re.compile(
    r"“[^”]*”|Police Complaint Commissioner|Civilian complaints commission|on purpose"
)
#: Words that are written alike in both languages.
ALIKE = {
    *("Canada", "CSV", "JSON", "PDF", "Photo (JPEG)", "Document (PDF)", "ISO 3166-2."),
    *("Page", "page", "Pages", "Document", "document", "Documents", "documents"),
    *("Table", "Tables", "Type", "Source", "Sources", "Version", "Versions"),
    *("version", "versions", "date", "points", "Note", "Notes", "Codes", "Original"),
    *("Citation", "Corrections", "Epsilon", "Plan", "Licence", "Police", "Incident"),
    # Bodies without a French name.
    "Office of the Police Complaint Commissioner (OPCC)",
    "Independent Investigations Office (IIO)",
}


def _forms(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words or ())  # type: ignore[call-overload]


@cache
def pairs() -> list[tuple[str, str]]:
    """Return everything that is said in English, with its French."""
    return list(_pairs())


def _pairs() -> Iterator[tuple[str, str]]:
    for path in CATALOGUES:
        with path.open("rb") as stream:
            messages = [each for each in read_po(stream, locale="fr") if each.id]
        for message in messages:
            yield from zip(_forms(message.id), _forms(message.string), strict=True)
    for module in iter_modules(vocab.__path__):
        import_module(f"{vocab.__name__}.{module.name}")
    for vocabulary in Term.__subclasses__():
        if vocabulary.__module__.startswith(f"{vocab.__name__}."):
            yield from ((term.english, term.label("fr")) for term in vocabulary)
    for texts in TEXTS.values():
        yield from ((text.english, text.words("fr")) for text in texts.values())
    yield from ((english, set_in_french(french)) for _, english, french in RULES)


def glossary() -> list[tuple[str, str]]:
    """Return the terms of the first table of the guide with their French."""
    _, table = GUIDE.read_text(encoding="utf-8").split("| --- | --- | --- |\n", 1)
    rows = table.split("\n\n", 1)[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]
    return [(row[0], row[1]) for row in cells]


def _english(term: str) -> re.Pattern[str]:
    """Match a term and its plural where English words are meant, not places."""
    plural = f"{re.escape(term[:-1])}(?:y|ies)" if term[-1] == "y" else re.escape(term)
    return re.compile(rf"(?<![\w.])(?:{plural})(?:s|es)?(?!\w|\.\w)", re.IGNORECASE)


def _french(words: str) -> re.Pattern[str]:
    """Match any of the words with the ends that gender and number give them."""
    each = (
        r"\s+(?:\w+\s+)?".join(
            re.escape(word[: max(min(4, len(word)), len(word) - 2)]) + r"[\w’]*"
            for word in one.split()
        )
        for one in words.split(" / ")
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})", re.IGNORECASE)


@pytest.mark.parametrize(("term", "words"), glossary())
def test_a_term_is_said_by_its_french_word_everywhere(term: str, words: str) -> None:
    english, french = _english(term), _french(words)
    said = [(_NO_TERM.sub(" ", _PLACE.sub(" ", one)), other) for one, other in pairs()]
    used = [(one, other) for one, other in said if english.search(one)]
    assert used
    assert [each for each in used if not french.search(each[1])] == []


def test_nothing_is_left_in_english_but_what_is_written_alike() -> None:
    for english, french in pairs():
        bare = _PLACE.sub("", english).strip(" ,.()")
        if english == french and re.search(r"[A-Za-z]{2}", bare):
            assert english in ALIKE or bare in ALIKE, english


def test_every_text_is_well_set() -> None:
    for _, french in pairs():
        assert not _ILL_SET.search(french), french
        assert set_in_french(french) == french


def test_a_translation_has_the_places_and_the_tags_of_its_text() -> None:
    for english, french in pairs():
        for pattern in (re.compile(r"%\(\w+\)[sd]|%[sd]\b|`[^`]*`"), _TAG):
            assert set(pattern.findall(french)) == set(pattern.findall(english))


@given(st.text(alphabet="aé1' \N{NO-BREAK SPACE}:;?!%«»().,\n{}s"))
def test_what_was_set_once_is_set(text: str) -> None:
    once = set_in_french(text)
    assert set_in_french(once) == once
    # Only signs and spaces change, never a letter or a figure.
    assert re.sub(r"\W", "", once) == re.sub(r"\W", "", text)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'issue ?", "l’issue~?"),
        ("Une étape; une autre", "Une étape~; une autre"),
        ("« ici »; là : 5 %", "«~ici~»~; là~: 5~%"),
        ("100 000, art. 79, 64 Mo", "100~000, art.~79, 64~Mo"),
        ("à %(share)s près, 95 %%.", "à %(share)s près, 95~%%."),
        ("http://a.ca/?b=1 à 12:30", "http://a.ca/?b=1 à 12:30"),
    ],
)
def test_typed_signs_are_set(typed: str, printed: str) -> None:
    assert set_in_french(typed) == printed.replace("~", NO_BREAK)


def test_an_update_sets_the_signs_of_what_was_typed_and_of_its_plural() -> None:
    message = next(each for each in update.messages() if each.plural)
    typed = Catalog(locale="fr")
    typed.add((message.text, message.plural), ("l'un ?", "l'autre ?"))
    set_now = update.updated(typed).get(message.text)
    assert set_now is not None
    assert set_now.string == (f"l’un{NO_BREAK}?", f"l’autre{NO_BREAK}?")


@pytest.mark.parametrize(
    "ill",
    ["L'issue", "Qui ?", "Qui?", "Deux; trois", "Ici: là", "5%", "5 %", "« ici~»"],
)
def test_what_is_ill_set_is_found(ill: str) -> None:
    assert _ILL_SET.search(ill.replace("~", NO_BREAK))
