"""The demo's people and cases: made up, and marked so wherever they show.

They go through the real services, as somebody with the role would; no text here is
about anybody.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from accountability.access.context import SYSTEM, Purpose, acting_as
from accountability.access.permissions import grant
from accountability.cases.allegations import Kind
from accountability.cases.consent import record_consent
from accountability.cases.content import CaseFacts, CaseText, PersonText
from accountability.cases.entering import (
    EnteredAct,
    EnteredOfficer,
    EnteredPerson,
    Entry,
    enter,
)
from accountability.cases.services import move_case, write_note
from accountability.cases.tags import tag_case
from accountability.cases.worklist import add_task
from accountability.models import (
    Case,
    Department,
    Membership,
    Organisation,
    Role,
    Team,
    TeamMember,
    User,
)
from accountability.vocab import (
    AllegationClass,
    CaseStatus,
    ConsentPurpose,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    ReportedTo,
)

SLUG = "synthetic-harbour"
#: The demo's accounts: name and role. A supervisor is asked for a passkey at first.
STAFF = (
    ("demo-supervisor", Role.SUPERVISOR),
    ("demo", Role.CASE_WORKER),
    ("demo-intake", Role.INTAKE),
    ("demo-auditor", Role.AUDITOR),
    ("demo-admin", Role.ADMINISTRATOR),
)
_MARK = "Synthetic case, made up for the demonstration. "
_CASES = (
    (
        "saanich",
        AllegationClass.NEGLECT_OF_DUTY,
        "A report was taken and not followed.",
    ),
    ("vancouver", AllegationClass.DISCOURTESY, "Remarks were made at the counter."),
    (
        "victoria",
        AllegationClass.ABUSE_OF_AUTHORITY,
        "A search without a reason given.",
    ),
    ("oak-bay", AllegationClass.DISCREDITABLE_CONDUCT, "Conduct while off duty."),
    ("vancouver", None, "Told in part; the rest comes next week."),
)

#: Cases of past years, so that the small plan has something to show.
_COUNTED = 240
#: How many of them an official body was told of.
_TOLD = 0.2
_PAST_KINDS = (
    AllegationClass.NEGLECT_OF_DUTY,
    AllegationClass.DISCOURTESY,
    AllegationClass.ABUSE_OF_AUTHORITY,
    AllegationClass.DISCREDITABLE_CONDUCT,
    AllegationClass.DECEIT,
)
_PAST_OUTCOMES = (
    OutcomeGroup.CLOSED_WITHOUT_FINDING,
    OutcomeGroup.PENDING,
    OutcomeGroup.NOT_SUBSTANTIATED,
    OutcomeGroup.UNKNOWN,
)


@dataclass(frozen=True)
class Admission:
    """How somebody gets into the demo, this time."""

    name: str
    role: str
    password: str
    recovery_code: str


def admit_staff() -> list[Admission]:
    """Give every account of the demo a new password and new recovery codes."""
    organisation = _organisation()
    return [_admit(_account(name, role, organisation), role) for name, role in STAFF]


def enter_cases() -> int:
    """Enter the synthetic cases, once; return how many are there."""
    organisation = Organisation.objects.get(slug=SLUG)
    user = User.objects.get(username="demo")
    with acting_as(user, Purpose.REQUEST):
        if organisation.cases.exists():
            return organisation.cases.count()
        team = organisation.teams.get(name="Outreach")
        for number, (slug, kind, told) in enumerate(_CASES):
            department = Department.objects.filter(slug=slug).first()
            case = enter(team, _entry(number, department, kind, told))
            record_consent(case.pk, ConsentPurpose.KEEP, given=True)
            record_consent(case.pk, ConsentPurpose.STATISTICS, given=number % 2 == 0)
            word = "court support" if number % 2 else "call weekly"
            tag_case(case.pk, f"{word} (synthetic)")
            if kind is not None:
                day = timezone.localdate() + timedelta(days=5 * number - 3)
                add_task(case.pk, "Synthetic: call back", due=day)
                write_note(case.pk, "Synthetic note: called back, safe to phone.")
                case.refresh_from_db()
                move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
        return organisation.cases.count()


def enter_counted_cases() -> int:
    """Enter synthetic cases of past years that may be counted; return how many are.

    They are the night line's: a figure needs more cases than a list is pleasant with.
    Taken up where an earlier start was cut short.
    """
    organisation = Organisation.objects.get(slug=SLUG)
    team = organisation.teams.get(name="Night line")
    departments = list(Department.objects.filter(jurisdiction="CA-BC").order_by("slug"))
    random = Random(2026)  # noqa: S311  (made-up cases, the same at each start)
    supervisor = User.objects.get(username="demo-supervisor")
    with acting_as(supervisor, Purpose.REQUEST):
        held = Case.objects.filter(team=team).count()
    for number in range(_COUNTED):
        entry = _past_entry(number, random, departments)
        if number >= held:
            with acting_as(supervisor, Purpose.REQUEST):
                case = enter(team, entry)
                record_consent(case.pk, ConsentPurpose.KEEP, given=True)
                record_consent(case.pk, ConsentPurpose.STATISTICS, given=True)
                case.refresh_from_db()
                move_case(case.pk, CaseStatus.OPEN, revision=case.revision)
    return _COUNTED


def _past_entry(number: int, random: Random, departments: list[Department]) -> Entry:
    """Return a made-up case of 2023 to 2025, shaped as no real place is."""
    weights = [1 / (1 + place) for place in range(len(departments))]
    [department] = random.choices(departments, weights)
    [kind] = random.choices(_PAST_KINDS, (6, 4, 4, 2, 1))
    told = random.random() < _TOLD
    reasons = (
        ()
        if told
        else tuple(random.sample(list(NotReportedBecause), random.choice((1, 1, 2))))
    )
    return Entry(
        facts=CaseFacts(
            date(random.randint(2023, 2025), random.randint(1, 12), 1),
            department.pk,
            outcome=random.choice(_PAST_OUTCOMES),
            reported_to=ReportedTo.OPCC if told else ReportedTo.NOBODY,
            not_reported_because=reasons,
        ),
        text=CaseText(narrative=_MARK),
        officers=(EnteredOfficer("synthetic", (EnteredAct("synthetic", Kind(kind)),)),),
        people=(
            EnteredPerson(
                PersonRole.AFFECTED, PersonText(name=f"Synthetic Past {number + 1}")
            ),
        ),
    )


def _entry(
    number: int, department: Department | None, kind: AllegationClass | None, told: str
) -> Entry:
    """Return a made-up case as the entry page would send it."""
    act = EnteredAct(f"synthetic: {told}", Kind(kind))
    return Entry(
        facts=CaseFacts(
            _month_before(number),
            department.pk if department else None,
            reported_to=ReportedTo.NOBODY if number % 2 else ReportedTo.POLICE,
            not_reported_because=(NotReportedBecause.DISTRUST,) if number % 2 else (),
        ),
        text=CaseText(
            narrative=_MARK + told,
            occurred=f"spring {timezone.localdate().year}",
            place="synthetic: near the harbour",
            wishes="synthetic: an apology",
        ),
        officers=(EnteredOfficer("synthetic: not known, at the counter", (act,)),),
        people=(
            EnteredPerson(
                PersonRole.AFFECTED, PersonText(name=f"Synthetic Person {number + 1}")
            ),
        ),
    )


def _organisation() -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        slug=SLUG, defaults={"name": "Harbour Outreach (synthetic)", "synthetic": True}
    )
    for name in ("Outreach", "Night line"):
        Team.objects.get_or_create(organisation=found, name=name)
    return found


def _account(name: str, role: Role, organisation: Organisation) -> User:
    user, _ = User.objects.get_or_create(username=name, defaults={"synthetic": True})
    if role in {Role.AUDITOR, Role.ADMINISTRATOR}:
        grant(user, role)
        return user
    if name == "demo":
        grant(user, Role.REVIEWER)
    if Membership.objects.filter(user=user, organisation=organisation).exists():
        return user
    if role is Role.SUPERVISOR:
        with acting_as(SYSTEM, Purpose.SETUP):
            _join(user, role, organisation)
        return user
    supervisor = User.objects.get(username="demo-supervisor")
    with acting_as(supervisor, Purpose.REQUEST):
        _join(user, role, organisation)
        TeamMember.objects.create(
            user=user, team=organisation.teams.get(name="Outreach")
        )
    return user


def _join(user: User, role: Role, organisation: Organisation) -> None:
    Membership.objects.create(user=user, organisation=organisation, role=role.value)


def _admit(user: User, role: Role) -> Admission:
    password = "-".join(secrets.token_hex(3) for _ in range(4))
    user.set_password(password)
    user.save()
    Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).delete()
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP):
        TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()
    return Admission(user.get_username(), role.value, password, codes[0])


def _month_before(number: int) -> date:
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
