"""The French catalogue of all pages: whole, up to date, well set, and compiled."""

import io
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from django.utils import translation
from django.utils.dates import MONTHS, WEEKDAYS

from accountability.locale import update

_PLACE = re.compile(r"%\(\w+\)[sd]|%s")
_BREAKABLE = re.compile(r" [:;?!»]|« ")


def forms(words: Any) -> list[str]:
    """Return the singular and the plural, or the one form that there is."""
    return [words] if isinstance(words, str) else list(words or [""])


def test_every_message_is_translated() -> None:
    assert update.untranslated(update.updated(update.read())) == []


def test_the_catalogue_holds_no_message_that_no_page_uses() -> None:
    today = {(message.id, message.context) for message in update.updated(update.read())}
    assert {(message.id, message.context) for message in update.read()} == today


def test_a_new_message_is_found_wherever_it_is_said() -> None:
    found = defaultdict(set)
    for message in update.messages():
        found[message.text].add(message.where)
    templates = "accountability/staff/templates/"
    assert (
        "accountability/site/templates/site/_lines.html" in found["Where it was read"]
    )
    assert found["not stated"], "translated inside a filter's argument"
    assert templates + "staff/cases/list.html" in found["Narrow the list"]
    assert "accountability/staff/entry_forms.py" in found["Who was it?"]
    assert "accountability/review/words.py" in found["To review"]
    assert "accountability/vocab/clocks.py" in found["Police Act s.79"]
    assert "accountability/vocab/cases.py" in found["The organisation works on it."]


def test_a_plural_and_a_context_are_read() -> None:
    plurals = {message.text: message.plural for message in update.messages()}
    assert plurals["%(number)s row accepted."] == "%(number)s rows accepted."
    assert plurals["%(days)s day left"] == "%(days)s days left"
    contexts = {(message.text, message.context) for message in update.messages()}
    assert {("Number", None), ("Number", "of a case")} <= contexts


def test_what_is_not_translated_is_listed_with_its_files() -> None:
    catalogue = update.updated(update.read())
    message = catalogue.get("Narrow the list")
    assert message is not None
    message.string = ""
    templates = "accountability/staff/templates/staff/cases"
    assert update.untranslated(catalogue) == [f"{templates}/list.html: Narrow the list"]


def test_an_update_changes_nothing_when_nothing_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {name: getattr(update, name) for name in ("PO", "MO")}
    for name, path in kept.items():
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        monkeypatch.setattr(update, name, copy)
    update.main()
    assert capsys.readouterr().out == "0 messages are not translated\n"
    for name, path in kept.items():
        assert getattr(update, name).read_bytes() == path.read_bytes()


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, update.read())
    assert compiled.getvalue() == update.MO.read_bytes()


def test_a_translation_has_the_places_of_its_message() -> None:
    for message in update.read():
        for original, words in zip(
            forms(message.id), forms(message.string), strict=True
        ):
            places = set(_PLACE.findall(original))
            assert places == set(_PLACE.findall(words)), original


def test_no_line_breaks_before_a_mark_and_every_apostrophe_is_curved() -> None:
    for message in update.read():
        for words in forms(message.string) if message.id else ():
            assert not _BREAKABLE.search(words), words
            assert "'" not in words, words


def test_no_message_takes_the_place_of_the_name_of_a_month_or_a_day() -> None:
    # "May" without a context would also be the month in every French date.
    with translation.override("en"):
        names = {str(name) for name in (*MONTHS.values(), *WEEKDAYS.values())}
    ours = {message.id for message in update.read() if not message.context}
    assert names.isdisjoint(ours)
