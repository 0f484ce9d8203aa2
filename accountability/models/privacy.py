"""Every stored field has a privacy class; a test fails on one that has none.

Only PUBLIC fields may be selected for a release.
"""

from enum import StrEnum
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=type[models.Model])


class Privacy(StrEnum):
    """Who may ever see a field's values."""

    #: May stand in a release.
    PUBLIC = "public"
    #: For staff: working data, and what a source prints that we do not publish.
    STAFF = "staff"
    #: About people who confided in us: the community record.
    CONFIDENTIAL = "confidential"
    #: Passwords and keys: read by machines only.
    SECRET = "secret"  # noqa: S105  (the name of a class, not a secret)


_CLASSES: dict[type[models.Model], dict[str, Privacy]] = {}


def classify(model: M, **fields: str) -> M:
    """Declare the privacy class of every field: class name to field names.

    Raises ValueError at import when a field is missing, doubled or unknown.
    """
    classes: dict[str, Privacy] = {}
    for privacy, names in fields.items():
        for name in names.split():
            if name in classes:
                raise ValueError(f"{model.__name__}.{name} is classified twice")
            classes[name] = Privacy(privacy)
    declared = {field.name for field in model._meta.local_fields}
    declared |= {field.name for field in model._meta.local_many_to_many}
    if declared != set(classes):
        odd = sorted(declared ^ set(classes))
        raise ValueError(f"{model.__name__}: privacy class missing or unknown: {odd}")
    _CLASSES[model] = classes
    return model


def privacy_of(model: type[models.Model], field: str) -> Privacy:
    """Return the privacy class of a field; KeyError when there is none."""
    return _CLASSES[model][field]


def classified_models() -> frozenset[type[models.Model]]:
    """Return the models whose fields are classified."""
    return frozenset(_CLASSES)
