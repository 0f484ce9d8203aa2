"""Bring the French catalogue of the public pages up to date: ``.po`` and ``.mo``.

``python -m accountability.locale.update`` adds new messages to ``django.po`` without
a translation, drops those no longer used, and compiles ``django.mo``. It reads the
templates as Django does and needs no gettext tools.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from accountability.release.schema import TABLES, Kind

LOCALE = Path(__file__).resolve().parent
TEMPLATES = LOCALE.parent / "site" / "templates"
PO = LOCALE / "fr" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

#: Codes of the release that pages show in words and that no vocabulary holds.
CODES = (
    "official table",
    "encyclopedia",
    "no period",
    "cell count",
    "missing value",
    "rejected before",
)

Message = str | tuple[str, str]

_TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(?:_|gettext|ngettext)\(\s*{_TEXT}(?:\s*,\s*{_TEXT})?")


def messages() -> Iterator[Message]:
    """Yield every message of the public pages; a pair is singular and plural."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        for match in _CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            singular, plural = match.groups()
            text = _unescaped(singular)
            yield (text, _unescaped(plural)) if plural else text
    for table in TABLES:
        yield table.title
        yield table.description
        for column in table.columns:
            yield column.description
    yield from (kind.value for kind in Kind)
    yield from CODES


def _unescaped(literal: str) -> str:
    # Django doubles the per cent signs of plain texts for xgettext.
    return str(ast.literal_eval(literal))


def updated(known: Catalog) -> Catalog:
    """Return the catalogue of today's messages with the translations known."""
    catalogue = Catalog(
        locale="fr", domain="django", project="accountability-tracker", fuzzy=False
    )
    catalogue.mime_headers  # noqa: B018  (fills the headers before they are written)
    for message in messages():
        key = message if isinstance(message, str) else message[0]
        old = known.get(key)
        catalogue.add(message, old.string if old is not None else None)
    return catalogue


def read() -> Catalog:
    """Return the catalogue as it is; an empty one if there is none yet."""
    if not PO.exists():
        return Catalog(locale="fr")
    with PO.open("rb") as stream:
        return read_po(stream, locale="fr", domain="django")


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that have no translation, or half of one."""
    found = []
    for message in catalogue:
        words = message.string
        given = [words] if isinstance(words, str) else list(words or [""])
        if message.id and not all(given):
            found.append(str(message.id))
    return found


def main() -> None:
    """Update both files and say what is not translated yet."""
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
