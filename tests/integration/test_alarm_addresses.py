"""Who is told of alarms: a list kept on the page of sources, or else the setting."""

from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accountability.access.context import Purpose, acting_as
from accountability.health.alarms import tell
from accountability.health.recipients import (
    MOST_ADDRESSES,
    add_address,
    told_addresses,
)
from accountability.mail_url import SENDS_NOTHING
from accountability.models import AlarmAddress, AuditEvent, Role, SourceHealth, User
from tests.accounts import log_in
from tests.casework import officer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
BY_SETTING = "machines@example.org"
PAGE, ADD, TRY = reverse("sources"), reverse("alarm-address-add"), reverse("alarm-try")


@pytest.fixture
def odo(settings: Settings) -> User:
    settings.ALARM_TO = [BY_SETTING]
    return officer("odo", Role.ADMINISTRATOR)


def put_on(client: Client, address: str) -> int:
    return client.post(ADD, {"address": address}).status_code


def failing() -> SourceHealth:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return SourceHealth(
        source_id="made_up",
        state="failing",
        since=now,
        watched_since=now,
        checked_at=now,
    )


def test_alarms_go_to_the_list_and_to_the_setting_while_it_is_empty(
    odo: User, mailoutbox: list[EmailMessage]
) -> None:
    client = log_in(Client(), odo)
    page = client.get(PAGE).content.decode()
    assert "alarms go to the addresses of the setting" in page
    assert BY_SETTING in page
    assert client.post(TRY).status_code == 302
    assert put_on(client, "Rosa@example.org") == 302
    assert put_on(client, "ada@example.org") == 302
    tell([failing()], datetime.now(UTC))
    assert [mail.to for mail in mailoutbox] == [
        [BY_SETTING],
        ["Rosa@example.org", "ada@example.org"],
    ]
    assert mailoutbox[1].subject == "Needs somebody: made_up"

    rosa = AlarmAddress.objects.get(address="Rosa@example.org")
    gone = reverse("alarm-address-remove", args=[rosa.pk])
    assert [client.post(gone).status_code for _ in range(2)] == [302, 404]
    assert told_addresses() == ["ada@example.org"]
    # Who changed it stays to be read, and stands in the audit without an address.
    page = client.get(PAGE).content.decode()
    assert "odo put Rosa@example.org on the list" in page
    assert "odo took Rosa@example.org off the list" in page
    entries = AuditEvent.objects.filter(action="alarm.address")
    assert [entry.actor_id for entry in entries] == [odo.pk] * 3
    assert "example.org" not in str(list(entries.values()))

    last = AlarmAddress.objects.get(removed_at=None)
    client.post(reverse("alarm-address-remove", args=[last.pk]))
    assert told_addresses() == [BY_SETTING]
    assert put_on(client, "rosa@example.org") == 302  # once more, for a second time


def test_what_is_no_address_or_there_already_is_not_taken(odo: User) -> None:
    client = log_in(Client(), odo)
    for wrong in ("", "rosa", "a@example.org\nBcc: b@example.org", "a@b, c@d.org"):
        assert put_on(client, wrong) == 422
    assert put_on(client, "rosa@example.org") == 302
    answer = client.post(ADD, {"address": "ROSA@EXAMPLE.ORG"})
    assert answer.status_code == 422
    assert "on the list already" in answer.content.decode()
    with acting_as(odo, Purpose.REQUEST):
        for number in range(MOST_ADDRESSES - 1):
            add_address(f"n{number}@example.org")
    assert put_on(client, "more@example.org") == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        AlarmAddress.objects.update(removed_at=datetime.now(UTC))
    # Others see neither the list nor the form.
    rosa = log_in(Client(), officer("rosa", Role.REVIEWER))
    assert "example.org" not in rosa.get(PAGE).content.decode()


def test_it_is_said_when_nobody_can_be_told(
    odo: User, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    client, row = log_in(Client(), odo), failing()
    settings.ALARM_TO = []
    assert "Nobody is told of alarms" in client.get(PAGE).content.decode()
    with pytest.raises(CommandError, match="nobody is told"):
        call_command("check_sources", try_mail=True)
    put_on(client, "rosa@example.org")
    settings.EMAIL_BACKEND = SENDS_NOTHING
    assert "No mail is set up here" in client.get(PAGE).content.decode()
    with pytest.raises(CommandError, match="MAIL_URL"):
        call_command("check_sources", try_mail=True)
    answer = client.post(TRY, follow=True).content.decode()
    assert "The test mail did not leave" in answer
    # What nobody was told is told once mail is there.
    tell([row], datetime.now(UTC))
    assert (row.told, mailoutbox) == ("", [])
