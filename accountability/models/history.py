"""What a case's rows were before: written by triggers, so no change goes round it.

A history row repeats the coded columns and the ciphertext of its time, never a plain
text; it dies with the case's key. Nobody can change one: the application may only
read them, and triggers refuse even the owner. Row level security holds as for the
rows themselves.
"""

from collections.abc import Mapping
from typing import Any

import pghistory
from django.db import models

from accountability.models.case_record import (
    CaseAllegation,
    CaseDiscipline,
    CaseFinding,
)
from accountability.models.cases import Case, CaseNote, CasePerson
from accountability.models.privacy import Privacy, classify, privacy_of


def _events_of(model: type[Any], **options: Any) -> Any:
    """Return the abstract history of ``model``: one row an insert, update or delete.

    Who and in which request stand beside each row (``pgh_context``), as ids.
    """
    return pghistory.create_event_model(
        model,
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        obj_field=None,  # type: ignore[arg-type]
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        **options,
    )


class CaseHistory(_events_of(Case, exclude=["staged", "imported_by"])):  # type: ignore[misc]
    """The versions of a case. Where it came from is no version of what it says."""


class CasePersonHistory(_events_of(CasePerson)):  # type: ignore[misc]
    """The versions of a person's part in a case."""


class CaseNoteHistory(_events_of(CaseNote)):  # type: ignore[misc]
    """The versions of a note."""


class CaseAllegationHistory(_events_of(CaseAllegation)):  # type: ignore[misc]
    """The versions of an allegation."""


class CaseFindingHistory(_events_of(CaseFinding)):  # type: ignore[misc]
    """The versions of a finding."""


class CaseDisciplineHistory(_events_of(CaseDiscipline)):  # type: ignore[misc]
    """The versions of a measure."""


#: The history of each tracked model.
HISTORIES: Mapping[type[models.Model], type[models.Model]] = {
    Case: CaseHistory,
    CasePerson: CasePersonHistory,
    CaseNote: CaseNoteHistory,
    CaseAllegation: CaseAllegationHistory,
    CaseFinding: CaseFindingHistory,
    CaseDiscipline: CaseDisciplineHistory,
}

_OWN = "pgh_id pgh_created_at pgh_label pgh_context pgh_context_id"

for _model, _history in HISTORIES.items():
    _classes: dict[Privacy, list[str]] = {Privacy.CONFIDENTIAL: _OWN.split()}
    _kept = {_field.name for _field in _history._meta.local_fields}
    for _field in _model._meta.local_fields:
        if _field.name not in _kept:
            continue
        _classes.setdefault(privacy_of(_model, _field.name), []).append(_field.name)
    classify(
        _history, **{kind.value: " ".join(names) for kind, names in _classes.items()}
    )
