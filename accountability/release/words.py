"""How words are looked for: as a person types them.

Capitals and accents do not matter, and neither does which of several apostrophes,
dashes and spaces a publisher printed. A code is found by its words in either language.
"""

import unicodedata
from functools import lru_cache

from accountability.release.schema import Column
from accountability.vocab import Term

#: What is printed, and what a keyboard has for it.
_PRINTED = "’‘ʼ´‐‑‒–—\u00a0\u202f"
_TYPED = "''''-----  "
_AS_TYPED = str.maketrans(_PRINTED, _TYPED)


def folded(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return bare.lower().translate(_AS_TYPED)


def folded_sql(operand: str) -> str:
    """Return the same as an expression of DuckDB.

    Of a text in ASCII, which has as many bytes as signs, only the capitals differ: to
    look for accents in each of a million takes ten times as long as all the rest.
    """
    typed = _TYPED.replace("'", "''")
    printed = f"translate(lower(strip_accents({operand})), '{_PRINTED}', '{typed}')"
    return (
        f"CASE WHEN strlen({operand}) = length({operand}) THEN lower({operand}) "
        f"ELSE {printed} END"
    )


def terms_of(column: Column) -> type[Term] | None:
    """Return the vocabulary of a column that holds one code or several."""
    return column.vocabulary or column.many


@lru_cache(maxsize=256)
def codes_holding(terms: type[Term], text: str) -> tuple[str, ...]:
    """Return the codes whose English or French words, or code, hold a text."""
    part = folded(text)
    return tuple(
        term.value
        for term in terms
        if any(part in folded(words) for words in _words(term))
    )


def _words(term: Term) -> tuple[str, ...]:
    return term.english, term.french, term.value
