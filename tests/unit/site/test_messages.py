"""The French catalogue: whole, up to date, and compiled."""

import io
import re

from babel.messages.mofile import write_mo

from accountability.locale import update

_PLACE = re.compile(r"%\((\w+)\)s")


def test_every_message_is_translated() -> None:
    assert update.untranslated(update.updated(update.read())) == []


def test_the_catalogue_holds_no_message_that_no_page_uses() -> None:
    today = {message.id for message in update.updated(update.read())}
    assert {message.id for message in update.read()} == today


def test_a_new_message_is_found_in_templates() -> None:
    found = set(update.messages())
    assert "Where it was read" in found
    assert "not stated" in found, "translated inside a filter's argument"
    assert any(isinstance(message, tuple) for message in found)


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, update.read())
    assert compiled.getvalue() == update.MO.read_bytes()


def test_a_translation_has_the_places_of_its_message() -> None:
    for message in update.read():
        originals = [message.id] if isinstance(message.id, str) else message.id
        words = [message.string] if isinstance(message.string, str) else message.string
        assert words is not None
        for original, translated in zip(originals, words, strict=True):
            places = set(_PLACE.findall(original))
            assert places == set(_PLACE.findall(translated)), original
