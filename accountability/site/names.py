"""Names of bodies in the reader's language: the official French one where there is one.

A release carries names as their bodies print them; docs/explanation/french.md lists
those with a French form, ``accountability/locale/update.py`` hands them to translators.
"""

from django.utils.translation import gettext

from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import BODIES


def body_names(reader: Reader) -> dict[str, str]:
    """Return the name of every body of the release by its id."""
    return {row["body"]: gettext(row["name"]) for row in reader.rows(Query(BODIES))}
