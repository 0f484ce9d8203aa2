"""What every answer of the staff plane forbids browsers and caches (S22)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accountability.models import Role
from tests.accounts import log_in
from tests.casework import House, officer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
ROOT = Path(__file__).resolve().parents[2]


def policy(header: str) -> dict[str, str]:
    """Return a content security policy by directive."""
    parts = (part.strip().split(" ", 1) for part in header.split(";"))
    return {part[0]: part[-1] for part in parts}


@pytest.mark.parametrize("address", ["/", "/cases/", "/cases/new/", "/nowhere/"])
def test_no_store_keeps_an_answer_and_no_script_of_another_runs(address: str) -> None:
    house = House()
    page = log_in(Client(), house.worker)
    for client, where in ((page, address), (Client(), "/account/login/")):
        answer = client.get(where)
        assert "no-store" in answer["Cache-Control"]
        told = policy(answer["Content-Security-Policy"])
        if answer.status_code == 200:
            assert re.fullmatch(r"'nonce-[\w+/=-]{16,}'", told["script-src"])
        assert told["default-src"] == "'none'"
        assert told["style-src"] == "'self'"
        assert told["object-src"] == "'none'"
        assert told["base-uri"] == "'none'"
        assert told["frame-ancestors"] == "'none'"
        assert told["form-action"] == "'self'"
        assert told["require-trusted-types-for"] == "'script'"
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        for script in re.findall(r"<script[^>]*>", answer.content.decode()):
            data = 'type="application/json"' in script
            assert data or 'nonce="' in script


def test_each_answer_has_a_nonce_of_its_own() -> None:
    page = log_in(Client(), officer("otto", Role.AUDITOR))
    told = {page.get("/")["Content-Security-Policy"] for _ in range(3)}
    assert len(told) == 3


def test_a_cookie_holds_a_session_and_nothing_else() -> None:
    house = House()
    page = log_in(Client(), house.worker)
    given = {"received_month": "2026-05", "team": str(house.day.pk)}
    answer = page.post("/cases/new/", given)
    assert answer.status_code == 302
    assert set(page.cookies) <= {"sessionid", "csrftoken"}
    assert "Saved as draft" in page.get(answer["Location"]).content.decode()


SCRIPTS = (
    "<script>x()</script>",
    '"><img src=x onerror=x()>',
    "javascript:x()",
    "{{7*7}}",
)


@pytest.mark.parametrize("words", SCRIPTS)
def test_what_is_typed_is_shown_as_text(words: str) -> None:
    house = House()
    page = log_in(Client(), house.worker)
    given = {
        **dict.fromkeys(("narrative", "occurred", "place", "wishes"), words),
        "received_month": "2026-05",
        "team": str(house.day.pk),
    }
    case = page.post("/cases/new/", given)["Location"]
    page.post(f"{case}notes/", {"text": words})
    page.post(
        f"{case}people/add/",
        {"role": "witness", "name": words, "contact": words, "details": words},
    )
    for address in (case, f"{case}change/", f"{case}history/"):
        body = page.get(address).content.decode()
        assert "<script>x" not in body
        assert "<img src=x" not in body


def test_cookies_are_for_this_host_alone_behind_tls(tmp_path: Path) -> None:
    # The browser tests of the same process have set it for themselves.
    given = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            **given,
            "SECURE_COOKIES": "1",
            "DEMO": "",
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": "x" * 25 + "abcdefghijklmnopqrstuvwxyz0123456789",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME,"
        " s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS)"
    )
    told = subprocess.check_output(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env={**os.environ, "SECURE_COOKIES": "1"},
        text=True,
    )
    assert told.split() == [
        *("__Host-session", "__Host-csrf", "True", "True", "Strict", "31536000")
    ]
    assert django_settings.SESSION_COOKIE_HTTPONLY
