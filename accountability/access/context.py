"""Who acts now, and for what: set for one transaction, read by row level security.

Postgres decides which cases exist for somebody (migration 0003) from two settings that
are local to the transaction opened here. Nothing carries over to the next user of a
pooled connection, and a statement on a protected table outside of a context is an
error, never an empty answer.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accountability.models import User

T = TypeVar("T")


class Purpose(StrEnum):
    """What somebody acts for."""

    #: A person asks for a page or sends a form.
    REQUEST = "request"
    #: A worker makes the file that a person asked for.
    EXPORT = "export"
    #: A worker brings in the past cases that a person uploaded.
    IMPORT = "import"
    #: The machine's own: clocks, erasure by clock.
    RETENTION = "retention"
    #: The machine cleans what was uploaded.
    ATTACHMENTS = "attachments"
    #: The machine counts who consented to be counted.
    STATISTICS = "statistics"
    #: The very first memberships of an organisation.
    SETUP = "setup"


class System(StrEnum):
    """The machine as an actor: it sees cases for a purpose of its own only."""

    SYSTEM = "system"


SYSTEM = System.SYSTEM
_OF_PEOPLE = frozenset({Purpose.REQUEST, Purpose.EXPORT, Purpose.IMPORT})
#: The machine's number in `app.user_id`; no account has it.
_SYSTEM_ID = 0


class NobodyActsError(RuntimeError):
    """Something that needs to know who acts ran outside of ``acting_as``."""


class AnotherActsError(RuntimeError):
    """Somebody acts already; two people never share one transaction."""


@dataclass(frozen=True)
class Acting:
    """One actor in one transaction. ``user`` is None for the machine."""

    user: User | None
    purpose: Purpose
    request_id: UUID
    _undone: list[Callable[[], None]] = field(default_factory=list, repr=False)
    _said: set[Hashable] = field(default_factory=set, repr=False)
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @property
    def actor_id(self) -> int | None:
        """The account's number; None for the machine."""
        return self.user.pk if self.user else None

    @property
    def person(self) -> User:
        """The account; NobodyActsError for the machine, which writes no case."""
        if self.user is None:
            raise NobodyActsError("a person does this, not the machine")
        return self.user

    def when_undone(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` once if the transaction does not come to its end."""
        self._undone.append(tell)

    def undo(self) -> None:
        """Tell whoever asked that what they announced was taken back."""
        while self._undone:
            self._undone.pop(0)()

    def first_time(self, what: Hashable) -> bool:
        """Say whether ``what`` is said for the first time in this transaction."""
        if what in self._said:
            return False
        self._said.add(what)
        return True

    def known(self, what: Hashable, find: Callable[[], T]) -> T:
        """Return what ``find`` says, asked once in this transaction."""
        if what not in self._known:
            self._known[what] = find()
        found: T = self._known[what]
        return found


_current: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting() -> Acting:
    """Return who acts; NobodyActsError outside of ``acting_as``."""
    now = _current.get()
    if now is None:
        raise NobodyActsError("nobody acts: open acting_as(user, purpose) first")
    return now


@contextmanager
def acting_as(
    actor: User | System, purpose: Purpose, *, request_id: UUID | None = None
) -> Iterator[Acting]:
    """Open a transaction in which ``actor`` acts for ``purpose``.

    Inside another one of the same actor and purpose it is that one. Raises
    PermissionDenied for a closed account, AnotherActsError for another actor.
    """
    user = None if isinstance(actor, System) else actor
    _check(user, purpose)
    outer = _current.get()
    if outer is not None:
        if outer.user != user or outer.purpose is not purpose:
            raise AnotherActsError(f"{outer.purpose} is under way")
        yield outer
        return
    now = Acting(user, purpose, request_id or uuid4())
    try:
        with transaction.atomic():
            _tell_database(now)
            token = _current.set(now)
            try:
                with pghistory.context(
                    user=now.actor_id or _SYSTEM_ID, request=str(now.request_id)
                ):
                    yield now
            finally:
                _current.reset(token)
            _tell_database(None)
    except BaseException:
        # Even a worker's time limit: what was announced did not happen.
        now.undo()
        raise


@contextmanager
def handing_over(case_id: UUID) -> Iterator[None]:
    """Let the acting person write a row of their own that leaves their sight by it."""
    acting()
    with connection.cursor() as cursor:
        told = "SELECT set_config('app.handing_over', %s, true)"
        cursor.execute(told, [str(case_id)])
        yield
        cursor.execute(told, [""])


def _check(user: User | None, purpose: Purpose) -> None:
    if user is None:
        if purpose in _OF_PEOPLE:
            raise PermissionDenied(f"{purpose} is for people")
        return
    if purpose not in _OF_PEOPLE:
        raise PermissionDenied(f"{purpose} is for the machine")
    if not user.is_active or (user.synthetic and not settings.DEMO):
        raise PermissionDenied("the account is closed")


def _tell_database(now: Acting | None) -> None:
    """Set, or take back, what row level security reads, for this transaction."""
    user, purpose = "", ""
    if now is not None:
        user, purpose = str(now.actor_id or _SYSTEM_ID), now.purpose.value
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.user_id', %s, true),"
            " set_config('app.purpose', %s, true)",
            [user, purpose],
        )
