"""Readable, permanent names of documents."""

import re

from django.utils.text import slugify

from accountability.models import SourceDocument
from accountability.vocab import DocumentType

_LONGEST = 120


def document_slug(
    source_id: str, document_type: DocumentType, period: str, title: str
) -> str:
    """Return a free slug such as ``ca-bc-opcc-annual-report-2021-22``.

    The period names a document of its type; without one its title does. A taken slug
    gets a number. Call while holding a lock on the source's documents.
    """
    name = re.sub(r"\.[a-z]{3,4}$", "", title)
    parts = [source_id, document_type.value, period or name]
    words = slugify(re.sub(r"[_/–]+", "-", "-".join(parts)))
    stem = words[: _LONGEST - 5].rstrip("-")
    taken = set(
        SourceDocument.objects.filter(slug__startswith=stem).values_list(
            "slug", flat=True
        )
    )
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
