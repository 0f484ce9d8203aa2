from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from accountability.sources.errors import Failure, SourceError
from accountability.sources.http import PoliteClient
from accountability.sources.pacing import LocalPacer
from accountability.sources.robots import RobotsAnswer
from fixtures.commission_site.server import SiteServer
from tests.sources.loopback import Answer, RecordingPacer, Scripted, scripted

REPORTS = "/reports/statistics/"
ALLOW_ALL = Answer(body=b"User-agent: *\nDisallow:\n")


@contextmanager
def client_of(
    server: Scripted, *, pacer: RecordingPacer | None = None, delay: float = 0.0
) -> Iterator[PoliteClient]:
    with PoliteClient(
        "AccountabilityTracker",
        "https://example.org/contact",
        frozenset({server.host}),
        delay=delay,
        pacer=pacer or RecordingPacer(),
        private_hosts=True,
    ) as client:
        yield client


def test_says_who_asks_and_returns_the_bytes_with_both_sets_of_headers(
    client: PoliteClient, site: SiteServer
) -> None:
    answer = client.fetch(site.address + REPORTS)
    sent = dict(answer.request_headers)
    assert sent["User-Agent"] == "AccountabilityTracker (+https://example.org/contact)"
    assert answer.status == 200
    assert b"Statistics" in answer.content
    assert answer.media_type == "text/html"
    assert answer.header("etag")
    assert answer.final_url == answer.url
    assert answer.retrieved_at.tzinfo is UTC


@pytest.mark.parametrize(("agent", "contact"), [("", "x"), ("x", " ")])
def test_a_client_without_name_or_contact_cannot_be_made(
    agent: str, contact: str
) -> None:
    with pytest.raises(ValueError, match="names itself"):
        PoliteClient(agent, contact, frozenset())


def test_asks_conditionally_and_hears_that_nothing_changed(
    client: PoliteClient, site: SiteServer
) -> None:
    first = client.fetch(site.address + REPORTS)
    by_tag = client.fetch(first.url, etag=first.header("etag"))
    by_date = client.fetch(first.url, last_modified=first.header("last-modified"))
    assert by_tag.not_modified
    assert by_date.not_modified
    assert by_tag.content == b""
    assert not first.not_modified


def test_robots_txt_is_asked_once_and_nothing_but_get_is_sent(
    client: PoliteClient, site: SiteServer
) -> None:
    for _ in range(3):
        client.fetch(site.address + REPORTS)
    assert site.times_asked("/robots.txt") == 1
    assert {request.method for request in site.requests} == {"GET"}
    senders = {"post", "put", "patch", "delete", "request"}
    assert not senders & set(dir(client))


def test_an_address_that_robots_txt_forbids_is_not_asked_for(
    client: PoliteClient, site: SiteServer
) -> None:
    form = "/make-a-complaint/submit-online-complaint/"
    with pytest.raises(SourceError) as error:
        client.fetch(site.address + form)
    assert error.value.failure is Failure.FORBIDDEN_BY_ROBOTS
    assert form in error.value.where
    assert site.times_asked(form) == 0


def test_rules_with_wildcards_and_for_our_name_are_kept() -> None:
    rules = (
        b"User-agent: *\nDisallow:\n\n"
        b"User-agent: AccountabilityTracker\nDisallow: /*.pdf$\nCrawl-delay: 7\n"
    )
    answers = {"/robots.txt": Answer(body=rules), "/a": Answer(body=b"a")}
    pacer = RecordingPacer()
    with scripted(answers) as server, client_of(server, pacer=pacer) as client:
        client.fetch(f"http://{server.host}/a")
        with pytest.raises(SourceError) as error:
            client.fetch(f"http://{server.host}/report.pdf")
    assert error.value.failure is Failure.FORBIDDEN_BY_ROBOTS
    assert (server.host, 7.0) in pacer.delays


def test_a_shorter_crawl_delay_does_not_shorten_ours() -> None:
    rules = Answer(body=b"User-agent: *\nCrawl-delay: 1\n")
    answers = {"/robots.txt": rules, "/a": Answer(body=b"a")}
    pacer = RecordingPacer()
    with (
        scripted(answers) as server,
        client_of(server, pacer=pacer, delay=5.0) as client,
    ):
        client.fetch(f"http://{server.host}/a")
    assert pacer.delays[-1] == (server.host, 5.0)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_nothing_is_fetched_while_robots_txt_cannot_be_read(status: int) -> None:
    answers = {"/robots.txt": Answer(status), "/a": Answer(body=b"a")}
    with (
        scripted(answers) as server,
        client_of(server) as client,
        pytest.raises(SourceError) as error,
    ):
        client.fetch(f"http://{server.host}/a")
    assert error.value.failure is Failure.FORBIDDEN_BY_ROBOTS
    assert error.value.retry_after
    assert [path for _, path, _ in server.seen] == ["/robots.txt"]


def test_a_missing_robots_txt_allows() -> None:
    answers = {"/a": Answer(body=b"a")}
    with scripted(answers) as server, client_of(server) as client:
        assert client.fetch(f"http://{server.host}/a").content == b"a"


def test_robots_txt_of_an_earlier_run_is_used_for_a_day_only() -> None:
    answers = {"/robots.txt": ALLOW_ALL, "/a": Answer(body=b"a")}
    with scripted(answers) as server:
        host = f"http://{server.host}"
        old = datetime.now(UTC) - timedelta(hours=25)
        kept = {host: RobotsAnswer("User-agent: *\nDisallow: /\n", old)}
        with PoliteClient(
            "A",
            "b",
            frozenset({server.host}),
            pacer=RecordingPacer(),
            robots=kept,
            private_hosts=True,
        ) as client:
            assert client.fetch(f"{host}/a").content == b"a"
        assert kept[host].retrieved_at > old


def test_cookies_are_not_kept() -> None:
    cookie = Answer(body=b"a", headers=(("Set-Cookie", "id=1; Path=/"),))
    answers = {"/robots.txt": ALLOW_ALL, "/a": cookie}
    with scripted(answers) as server, client_of(server) as client:
        client.fetch(f"http://{server.host}/a")
        client.fetch(f"http://{server.host}/a")
    assert all("Cookie" not in headers for _, _, headers in server.seen)


def test_redirects_are_followed_and_told(
    client: PoliteClient, site: SiteServer
) -> None:
    old = f"{site.address}/publications/annual_report.html"
    answer = client.fetch(old)
    assert answer.url == old
    assert answer.redirects == (old,)
    assert answer.final_url == f"{site.address}/reports/annual-report/"


def test_a_redirect_into_a_forbidden_part_is_not_followed() -> None:
    answers = {
        "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /private/\n"),
        "/a": Answer(302, headers=(("Location", "/private/b"),)),
        "/private/b": Answer(body=b"b"),
    }
    with (
        scripted(answers) as server,
        client_of(server) as client,
        pytest.raises(SourceError) as error,
    ):
        client.fetch(f"http://{server.host}/a")
    assert error.value.failure is Failure.FORBIDDEN_BY_ROBOTS
    assert "/private/b" not in [path for _, path, _ in server.seen]


def test_a_chain_of_redirects_ends_in_an_error() -> None:
    answers = {
        f"/{n}": Answer(301, headers=(("Location", f"/{n + 1}"),)) for n in range(20)
    }
    with (
        scripted(answers) as server,
        client_of(server) as client,
        pytest.raises(SourceError) as error,
    ):
        client.fetch(f"http://{server.host}/0")
    assert error.value.failure is Failure.REDIRECT_LOOP
    assert len(server.seen) < 10


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/other-port",
        "http://example.org/",
        "file:///etc/hostname",
        "http://127.0.0.1@example.org/",
    ],
)
def test_other_hosts_are_not_asked(client: PoliteClient, url: str) -> None:
    with pytest.raises(SourceError) as error:
        client.fetch(url)
    assert error.value.failure is Failure.OFF_HOST


def test_addresses_inside_a_network_are_refused_outside_the_demo(
    site: SiteServer,
) -> None:
    hosts = frozenset({f"127.0.0.1:{site.port}"})
    with (
        PoliteClient("A", "b", hosts, pacer=RecordingPacer()) as client,
        pytest.raises(SourceError) as error,
    ):
        client.fetch(site.address + REPORTS)
    assert error.value.failure is Failure.OFF_HOST
    assert site.requests == []


def test_a_host_that_does_not_answer_is_unreachable_and_may_be_tried_again() -> None:
    with scripted({}) as server:
        host = server.host
    with (
        PoliteClient(
            "A", "b", frozenset({host}), pacer=RecordingPacer(), private_hosts=True
        ) as client,
        pytest.raises(SourceError) as error,
    ):
        client.fetch(f"http://{host}/a")
    assert error.value.failure is Failure.UNREACHABLE
    assert error.value.retry_after


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    answers = {
        "/seconds": Answer(429, headers=(("Retry-After", "90"),)),
        "/date": Answer(503, headers=(("Retry-After", format_datetime(later, True)),)),
        "/none": Answer(429),
        "/nonsense": Answer(429, headers=(("Retry-After", "soon"),)),
    }
    waits = {}
    with scripted(answers) as server, client_of(server) as client:
        for path in answers:
            with pytest.raises(SourceError) as error:
                client.fetch(f"http://{server.host}{path}")
            assert error.value.failure is Failure.RATE_LIMITED
            waits[path] = error.value.retry_after
    assert waits["/seconds"] == 90
    assert waits["/date"] == pytest.approx(3600, abs=60)
    assert waits["/none"] == waits["/nonsense"] == 60


def test_headers_of_the_wire_are_renamed_when_the_bytes_were_decoded() -> None:
    answers = {
        "/a": Answer(
            body=b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03K\x04\x00C\xbe\xb7\xe8"
            b"\x01\x00\x00\x00",
            headers=(("Content-Encoding", "gzip"),),
        )
    }
    with scripted(answers) as server, client_of(server) as client:
        answer = client.fetch(f"http://{server.host}/a")
    assert answer.content == b"a"
    assert answer.header("content-encoding") == ""
    assert answer.header("x-archive-orig-content-encoding") == "gzip"


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_the_pacer_keeps_the_delay_for_each_host_apart() -> None:
    clock = _Clock()
    pacer = LocalPacer(clock=clock.read, sleep=clock.sleep)
    pacer.wait("a", 2.0)
    pacer.wait("b", 2.0)
    pacer.wait("a", 2.0)
    clock.now += 1.5
    pacer.wait("a", 2.0)
    assert clock.slept == [2.0, 0.5]


def test_the_pacer_gives_the_turn_back_rather_than_hold_a_worker() -> None:
    clock = _Clock()
    pacer = LocalPacer(max_wait=30, clock=clock.read, sleep=clock.sleep)
    pacer.wait("a", 600.0)
    with pytest.raises(SourceError) as error:
        pacer.wait("a", 600.0)
    assert error.value.failure is Failure.RATE_LIMITED
    assert error.value.retry_after == 600.0
    assert clock.slept == []
