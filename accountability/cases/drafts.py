"""What somebody is typing, kept from the first keystroke, sealed like the case itself.

A draft holds the form as it is, valid or not: nothing typed is refused or lost. A new
case exists as a draft case from its first word, so that its words have a key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils import timezone

from accountability.access.context import acting
from accountability.cases.content import CaseFacts, CaseText, Unprinted
from accountability.cases.errors import CaseError
from accountability.cases.finding import case_for
from accountability.cases.keys import (
    failure_noted,
    keystore,
    master_keys,
    opened,
    place,
)
from accountability.cases.policies import Deed
from accountability.cases.services import enter_case
from accountability.models import Case, CaseDraft, Team
from accountability.vault.envelope import CaseKey
from accountability.vocab.audit import AuditAction

_TABLE = CaseDraft._meta.db_table
#: Letters of a whole form; a narrative of a hundred pages is a fifth of it.
LARGEST = 1_000_000
#: One entry in the audit for as long as somebody goes on typing.
_SITTING = timedelta(minutes=10)

#: A form's fields with all their values, as a browser sends them.
Typed = Mapping[str, list[str]]


class DraftElsewhereError(CaseError):
    """The person types the same case in another window. Nothing was stored."""


class DraftTooLargeError(CaseError):
    """The form is larger than a draft may be. Nothing was stored."""


@dataclass(frozen=True, repr=False)
class OpenDraft(Unprinted):
    """A draft, readable."""

    row: CaseDraft
    typed: Typed


def start_draft(team: Team, typed: Typed, *, tab: str, sequence: int) -> CaseDraft:
    """Begin a case from its first word; called again by the same page, go on with it.

    A page that did not hear the first answer asks again: there is one case, not two.
    """
    begun = CaseDraft.objects.filter(author=acting().person, tab=tab).first()
    if begun is not None:
        return save_draft(begun.case_id, typed, tab=tab, sequence=sequence)
    month = timezone.localdate().replace(day=1)
    case = enter_case(team, CaseFacts(month), CaseText())
    return save_draft(case.pk, typed, tab=tab, sequence=sequence)


def save_draft(
    case_id: UUID,
    typed: Typed,
    *,
    tab: str,
    sequence: int,
    revision: int | None = None,
    seen: str = "",
    take_over: bool = False,
) -> CaseDraft:
    """Keep what the acting person has typed into a case so far.

    ``revision`` is the case's that the page was opened on. An older message of the
    same page (a smaller ``sequence``) changes nothing. Raises DraftElsewhereError when
    another window of the same person has saved what this page was not drawn from
    (``seen``, of ``mark_of``), unless ``take_over``.
    """
    case = case_for(Deed.CHANGE, case_id)
    body = json.dumps(dict(typed), ensure_ascii=False)
    if len(body) > LARGEST:
        raise DraftTooLargeError
    author = acting().person
    row = CaseDraft.objects.select_for_update().filter(case=case, author=author).first()
    if row is not None:
        if row.tab != tab and not take_over and seen != mark_of(row):
            raise DraftElsewhereError
        if row.tab == tab and sequence <= row.sequence:
            return row
    key = _key(case, row)
    if row is None:
        row = CaseDraft(id=uuid4(), case=case, author=author)
        row.revision = revision or case.revision
    elif row.tab != tab and revision is not None:
        row.revision = revision
    row.tab, row.sequence = tab, sequence
    row.body = key.seal(place(_TABLE, "body", row.id), body.encode())
    row.save()
    return row


def draft_of(case_id: UUID) -> OpenDraft | None:
    """Return what the acting person has typed into a case and not saved."""
    case = case_for(Deed.CHANGE, case_id)
    row = CaseDraft.objects.filter(case=case, author=acting().person).first()
    if row is None:
        return None
    key = opened(case.pk, AuditAction.CASE_VIEW)
    with failure_noted(case.pk):
        body = key.open(place(_TABLE, "body", row.id), bytes(row.body))
    return OpenDraft(row, json.loads(body))


def discard_draft(case_id: UUID) -> None:
    """Forget what the acting person has typed into a case and not saved."""
    case = case_for(Deed.CHANGE, case_id, lock=True)
    CaseDraft.objects.filter(case=case, author=acting().person).delete()


def mark_of(draft: CaseDraft) -> str:
    """Return what names this state of a draft, for a page that is drawn from it."""
    return f"{draft.tab}:{draft.sequence}"


def own_drafts() -> list[CaseDraft]:
    """Return what the acting person has begun and not saved, the last typed first."""
    mine = CaseDraft.objects.filter(author=acting().person)
    return list(mine.select_related("case").defer("body")[:20])


def device_key() -> bytes:
    """Return the 32-byte key under which a browser keeps what it could not send.

    Of the acting person alone and given out to their pages only: what lies on the
    device is noise without a login.
    """
    return _derived("device-copy", 32)


def device_name() -> str:
    """Return what a browser names those copies by: no part of the key."""
    return _derived("device-name", 8).hex()


def _derived(what: str, length: int) -> bytes:
    info = f"{what}|{acting().person.pk}".encode()
    derive = HKDF(SHA256(), length, salt=None, info=info)
    return derive.derive(master_keys().index_key())


def _key(case: Case, row: CaseDraft | None) -> CaseKey:
    """Return the key to seal by; noted once in a sitting, which moves the clock too."""
    now: datetime = timezone.now()
    if row is not None and now - row.saved_at < _SITTING:
        return keystore().open(str(case.pk))
    key = opened(case.pk, AuditAction.CASE_DRAFT)
    Case.objects.filter(pk=case.pk).update(touched_at=now)
    return key
