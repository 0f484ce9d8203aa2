"""Columns that hold ciphertext and nothing else."""

from typing import Any

from django.db import models

from accountability.vault.envelope import is_sealed


class NotSealedError(ValueError):
    """Something readable was about to be stored in a sealed column. Nothing was."""


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column for what ``CaseKey.seal`` returns; refuses everything else.

    It does not decrypt: whoever reads a row gets bytes, and a list decrypts nothing.
    The database checks the envelope's shape too (migration 0003), so that a plain
    text inserted by SQL is stopped.
    """

    def get_db_prep_value(
        self, value: Any, connection: Any, prepared: bool = False
    ) -> Any:
        """Return the envelope for the driver; NotSealedError for anything else."""
        if value is not None and not is_sealed(bytes(value)):
            raise NotSealedError(f"{self.model.__name__}.{self.name} is not sealed")
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        """Return bytes (psycopg gives memoryview for some paths)."""
        return None if value is None else bytes(value)
