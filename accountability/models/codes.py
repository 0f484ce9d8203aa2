"""Coded columns: a vocabulary's codes, held to them by the database."""

from django.db import models

from accountability.vocab import Term


def code_field(
    vocabulary: type[Term], **options: object
) -> "models.CharField[str, str]":
    """Return a column that holds one code of ``vocabulary``."""
    return models.CharField(max_length=60, **options)  # type: ignore[arg-type]


def codes_check(
    table: str, field: str, vocabulary: type[Term], *, optional: bool = False
) -> models.CheckConstraint:
    """Return the constraint that ``field`` holds a code (or nothing, if optional)."""
    allowed = [*vocabulary.codes(), *([""] if optional else [])]
    return models.CheckConstraint(
        condition=models.Q((f"{field}__in", allowed)), name=f"{table}_{field}_code"
    )
