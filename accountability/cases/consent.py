"""What people agreed to, each purpose by itself; the latest answer counts.

Nothing is counted, shown or exported for a purpose without a standing yes for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accountability.access.context import acting
from accountability.cases.content import ConsentText, OpenConsent
from accountability.cases.errors import PartnerMissingError
from accountability.cases.finding import case_for
from accountability.cases.keys import opened
from accountability.cases.policies import Deed
from accountability.cases.saving import stir
from accountability.cases.sealing import seal_into
from accountability.models import Case, ConsentEvent
from accountability.vocab import CaseStatus, ConsentPurpose
from accountability.vocab.audit import AuditAction
from accountability.vocab.consent import CURRENT


def record_consent(
    case_id: UUID,
    purpose: ConsentPurpose,
    *,
    given: bool,
    text: ConsentText = ConsentText(),  # noqa: B008  (frozen)
    expires_on: date | None = None,
    language: str = "en",
    version: str = CURRENT,
) -> ConsentEvent:
    """Add an answer. It counts from now on; earlier answers stay in the history.

    It keeps which version of the text was read out (``vocab.consent``) and in which
    language. Raises PartnerMissingError for sharing without a partner's name.
    """
    if purpose is ConsentPurpose.SHARE and given and not text.partner.strip():
        raise PartnerMissingError("sharing names the partner")
    case = case_for(Deed.RECORD_CONSENT, case_id, lock=True)
    key = opened(case.id, AuditAction.CASE_CONSENT)
    row = ConsentEvent(
        case=case,
        purpose=purpose.value,
        given=given,
        wording=f"{version}.{language[:2]}",
        expires_on=expires_on,
        recorded_by=acting().person,
        reference=uuid4(),
    )
    seal_into(key, row, text, at=row.reference)
    row.save(force_insert=True)
    stir(case)
    return row


@dataclass(frozen=True)
class Standing:
    """Where consent for one purpose stands, with every answer there was."""

    purpose: ConsentPurpose
    answers: tuple[OpenConsent, ...]
    stands: bool


def standing(
    consents: Iterable[OpenConsent], *, on: date | None = None
) -> list[Standing]:
    """Return every purpose with its answers, the newest first, and what stands."""
    day = on or timezone.localdate()
    told = sorted(consents, key=lambda consent: consent.row.pk, reverse=True)
    found = []
    for purpose in ConsentPurpose:
        answers = tuple(consent for consent in told if consent.purpose is purpose)
        latest = answers[0].row if answers else None
        stands = (
            latest is not None
            and latest.given
            and (latest.expires_on is None or latest.expires_on > day)
        )
        found.append(Standing(purpose, answers, stands))
    return found


def with_consent(
    cases: QuerySet[Case], purpose: ConsentPurpose, *, on: date | None = None
) -> QuerySet[Case]:
    """Narrow ``cases`` to those whose last answer for ``purpose`` is yes on ``on``.

    The last answer is the one recorded last. A yes ends on the day it expires.
    """
    day = on or timezone.localdate()
    latest = ConsentEvent.objects.filter(
        case=OuterRef("pk"), purpose=purpose.value
    ).order_by("-id")
    return cases.annotate(
        answer=Subquery(latest.values("given")[:1]),
        answer_ends=Subquery(latest.values("expires_on")[:1]),
    ).filter(Q(answer=True), Q(answer_ends__isnull=True) | Q(answer_ends__gt=day))


def eligible_for_statistics(*, on: date | None = None) -> QuerySet[Case]:
    """Return the cases that may be counted: consented to, no draft, counted once.

    PRIVACY.md A4 (eligibility). Whoever calls acts for ``Purpose.STATISTICS``.
    """
    uncounted = [CaseStatus.DRAFT.value, CaseStatus.MERGED.value]
    entered = Case.objects.exclude(status__in=uncounted).filter(staged=False)
    return with_consent(entered, ConsentPurpose.STATISTICS, on=on)
