"""No statement about a case leaves this process while nobody acts.

Postgres refuses it too, from the first row that it would have to judge; on an empty
table it has nothing to judge and would answer "none". Here that is an error as well.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from accountability.access.context import acting
from accountability.models import (
    HISTORIES,
    Attachment,
    Case,
    CaseAllegation,
    CaseDiscipline,
    CaseDraft,
    CaseExport,
    CaseFinding,
    CaseImport,
    CaseLink,
    CaseMatch,
    CaseMove,
    CaseNote,
    CasePerson,
    CaseTag,
    CaseTagging,
    CaseTask,
    ConsentEvent,
    ErasureRequest,
    ImportMapping,
    ImportProblem,
    Tombstone,
)

PROTECTED: list[type[models.Model]] = [
    *(Case, CasePerson, CaseNote, ConsentEvent, CaseExport, Attachment),
    *(ErasureRequest, Tombstone),
    *(CaseAllegation, CaseFinding, CaseDiscipline, CaseDraft, CaseMove, CaseMatch),
    *(CaseTask, CaseLink, CaseTag, CaseTagging),
    *(CaseImport, ImportProblem, ImportMapping),
]
PROTECTED += HISTORIES.values()
_TABLES = "|".join(model._meta.db_table for model in PROTECTED)
_ABOUT_CASES = re.compile(rf'"(?:{_TABLES})"')
#: Whoever changes tables, or empties them after a test, reads no row.
_READS_OR_WRITES = re.compile(
    r"\s*(?:\(|SELECT|INSERT|UPDATE|DELETE|WITH)", re.IGNORECASE
)


@receiver(connection_created)
def _watch(connection: Any, **_: Any) -> None:
    if _refuse_for_nobody not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_for_nobody)


def _refuse_for_nobody(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
) -> Any:
    text = sql if isinstance(sql, str) else ""
    if _ABOUT_CASES.search(text) and _READS_OR_WRITES.match(text):
        acting()
    return execute(sql, params, many, context)
