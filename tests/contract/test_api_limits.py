"""The limit of questions: generous, told, and only where answers cost something."""

from pathlib import Path

import httpx
import pytest
from django.http import HttpRequest

from accountability.api.limits import TokenBuckets, asker
from tests.bundles import write_sample_bundle
from tests.public_plane import running_public_plane


def test_a_bucket_empties_fills_again_and_never_overflows() -> None:
    now = 0.0
    buckets = TokenBuckets(rate=2, burst=3, clock=lambda: now)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait("b") == 0, "another asker has another bucket"
    now = 0.5
    assert [buckets.wait("a") for _ in range(2)] == [0, 0.5]
    now = 1000
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_who_asked_longest_ago_is_forgotten_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("accountability.api.limits._KEPT", 2)
    buckets = TokenBuckets(rate=0.001, burst=1, clock=lambda: 0)
    for who in ("a", "b", "c"):
        assert buckets.wait(who) == 0
    assert buckets.wait("c") > 0
    assert buckets.wait("a") == 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "192.0.2.1", "198.51.100.7"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (2, "192.0.2.1", "198.51.100.7"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_who_asks_is_whom_our_own_proxies_saw(
    proxies: int, forwarded: str, seen: str
) -> None:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "198.51.100.7"
    request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    assert asker(request, proxies) == seen


def test_addresses_of_one_ipv6_network_share_a_bucket() -> None:
    request = HttpRequest()
    found = set()
    for address in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"):
        request.META["REMOTE_ADDR"] = address
        found.add(asker(request, 0))
    assert len(found) == 2


def test_who_asks_too_often_is_told_when_to_come_again(
    tmp_path: Path, collected_static: Path
) -> None:
    (tmp_path / "releases").mkdir()
    bundle = write_sample_bundle(tmp_path / "releases")
    with (
        running_public_plane(
            tmp_path,
            collected_static,
            API_BURST="5",
            API_RATE="0.01",
            TRUSTED_PROXIES="1",
        ) as plane,
        httpx.Client(
            base_url=plane.url, headers={"X-Forwarded-For": "192.0.2.1"}
        ) as client,
    ):
        for _ in range(5):
            assert client.get("/api/v1/bodies/").status_code == 200
        refused = client.get("/api/v1/bodies/")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 100
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert refused.headers["Cache-Control"] == "no-store"
        assert "files of a release" in refused.json()["detail"]
        other = client.get("/api/v1/bodies/", headers={"X-Forwarded-For": "192.0.2.2"})
        assert other.status_code == 200
        for free in (f"/releases/{bundle.name}/public/bodies.csv", "/", "/data/"):
            assert client.get(free).status_code == 200
