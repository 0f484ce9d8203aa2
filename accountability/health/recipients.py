"""Who is told of alarms: a list that an administrator keeps, or else the setting."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accountability.access.context import acting
from accountability.access.permissions import require
from accountability.audit.acting import note
from accountability.mail_url import SENDS_NOTHING
from accountability.models import AlarmAddress, Role
from accountability.vocab.audit import AuditAction

#: More is a mailing list, which has an address of its own.
MOST_ADDRESSES = 20
_KIND = "alarm_address"


class AddressRefusedError(ValueError):
    """The address is not put on the list; ``code`` is on_the_list or too_many."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def told_addresses() -> list[str]:
    """Return whom alarms go to: the list, or ALARM_TO while it is empty."""
    kept = list(listed().values_list("address", flat=True))
    return kept or list(settings.ALARM_TO)


def listed() -> QuerySet[AlarmAddress, AlarmAddress]:
    """Return what stands on the list, the oldest first."""
    return AlarmAddress.objects.filter(removed_at=None).select_related("added_by")


@dataclass(frozen=True)
class ListChange:
    """One change of the list: an address was put on it, or taken off."""

    at: datetime
    by: str
    address: str
    added: bool


def changes_of_the_list() -> list[ListChange]:
    """Return who changed the list, the newest change first."""
    held = AlarmAddress.objects.select_related("added_by", "removed_by")
    found = []
    for row in held:
        who = row.added_by.get_username()
        found.append(ListChange(row.added_at, who, row.address, added=True))
        if row.removed_at and row.removed_by:
            who = row.removed_by.get_username()
            found.append(ListChange(row.removed_at, who, row.address, added=False))
    return sorted(found, key=lambda change: change.at, reverse=True)


def mail_leaves() -> bool:
    """Say whether mail is set up: without MAIL_URL all of it is thrown away."""
    return bool(settings.EMAIL_BACKEND != SENDS_NOTHING)


@transaction.atomic
def add_address(address: str) -> AlarmAddress:
    """Put a checked address on the list; AddressRefusedError, NotPermittedError."""
    by = acting().person
    require(by, Role.ADMINISTRATOR)
    if listed().count() >= MOST_ADDRESSES:
        raise AddressRefusedError("too_many")
    try:
        with transaction.atomic():
            added = AlarmAddress.objects.create(address=address, added_by=by)
    except IntegrityError as twice:
        raise AddressRefusedError("on_the_list") from twice
    note(AuditAction.ALARM_ADDRESS, object_type=_KIND, object_id=str(added.pk))
    return added


@transaction.atomic
def remove_address(address_id: int) -> bool:
    """Take an address off the list; False if it is not on it. NotPermittedError."""
    by = acting().person
    require(by, Role.ADMINISTRATOR)
    removed = AlarmAddress.objects.filter(pk=address_id, removed_at=None).update(
        removed_by=by, removed_at=timezone.now()
    )
    if removed:
        note(AuditAction.ALARM_ADDRESS, object_type=_KIND, object_id=str(address_id))
    return bool(removed)
