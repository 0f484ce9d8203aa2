"""The world that the access matrices are tried on: two organisations, nine roles.

What is asked of it leaves its cases as they were, or is the last.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client

from accountability.access.context import Purpose, acting_as
from accountability.cases.allegations import add_allegation, record_finding
from accountability.cases.attachments.services import receive
from accountability.cases.erasure import ask_for_erasure, decide_erasure
from accountability.cases.exporting import ask_export, make_export
from accountability.cases.links import link_matter
from accountability.cases.merging import merge_case
from accountability.cases.tags import tag_case
from accountability.cases.worklist import add_task
from accountability.models import Case, CaseHistory, ErasureReason, Role, User
from accountability.vocab import CaseStatus, Disposition, FindingStage
from tests.accounts import log_in
from tests.attachment_files import photo, uploaded
from tests.casework import House, officer
from tests.official_records import OfficialRecord
from tests.past_cases import ROW, received, table

#: Which cases each role sees; the others are not there for it.
SEES = {
    "intake": {"draft"},
    "worker": {"draft", "day", "closed"},
    "other_worker": {"night"},
    "supervisor": {"draft", "day", "night", "closed"},
    "supervisor_elsewhere": {"far"},
    "reviewer": set(),
    "releaser": set(),
    "auditor": set(),
    "administrator": set(),
}
OF_THE_HOUSE = {"intake", "worker", "other_worker", "supervisor"}


class World:
    """Two organisations, a case of each kind, and a client for every role."""

    def __init__(self, places: Mapping[str, Path] | None = None) -> None:
        #: The settings of its directories, where a module shares it.
        self.places = dict(places or {})
        self.house, elsewhere = House(), House("inlet")
        house = self.house
        self.users: dict[str, User] = {
            "intake": house.intake,
            "worker": house.worker,
            "other_worker": house.other_worker,
            "supervisor": house.supervisor,
            "supervisor_elsewhere": elsewhere.supervisor,
            **{
                role.value: officer(role.value, role)
                for role in (
                    Role.REVIEWER,
                    Role.RELEASER,
                    Role.AUDITOR,
                    Role.ADMINISTRATOR,
                )
            },
        }
        erased = house.case()
        with acting_as(house.worker, Purpose.REQUEST):
            ask_for_erasure(erased.pk, ErasureReason.DANGER)
        with acting_as(house.supervisor, Purpose.REQUEST):
            decide_erasure(erased.pk, agreed=True)
        self.cases: dict[str, UUID] = {
            "draft": house.case(house.intake, status=CaseStatus.DRAFT).pk,
            "day": house.case().pk,
            "night": house.case(house.other_worker, team=house.night).pk,
            "closed": house.case(status=CaseStatus.CLOSED).pk,
            "far": elsewhere.case().pk,
            "erased": erased.pk,
            "none": UUID(int=7),
        }
        day = self.cases["day"]
        with acting_as(house.worker, Purpose.REQUEST):
            person = Case.objects.get(pk=day).people.get()
            version = CaseHistory.objects.filter(id=day).order_by("pgh_id")[0]
            self.attachment = receive(day, uploaded(photo(), "a.jpg"))
            export = ask_export(day)
            act = add_allegation(day, told="an act")
            found = record_finding(
                day, act.pk, FindingStage.FINAL, Disposition.SUBSTANTIATED
            )
            task = add_task(day, "call back")
            tag = tag_case(day, "court")
            record = OfficialRecord()
            document = record.document()
            record.allegation(
                record.snapshot(document), record.complaint(number_raw="2016-11867")
            )
            link = link_matter(day, "2016-11867")
        make_export(export.pk, house.worker.pk)
        told_again = house.case()
        with acting_as(house.worker, Purpose.REQUEST):
            merge_case(
                told_again.pk, day, revision=told_again.revision, reason="the same"
            )
        self.parts: dict[str, list[Any]] = {
            "case-person": [day, person.pk],
            "case-person-remove": [day, person.pk],
            "case-version": [day, version.pgh_id],
            "case-allegation": [day, act.pk],
            "case-finding": [day, act.pk],
            "case-measure": [day, act.pk],
            "case-conclusion-remove": [day, found.pk],
            "attachment": [self.attachment.pk],
            "attachment-original": [self.attachment.pk],
            "case-task": [day, task.pk],
            "case-tag": [day, tag.id],
            "case-link": [day, link.pk],
            "case-unmerge": [told_again.pk],
            "export": [export.pk],
            "export-file": [export.pk],
        }
        self.past = received(house, table(ROW))
        self.clients = {
            role: log_in(Client(), user) for role, user in self.users.items()
        }
