"""What staff see when something is wrong: pages of the product that leak nothing."""

from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import path

from accountability import urls_staff
from tests.accounts import log_in
from tests.factories import make_reviewer

SECRET = "the words of a person who confided in us"


def breaks(request: HttpRequest) -> HttpResponse:
    """Fail as a view does: after a query that the database refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM a_table_that_is_not_there", [SECRET])
    raise AssertionError


def unreadable(request: HttpRequest) -> HttpResponse:
    raise BadRequest(SECRET)


urlpatterns = [
    *urls_staff.urlpatterns,
    path("breaks/", breaks),
    path("unreadable/", unreadable),
]
handler400, handler403 = urls_staff.handler400, urls_staff.handler403
handler404, handler500 = urls_staff.handler404, urls_staff.handler500


@pytest.fixture
def asking(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return log_in(Client(raise_request_exception=False), make_reviewer("rosa"))


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("staff_pages")
def test_every_error_is_a_page_that_says_what_to_do(asking: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = asking.cookies
    for answer, status, title in (
        (asking.get("/breaks/"), 500, "Something broke on our side"),
        (asking.get("/unreadable/"), 400, "asks for something that does not exist"),
        (asking.get("/people/"), 403, "You may not do this"),
        (strict.post("/handed-in/new/"), 403, "This form is no longer valid"),
        (asking.get("/nowhere/"), 404, "There is no such page"),
    ):
        page = text(answer)
        assert (answer.status_code, title in page) == (status, True), page
        for needed in ('id="quick-exit"', 'href="/"', "<main", 'class="staff"'):
            assert needed in page, (status, needed)
        assert SECRET not in page
        assert "a_table" not in page
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("staff_pages")
def test_a_failure_of_ours_is_told_without_a_database() -> None:
    page = get_template("500.html").render()
    assert "kept as a draft" in page
    assert 'lang="fr"' in page
    assert "<script" not in page
