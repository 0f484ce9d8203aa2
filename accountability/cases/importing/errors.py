"""What goes wrong with an import, in words that hold nothing of it."""

from accountability.cases.errors import CaseError
from accountability.vocab.imports import ImportStands


class ImportStandsError(CaseError):
    """A finished import can't be taken back. ``why`` says so, ``changed`` how many."""

    def __init__(self, why: ImportStands, changed: int = 0) -> None:
        """Keep the reason."""
        super().__init__(why.value)
        self.why = why
        self.changed = changed
