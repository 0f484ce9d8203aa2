"""A text is looked for alike in Python and in SQL, where most are plain ASCII."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accountability.release.words import folded, folded_sql

#: What a keyboard types, and what publishers print; our database holds no NUL.
WRITTEN = st.text(
    st.one_of(
        st.characters(min_codepoint=1, max_codepoint=0x7F),
        st.sampled_from("éÉàçœŒïüÅñ’‘ʼ´‐‑‒–—\u00a0\u202f\u0301"),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


@given(text=WRITTEN)
def test_python_and_sql_fold_a_text_alike(
    database: duckdb.DuckDBPyConnection, text: str
) -> None:
    statement = f"SELECT {folded_sql('held')} FROM (SELECT ?::VARCHAR AS held)"
    assert database.execute(statement, [text]).fetchone() == (folded(text),)
