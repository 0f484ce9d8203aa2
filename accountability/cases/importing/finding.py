"""Which import, and may this person do that to it? And what is open in one."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accountability.access.context import acting
from accountability.audit.acting import note
from accountability.cases.content import Unprinted
from accountability.cases.errors import CaseNotFoundError, CaseRefusedError
from accountability.cases.finding import role_in, teams_entered_for
from accountability.cases.importing.columns import Columns, read_columns
from accountability.cases.keys import failure_noted, opened, place
from accountability.cases.policies import CaseRole, Deed, permitted
from accountability.models import CaseImport, Membership, Role, Team, User
from accountability.vault.envelope import CaseKey
from accountability.vocab import CaseStatus
from accountability.vocab.audit import AuditAction, Outcome
from accountability.vocab.imports import ImportProblemKind, ImportState

TABLE = CaseImport._meta.db_table
KIND = "import"


@dataclass(frozen=True, repr=False)
class OpenImport(Unprinted):
    """An import with its headings and columns, readable; and the key of its files."""

    row: CaseImport
    key: CaseKey
    name: str
    headings: tuple[str, ...]
    columns: Columns | None


def teams_imported_for() -> list[Team]:
    """Return the teams for which the acting person may bring past cases in."""
    teams = teams_entered_for().select_related("organisation")
    return [team for team in teams if may_import_for(team)]


def may_import_for(team: Team, user: User | None = None) -> bool:
    """Say whether somebody, by default who acts, may bring past cases in for a team."""
    person = user or acting().person
    role = (
        Membership.objects.filter(user=person, organisation=team.organisation_id)
        .values_list("role", flat=True)
        .first()
    )
    if not person.is_active or not role:
        return False
    if not permitted(Deed.IMPORT, CaseRole(role), CaseStatus.DRAFT):
        return False
    supervises = role == Role.SUPERVISOR.value
    return supervises or team.members.filter(user=person).exists()


def imports_listed() -> QuerySet[CaseImport]:
    """Return one's own imports, and for a supervisor those of the organisation."""
    found = CaseImport.objects.select_related("team", "asked_by", "organisation")
    return found.defer("name", "headings", "mapping").order_by("-asked_at", "id")


def import_for(import_id: UUID, *, lock: bool = False, own: bool = False) -> CaseImport:
    """Return an import that the acting person sees and may work with.

    ``own``: for whoever uploaded it alone; a supervisor sees it, and ends it. Raises
    CaseNotFoundError or CaseRefusedError; both are noted as denied attempts.
    """
    found = CaseImport.objects.select_related("team", "organisation", "asked_by")
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=import_id).first()
    if row is None:
        _note_denial(import_id)
        raise CaseNotFoundError
    mine = row.asked_by_id == acting().actor_id
    role = role_in(row.organisation_id)
    allowed = permitted(Deed.IMPORT, role, CaseStatus.DRAFT)
    if not allowed or not (mine or (role is CaseRole.SUPERVISOR and not own)):
        _note_denial(import_id)
        raise CaseRefusedError(Deed.IMPORT)
    return row


def open_import(row: CaseImport) -> OpenImport:
    """Open what an import holds; one entry in the audit."""
    key = opened(row.pk, AuditAction.IMPORT_VIEW, kind=KIND)
    with failure_noted(row.pk):
        headings = _text(key, row, "headings")
        mapping = _text(key, row, "mapping")
        return OpenImport(
            row,
            key,
            _text(key, row, "name"),
            tuple(json.loads(headings)) if headings else (),
            read_columns(mapping.encode()) if mapping else None,
        )


def state_of(row: CaseImport) -> ImportState:
    """Return where an import is."""
    return ImportState.of(row.state)


def failure_of(row: CaseImport) -> ImportProblemKind | None:
    """Return why a file was not read."""
    return ImportProblemKind.of(row.failure) if row.failure else None


def seal_part(key: CaseKey, row: CaseImport, column: str, text: bytes) -> bytes:
    """Seal a column of an import."""
    return key.seal(place(TABLE, column, row.pk), text)


def _text(key: CaseKey, row: CaseImport, column: str) -> str:
    sealed = getattr(row, column)
    if sealed is None:
        return ""
    return key.open(place(TABLE, column, row.pk), bytes(sealed)).decode()


def _note_denial(import_id: UUID) -> None:
    note(
        AuditAction.CASE_ACCESS,
        object_type=KIND,
        object_id=str(import_id),
        outcome=Outcome.DENIED,
        details={"deed": Deed.IMPORT.value},
    )
