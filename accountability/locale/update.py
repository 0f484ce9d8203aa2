"""Bring the French catalogue of all pages up to date: ``.po`` and ``.mo``.

``python -m accountability.locale.update`` adds new messages to ``django.po`` without
a translation, drops those no longer used, sets the signs of French, compiles
``django.mo``, and lists what has no French yet with the file that says it. It reads
templates as Django does, Python sources with Babel, and the vocabulary's definitions;
it needs no gettext tools.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from accountability import vocab
from accountability.release.schema import TABLES, Kind
from accountability.vocab import Term
from accountability.vocab.clocks import Clock
from accountability.vocab.routing import RouteTo
from accountability.vocab.typography import set_in_french

LOCALE = Path(__file__).resolve().parent
PACKAGE = LOCALE.parent
PO = LOCALE / "fr" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

#: Codes of the release that pages show in words and that no vocabulary holds.
CODES = (
    "official table",
    "encyclopedia",
    "no period",
    "cell count",
    "missing",
    "missing value",
    "not a date",
    "not a year",
    "people not kept",
    "spreadsheet error",
    "unknown row",
    "rejected before",
    "unknown metric",
    "repeated number",
    "no text",
    "named twice",
    "not a number",
    "not an address",
    "counted and told",
    "unknown code",
    "no answer",
    "too long",
)

#: Bodies and departments of the reference data that have an official French name.
NAMES = (
    "Civilian Review and Complaints Commission for the RCMP",
    "Law Enforcement Complaints Agency",
    "Office of the Independent Police Review Director",
    "Special Investigations Unit",
    "RCMP in British Columbia",
    "Ontario Provincial Police",
)

_HEADER = "# The French of all pages. Made by accountability/locale/update.py."
_TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
#: ``templatize`` writes a context as the first argument of a ``p`` function.
_CALL = re.compile(
    rf"\b(?:(?:_|n?gettext)\(|n?pgettext\(\s*{_TEXT}\s*,)"
    rf"\s*{_TEXT}(?:\s*,\s*{_TEXT})?"
)
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


_Words = str | tuple[str, ...] | list[str] | None


@dataclass(frozen=True)
class Message:
    """What a page says, the file that says it, and its plural and context if any."""

    text: str
    where: str
    plural: str = ""
    context: str | None = None


def messages() -> Iterator[Message]:
    """Yield every message of the pages of both planes."""
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        yield from _of_template(path)
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _of_source(path)
    for table in TABLES:
        for words in (table.title, table.description):
            yield Message(words, "accountability/release/schema.py")
        for column in table.columns:
            yield Message(column.description, "accountability/release/schema.py")
    for kind in Kind:
        yield Message(kind.value, "accountability/release/schema.py")
    for words in (*CODES, *NAMES):
        yield Message(words, "accountability/locale/update.py")
    yield from _of_vocabularies()


def _of_template(path: Path) -> Iterator[Message]:
    for match in _CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        context, singular, plural = match.groups()
        yield Message(
            _unescaped(singular),
            _shown(path),
            _unescaped(plural) if plural else "",
            _unescaped(context) if context else None,
        )


def _of_source(path: Path) -> Iterator[Message]:
    with path.open("rb") as stream:
        found = list(extract("python", stream, keywords=_KEYWORDS))
    for _line, given, _comments, context in found:
        text, plural = (given, "") if isinstance(given, str) else given[:2]
        yield Message(text, _shown(path), plural, context)


def _of_vocabularies() -> Iterator[Message]:
    """Yield definitions and rules: English in the vocabulary, which is pure."""
    for module in iter_modules(vocab.__path__):
        import_module(f"{vocab.__name__}.{module.name}")
    # Which module was imported first must not decide on the order.
    for vocabulary in sorted(Term.__subclasses__(), key=_place):
        where = vocabulary.__module__.replace(".", "/") + ".py"
        for term in vocabulary:
            if term.definition:
                yield Message(term.definition, where)
    for clock in Clock:
        for words in (clock.terms.section, clock.terms.extended_by):
            if words:
                yield Message(words, "accountability/vocab/clocks.py")
    for body in RouteTo:
        yield Message(body.learns_name, "accountability/vocab/routing.py")


def _place(vocabulary: type[Term]) -> tuple[str, str]:
    return vocabulary.__module__, vocabulary.__qualname__


def _shown(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()


def _unescaped(literal: str) -> str:
    # Django doubles the per cent signs of plain texts for xgettext.
    return str(ast.literal_eval(literal))


def updated(known: Catalog) -> Catalog:
    """Return the catalogue of today's messages with the translations known."""
    catalogue = Catalog(
        locale="fr",
        domain="django",
        header_comment=_HEADER,
        project="accountability-tracker",
        creation_date=known.creation_date,
        fuzzy=False,
    )
    catalogue.mime_headers  # noqa: B018  (fills the headers before they are written)
    for message in messages():
        old = known.get(message.text, message.context)
        catalogue.add(
            (message.text, message.plural) if message.plural else message.text,
            _well_set(old.string) if old is not None else None,
            locations=[(message.where, 0)],
            context=message.context,
        )
    return catalogue


def _well_set(words: _Words) -> _Words:
    """Set the signs of a translation and its plural, however they were typed."""
    if isinstance(words, str) or words is None:
        return set_in_french(words or "")
    return tuple(set_in_french(each or "") for each in words)


def read() -> Catalog:
    """Return the catalogue as it is; an empty one if there is none yet."""
    if not PO.exists():
        return Catalog(locale="fr")
    with PO.open("rb") as stream:
        return read_po(stream, locale="fr", domain="django")


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that have no translation, or half of one, and their file."""
    found = []
    for message in catalogue:
        words = message.string
        given = [words] if isinstance(words, str) else list(words or [""])
        if message.id and not all(given):
            where = ", ".join(dict.fromkeys(file for file, _ in message.locations))
            found.append(f"{where}: {message.id}")
    return found


def main() -> None:
    """Update both files and say what is not translated yet, and where it is said."""
    catalogue = updated(read())
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as stream:
        write_po(
            stream,
            catalogue,
            width=88,
            sort_output=False,
            omit_header=False,
            no_location=True,
        )
    with MO.open("wb") as stream:
        write_mo(stream, read())
    missing = untranslated(catalogue)
    for message in missing:
        sys.stdout.write(f"{message}\n")
    sys.stdout.write(f"{len(missing)} messages are not translated\n")


if __name__ == "__main__":
    main()
