"""Ciphertext moved, flipped or replaced behind the application's back (S2)."""

import os
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from accountability.models import AuditEvent, Case, CasePerson
from accountability.models.sealed import NotSealedError
from accountability.vault.errors import SealBrokenError
from tests.accounts import log_in
from tests.application_role import owner_connection
from tests.casework import PLANTED, House

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]


@pytest.fixture
def house() -> House:
    return House()


def behind_our_back(statement: str, *values: Any) -> None:
    with owner_connection() as owner:
        owner.execute("SET app.user_id = '0'")
        owner.execute("SET app.purpose = 'retention'")
        owner.execute(statement, values)


def sealed(case: UUID, column: str = "narrative") -> bytes:
    with owner_connection() as owner:
        owner.execute("SET app.user_id = '0'")
        owner.execute("SET app.purpose = 'retention'")
        row = owner.execute(
            f"SELECT {column} FROM accountability_case WHERE id = %s",
            [case],
        ).fetchone()
    assert row is not None
    return bytes(row[0])


def refuses(house: House, case: UUID) -> None:
    """The service raises, the page says nothing, the audit knows."""
    last = AuditEvent.objects.order_by("-seq")[0].seq
    with acting_as(house.worker, Purpose.REQUEST), pytest.raises(SealBrokenError):
        services.read_case(case)
    failed = AuditEvent.objects.filter(seq__gt=last, outcome="failed")
    assert [(e.action, e.object_id) for e in failed] == [("case.decrypt", str(case))]
    answer = log_in(Client(), house.worker).get(reverse("case", args=[case]))
    assert answer.status_code == 503
    assert not any(word in answer.content.decode() for word in PLANTED)


SET = "UPDATE accountability_case SET {} = %s WHERE id = %s"


def test_ciphertext_of_another_case_does_not_open(house: House) -> None:
    one, other = house.case().pk, house.case().pk
    behind_our_back(SET.format("narrative"), sealed(other), one)
    refuses(house, one)


def test_ciphertext_of_another_column_does_not_open(house: House) -> None:
    case = house.case().pk
    behind_our_back(SET.format("place"), sealed(case, "narrative"), case)
    refuses(house, case)


def test_ciphertext_of_another_row_of_the_case_does_not_open(house: House) -> None:
    case = house.case()
    with acting_as(house.worker, Purpose.REQUEST):
        first, second = (
            services.write_note(case.pk, "a"),
            services.write_note(case.pk, "b"),
        )
    behind_our_back(
        "UPDATE accountability_casenote SET text = %s WHERE id = %s",
        bytes(second.text),
        first.pk,
    )
    refuses(house, case.pk)


@pytest.mark.parametrize("at", [0, 1, 2, 3, 14, 15, 20, -1])
def test_a_flipped_byte_is_noticed(house: House, at: int) -> None:
    case = house.case().pk
    touched = bytearray(sealed(case))
    touched[at] ^= 1
    if at == 0:
        with pytest.raises(psycopg.errors.CheckViolation):
            behind_our_back(SET.format("narrative"), bytes(touched), case)
        return
    behind_our_back(SET.format("narrative"), bytes(touched), case)
    refuses(house, case)


def test_a_plain_text_is_not_stored(house: House) -> None:
    case = house.case().pk
    for plain in (b"short", b"a long plain text that nobody has sealed at all, ever"):
        with pytest.raises(psycopg.errors.CheckViolation):
            behind_our_back(SET.format("narrative"), plain, case)
    with acting_as(house.worker, Purpose.REQUEST):
        row = Case.objects.get(pk=case)
        row.narrative = b"a long plain text that nobody has sealed at all"
        with pytest.raises(NotSealedError), transaction.atomic():
            row.save()
        with pytest.raises(NotSealedError), transaction.atomic():
            CasePerson.objects.update(name=b"Marigold")


def test_a_made_up_envelope_is_refused(house: House) -> None:
    case = house.case().pk
    behind_our_back(SET.format("narrative"), b"\x01\x00\x01" + os.urandom(60), case)
    refuses(house, case)


def test_an_older_version_of_the_same_place_is_the_known_limit(house: House) -> None:
    """Whoever can write the table can put an earlier ciphertext back (SECURITY.md)."""
    case = house.case()
    before = sealed(case.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        from datetime import date

        from accountability.cases.content import CaseFacts, CaseText

        services.change_case(
            case.pk,
            revision=case.revision,
            facts=CaseFacts(date(2026, 5, 1)),
            text=CaseText(narrative="newer"),
        )
    behind_our_back(SET.format("narrative"), before, case.pk)
    with acting_as(house.worker, Purpose.REQUEST):
        assert services.read_case(case.pk).text.narrative != "newer"
