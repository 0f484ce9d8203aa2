"""Answers kept in their final bytes: bounded, and forgotten in order."""

from django.http import HttpResponse

from accountability.api.caching import KeptAnswers


def answer(etag: str, size: int) -> HttpResponse:
    return HttpResponse(b"x" * size, headers={"ETag": etag, "X-Release": "r"})


def test_an_answer_is_kept_with_its_headers() -> None:
    kept = KeptAnswers(most_bytes=100, largest=50)
    assert kept.get('"a"') is None
    kept.keep(answer('"a"', 10))
    found = kept.get('"a"')
    assert found is not None
    assert (found.content, found["X-Release"]) == (b"x" * 10, "r")


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept = KeptAnswers(most_bytes=100, largest=50)
    for name in "abc":
        kept.keep(answer(f'"{name}"', 40))
    assert [name for name in "abc" if kept.get(f'"{name}"')] == ["b", "c"]
    kept.keep(answer('"large"', 51))
    kept.keep(answer("", 10))
    assert kept.get('"large"') is None
    assert kept.get("") is None


def test_what_was_asked_for_last_stays_longest() -> None:
    kept = KeptAnswers(most_bytes=100, largest=50)
    kept.keep(answer('"a"', 40))
    kept.keep(answer('"b"', 40))
    assert kept.get('"a"')
    kept.keep(answer('"c"', 40))
    assert kept.get('"a"')
    assert kept.get('"b"') is None
