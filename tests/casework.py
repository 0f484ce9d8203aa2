"""An organisation at work: teams, people of each role, cases with planted words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.access.permissions import grant
from accountability.cases import services
from accountability.cases.content import CaseFacts, CaseText, PersonText
from accountability.cases.people import add_person
from accountability.models import (
    Case,
    Department,
    Membership,
    Organisation,
    OversightBody,
    Role,
    Team,
    TeamMember,
    User,
)
from accountability.vocab import CaseStatus, PersonRole

SECRET_WORDS = CaseText(
    narrative="She was stopped by the Quayside-Motel, plate ZZ9-PLANTED.",
    occurred="the Friday before Thimbleweed fair",
    place="corner of Wyvern and Larkspur",
    wishes="that officer Brannigan never comes back",
)
SECRET_PERSON = PersonText(
    name="Marigold Unsworth",
    contact="604-555-0199 after ten",
    details="calls as Goldie",
)
#: Words that may stand nowhere but in front of whoever may read them.
PLANTED = (
    *("Quayside-Motel", "ZZ9-PLANTED", "Thimbleweed", "Wyvern", "Larkspur"),
    *("Brannigan", "Marigold", "Unsworth", "604-555-0199", "Goldie"),
)


@dataclass
class House:
    """One organisation with two teams; names end in its short name."""

    slug: str = "harbour"
    people: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organisation = Organisation.objects.create(slug=self.slug, name=self.slug)
        self.day = Team.objects.create(organisation=self.organisation, name="Day")
        self.night = Team.objects.create(organisation=self.organisation, name="Night")
        self.supervisor = self._account("supervisor")
        with acting_as(SYSTEM, Purpose.SETUP):
            self._member(self.supervisor, Role.SUPERVISOR)
        self.second = self._account("second")
        self.worker = self._account("worker")
        self.other_worker = self._account("other")
        self.intake = self._account("intake")
        with acting_as(self.supervisor, Purpose.REQUEST):
            self._member(self.second, Role.SUPERVISOR)
            for user, role, team in (
                (self.worker, Role.CASE_WORKER, self.day),
                (self.other_worker, Role.CASE_WORKER, self.night),
                (self.intake, Role.INTAKE, self.day),
            ):
                self._member(user, role)
                TeamMember.objects.create(user=user, team=team)

    def case(
        self,
        by: User | None = None,
        *,
        status: CaseStatus = CaseStatus.OPEN,
        team: Team | None = None,
        person: bool = True,
        text: CaseText = SECRET_WORDS,
        **facts: Any,
    ) -> Case:
        """Enter a case through the services, as ``by`` (default: the day's worker)."""
        with acting_as(by or self.worker, Purpose.REQUEST):
            case = services.enter_case(
                team or self.day,
                CaseFacts(**{"received_month": date(2026, 5, 1), **facts}),
                text,
            )
            if person:
                add_person(case.pk, PersonRole.AFFECTED, SECRET_PERSON)
            case.refresh_from_db()
        with acting_as(self.supervisor, Purpose.REQUEST):
            if status is not CaseStatus.DRAFT:
                case = services.move_case(
                    case.pk, CaseStatus.OPEN, revision=case.revision
                )
            if status is CaseStatus.CLOSED:
                case = services.move_case(
                    case.pk,
                    CaseStatus.CLOSED,
                    revision=case.revision,
                    reason="synthetic: done",
                )
        return case

    def _account(self, name: str) -> User:
        return User.objects.create_user(f"{name}-{self.slug}")

    def _member(self, user: User, role: Role) -> None:
        Membership.objects.create(
            user=user, organisation=self.organisation, role=role.value
        )


def officer(name: str, role: Role) -> User:
    """Make an account with a role over the whole installation."""
    user = User.objects.create_user(name)
    grant(user, role)
    return user


def department(slug: str = "saanich") -> Department:
    """Make a department."""
    body, _ = OversightBody.objects.get_or_create(
        slug="opcc-bc", defaults={"name": "OPCC", "jurisdiction": "CA-BC"}
    )
    return Department.objects.create(
        slug=slug,
        name=slug.title(),
        kind="municipal",
        jurisdiction="CA-BC",
        body=body,
        source="synthetic",
    )
