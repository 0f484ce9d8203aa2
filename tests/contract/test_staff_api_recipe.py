"""The page about the staff API: its recipe is carried out, its list is whole."""

import re
import shlex
from pathlib import Path
from string import Template
from typing import Any
from uuid import uuid4

import pytest

from accountability.access.context import Purpose, acting_as
from accountability.cases import services
from tests.casework import House
from tests.staff_addresses import api_addresses
from tests.staff_api import API, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]
PAGE = Path(__file__).resolve().parents[2] / "docs/reference/staff-api.md"


def carried_out(command: str, program: Program) -> Any:
    """Do what a curl command does, as far as the page uses it."""
    name, *words = shlex.split(command)
    assert name == "curl"
    address, method, data, headers = "", "", None, {}
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            key, _, value = words.pop(0).partition(": ")
            headers[key] = value
        elif word == "--data":
            data = words.pop(0)
        else:
            assert not word.startswith("-"), word
            address = word
    return program.client.generic(
        method or ("POST" if data else "GET"),
        address.removeprefix("http://desk"),
        data or "",
        content_type=headers.pop("Content-Type", "text/plain"),
        headers=headers,
    )


def test_the_recipe_works_from_its_first_to_its_last_line() -> None:
    house = House()
    program = Program.of(house.worker)
    known = {"STAFF": "http://desk", "TOKEN": program.token, "KEY": str(uuid4())}
    commands = re.findall(r"^    (curl .*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(commands) == 7
    for command in commands:
        answer = carried_out(Template(command).substitute(known), program)
        assert answer.status_code in {200, 201}, (command, answer.content)
        told = answer.json()
        if "teams" in told:
            known["TEAM"] = str(told["teams"][0]["id"])
        if "revision" in told:
            known |= {"CASE": told["id"], "REVISION": str(told["revision"])}
    with acting_as(house.worker, Purpose.REQUEST):
        opened = services.read_case(known["CASE"])  # type: ignore[arg-type]
        assert (opened.text.place, opened.row.status) == ("Elm Street", "open")
        assert [note.text for note in opened.notes] == ["Called back."]


def test_the_page_names_every_address() -> None:
    page = PAGE.read_text("utf-8")
    for item in api_addresses():
        way = item.address.removeprefix(f"{API}/")
        way = re.sub(r"[0-9a-f-]{36}", "<id>", way)
        last = way.removeprefix("cases/<id>/") or way
        assert way in page or f"`{last}`" in page or f"{last}`" in page, way
