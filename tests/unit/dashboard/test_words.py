import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard
from dashboard.words import words_for

SOURCE = Path(dashboard.__file__).parent
CATALOGUE = SOURCE / "locale/fr/LC_MESSAGES"


def phrases() -> Iterator[tuple[str, ...]]:
    """Yield every phrase that the dashboard asks for, with its plural if any."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _asked(node)


def _asked(call: ast.Call) -> Iterator[tuple[str, ...]]:
    function = call.func
    name = getattr(function, "id", None) or getattr(function, "attr", "")
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    if name in ("words", "self") and call.args:
        assert len(texts) == 1, ast.unparse(call)
        yield (str(texts[0]),)
    elif name == "count" and len(call.args) == 3:
        yield tuple(map(str, texts))


def french() -> dict[object, str]:
    with (CATALOGUE / "dashboard.mo").open("rb") as stream:
        catalogue: dict[object, str] = vars(gettext.GNUTranslations(stream))["_catalog"]
    return catalogue


def test_every_phrase_has_french_words_with_the_same_places() -> None:
    catalogue, asked = french(), set(phrases())
    assert len(asked) > 100
    for phrase in asked:
        forms = (
            [catalogue.get((phrase[0], number)) for number in (0, 1)]
            if len(phrase) == 2
            else [catalogue.get(phrase[0])]
        )
        for english, translated in zip(phrase, forms, strict=True):
            assert translated, f"no French for {english!r}"
            places = re.compile(r"\{\w+\}")
            assert set(places.findall(translated)) <= set(places.findall(phrase[-1]))
            if len(phrase) == 1:
                assert set(places.findall(translated)) == set(places.findall(english))


def test_the_compiled_catalogue_is_that_of_the_words() -> None:
    written = (CATALOGUE / "dashboard.po").read_text(encoding="utf-8")
    ids = re.findall(r'^msgid "(.+)"$', written, re.M)
    compiled = {key[0] if isinstance(key, tuple) else key for key in french()}
    assert {text.replace('\\"', '"') for text in ids} == compiled - {""}


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("en", 7530, "7,530"),
        ("fr", 7530, "7\u202f530"),
        ("en", 12.5, "12.5"),
        ("fr", 12.5, "12,5"),
        ("en", 0, "0"),
    ],
)
def test_numbers_are_written_as_the_language_does(
    language: str, value: float, written: str
) -> None:
    assert words_for(language).number(value) == written


def test_a_share_never_rounds_something_to_nothing_or_to_all() -> None:
    words = words_for("en")
    assert words.share(1146, 7530) == "15%"
    assert words.share(1, 7530) == "under 1%"
    assert words.share(7529, 7530) == "over 99%"
    assert words.share(0, 7530) == "0%"
    assert words.share(5, 5) == "100%"


def test_a_list_reads_as_a_sentence_does() -> None:
    assert words_for("en").list(["a"]) == "a"
    assert words_for("en").list(["a", "b", "c"]) == "a, b and c"
    assert words_for("fr").list(["a", "b"]) == "a et b"
