"""The vocabularies of the bundle's columns, as rows of the vocabularies table."""

from collections.abc import Iterator

from accountability.release.schema import TABLES
from accountability.vocab import Term


def vocabularies() -> dict[str, type[Term]]:
    """Return every vocabulary that a column draws on, by its name, sorted."""
    used = {
        vocabulary.__name__: vocabulary
        for table in TABLES
        for column in table.columns
        for vocabulary in (column.vocabulary, column.many)
        if vocabulary is not None
    }
    return dict(sorted(used.items()))


def vocabulary_rows() -> Iterator[dict[str, object]]:
    """Yield one row a term, as ``schema.VOCABULARIES`` describes it."""
    for name, vocabulary in vocabularies().items():
        for position, term in enumerate(vocabulary, start=1):
            yield {
                "vocabulary": name,
                "position": position,
                "code": term.value,
                "label_en": term.english,
                "label_fr": term.label("fr"),
                "definition": term.definition,
            }
