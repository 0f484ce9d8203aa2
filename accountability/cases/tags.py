"""Tags: an organisation's own words for groups of cases, sealed under its key."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from accountability.cases.content import Unprinted
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for, own_organisations
from accountability.cases.keys import blind_index, opened, organisation_key, place
from accountability.cases.policies import Deed
from accountability.cases.saving import stir
from accountability.models import Case, CaseTag, CaseTagging
from accountability.vault.blind import IndexPurpose
from accountability.vault.envelope import CaseKey
from accountability.vocab.audit import AuditAction

_TABLE = CaseTag._meta.db_table
#: Letters of a tag.
LONGEST = 40


@dataclass(frozen=True, repr=False)
class OpenTag(Unprinted):
    """A tag, readable."""

    id: UUID
    organisation_id: int
    name: str


def tag_case(case_id: UUID, name: str) -> OpenTag:
    """Give a case a tag; the organisation's tag of that name is made when needed.

    Raises ValueError for an empty name or one of more than ``LONGEST`` letters.
    """
    case = case_for(Deed.TAG, case_id, lock=True)
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= LONGEST:
        raise ValueError(f"a tag has 1 to {LONGEST} letters")
    opened(case.pk, AuditAction.CASE_CHANGE)
    organisation = case.organisation
    key = organisation_key(organisation)
    index = blind_index().of(IndexPurpose.TAG, str(organisation.pk), wanted)
    tag = CaseTag.objects.filter(organisation=organisation, index=index).first()
    if tag is None:
        tag = CaseTag(id=uuid4(), organisation=organisation, index=index)
        tag.name = key.seal(place(_TABLE, "name", tag.pk), wanted.encode())
        tag.save(force_insert=True)
    CaseTagging.objects.get_or_create(case=case, tag=tag)
    stir(case)
    return _open(key, tag)


def untag_case(case_id: UUID, tag_id: UUID) -> None:
    """Take a tag off a case; a tag that no case has any more is forgotten."""
    case = case_for(Deed.TAG, case_id, lock=True)
    if not case.taggings.filter(tag=tag_id).delete()[0]:
        raise CaseNotFoundError
    opened(case.pk, AuditAction.CASE_CHANGE)
    _forget_unused(tag_id)
    stir(case)


def tags_offered() -> list[OpenTag]:
    """Return the tags of cases that the acting person sees, by name.

    Row security narrows the taggings: a word that stands on other cases only is not
    theirs to read.
    """
    found: list[OpenTag] = []
    on_a_case = Exists(CaseTagging.objects.filter(tag=OuterRef("pk")))
    rows = CaseTag.objects.filter(
        on_a_case, organisation__in=own_organisations()
    ).select_related("organisation")
    keys: dict[int, CaseKey] = {}
    for row in rows:
        if row.organisation_id not in keys:
            keys[row.organisation_id] = organisation_key(row.organisation)
        found.append(_open(keys[row.organisation_id], row))
    return sorted(found, key=lambda tag: tag.name.casefold())


def tags_of(cases: list[Case], offered: list[OpenTag]) -> dict[UUID, list[OpenTag]]:
    """Return the tags of each case, by case."""
    by_id = {tag.id: tag for tag in offered}
    found: dict[UUID, list[OpenTag]] = {}
    rows = CaseTagging.objects.filter(case__in=[case.pk for case in cases])
    for case_id, tag_id in rows.values_list("case_id", "tag_id"):
        found.setdefault(case_id, []).append(by_id[tag_id])
    return {
        case_id: sorted(tags, key=lambda tag: tag.name.casefold())
        for case_id, tags in found.items()
    }


def tags_on(case: Case) -> list[OpenTag]:
    """Return the tags of one case."""
    return tags_of([case], tags_offered()).get(case.pk, [])


def _forget_unused(tag_id: UUID) -> None:
    """Delete a tag unless a case has it that this person does not see.

    Only the foreign key looks past row security; it is asked at once, not at the end
    of the transaction.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            CaseTag.objects.filter(pk=tag_id)._raw_delete(using="default")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return


def _open(key: CaseKey, row: CaseTag) -> OpenTag:
    name = key.open(place(_TABLE, "name", row.pk), bytes(row.name)).decode()
    return OpenTag(row.pk, row.organisation_id, name)
