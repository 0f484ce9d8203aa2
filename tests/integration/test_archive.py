"""Bytes in, bytes out; what a retrieval means for the versions of a document."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from warcio.archiveiterator import ArchiveIterator

from accountability.archive.services import (
    conditions_for,
    kind_of,
    record_document,
    record_retrieval,
)
from accountability.archive.store import ArchiveError, open_bytes, store
from accountability.archive.warc import write_exchange
from accountability.models import Retrieval, SourceDocument
from accountability.records.reference import load_reference
from accountability.sources.base import DocumentFacts, Link
from accountability.sources.errors import SourceError
from accountability.sources.registry import source
from accountability.vocab import Authority, DocumentKind, DocumentType
from tests.integration.toy import Toy, answer, document_at

SECRETS = (
    ("Set-Cookie", "session=1234"),
    ("WWW-Authenticate", "Basic"),
    ("X-CSRF-Token", "5678"),
    ("ETag", '"abc"'),
)


def kept_file(root: Path, sha256: str) -> Path:
    return root / "sha256" / sha256[:2] / sha256[2:4] / sha256


def test_bytes_come_back_under_their_hash(settings: Settings) -> None:
    sha256 = store(b"a report")
    assert store(b"a report") == sha256
    assert open_bytes(sha256) == b"a report"
    path = kept_file(settings.ARCHIVE_DIR, sha256)
    assert path.stat().st_mode & 0o222 == 0
    assert [entry.name for entry in path.parent.iterdir()] == [sha256]


def test_damaged_or_missing_bytes_are_an_error_not_a_document(
    settings: Settings,
) -> None:
    sha256 = store(b"a report")
    path = kept_file(settings.ARCHIVE_DIR, sha256)
    path.chmod(0o600)
    path.write_bytes(b"another")
    with pytest.raises(ArchiveError, match=sha256):
        open_bytes(sha256)
    path.unlink()
    with pytest.raises(ArchiveError, match=sha256):
        open_bytes(sha256)
    with pytest.raises(ArchiveError):
        open_bytes("../../etc/passwd")


def test_an_exchange_is_archived_without_cookies(settings: Settings) -> None:
    fetched = replace(
        answer(b"body", headers=SECRETS),
        request_headers=(("User-Agent", "tracker"), ("Authorization", "Bearer x")),
    )
    name = write_exchange(fetched, run="r")
    assert write_exchange(replace(fetched, not_modified=True, content=b""), run="r")
    raw = (settings.ARCHIVE_DIR / name).read_bytes()
    with (settings.ARCHIVE_DIR / name).open("rb") as file:
        records = [
            (
                record.rec_type,
                record.rec_headers["WARC-Target-URI"],
                record.http_headers.to_str(),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
        ]
    assert [record[0] for record in records] == [
        "response",
        "request",
        "revisit",
        "request",
    ]
    assert records[0][1] == fetched.final_url
    assert records[0][3] == b"body"
    headers = "".join(record[2] for record in records)
    assert '"abc"' in headers
    assert "User-Agent" in headers
    for word in ("1234", "5678", "Basic", "Bearer"):
        assert word not in headers
    assert raw


def test_a_torn_end_of_the_archive_file_is_cut_off(settings: Settings) -> None:
    name = write_exchange(answer(b"first"), run="r")
    path = settings.ARCHIVE_DIR / name
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 3])  # a worker killed in the middle
    write_exchange(answer(b"second"), run="r")
    with path.open("rb") as file:
        bodies = [record.content_stream().read() for record in ArchiveIterator(file)]
    assert bodies == [b"first", b"", b"second", b""]


@pytest.mark.django_db
def test_versions_follow_the_bytes() -> None:
    load_reference()
    document = document_at()
    outcomes = [
        record_retrieval(document=document, fetched=answer(content, at=at), job=None)
        for at, content in enumerate([b"A", b"A", b"B", b"A"])
    ]
    assert [item.outcome.value for item in outcomes] == [
        "created",
        "unchanged",
        "updated",
        "updated",
    ]
    versions = list(document.snapshots.order_by("number"))
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[0].sha256 == versions[2].sha256  # older bytes that came back
    assert versions[0].last_seen_at == outcomes[1].retrieval.at
    assert open_bytes(versions[1].sha256) == b"B"


@pytest.mark.django_db
def test_not_modified_moves_the_last_sight_only() -> None:
    load_reference()
    document = document_at()
    unasked = replace(answer(b"", at=1), status=304, not_modified=True)
    with pytest.raises(SourceError, match="nothing was kept"):
        record_retrieval(document=document, fetched=unasked, job=None)
    headers = (("ETag", '"abc"'), ("Last-Modified", "Thu"), *SECRETS[:1])
    assert conditions_for(document).etag is None
    record_retrieval(document=document, fetched=answer(b"A", headers=headers), job=None)
    again = record_retrieval(document=document, fetched=unasked, job=None)
    assert again.outcome.value == "unchanged"
    assert again.snapshot.number == 1
    assert again.snapshot.last_seen_at == unasked.retrieved_at
    assert conditions_for(document).etag == '"abc"'
    assert conditions_for(document).last_modified == "Thu"
    assert "Set-Cookie" not in Retrieval.objects.earliest("at").response_headers


@pytest.mark.django_db
def test_what_stands_in_for_a_publisher_is_a_reconstruction(
    settings: Settings,
) -> None:
    load_reference()
    link = Link("https://toy.example/a", "A", DocumentType.ANNUAL_REPORT)
    press = replace(link, authority=Authority.PRESS)
    said = DocumentFacts(reconstruction=True)
    assert kind_of(Toy(), link, DocumentFacts()) is DocumentKind.PUBLICATION
    assert kind_of(Toy(), press, DocumentFacts()) is DocumentKind.PRESS
    assert kind_of(Toy(), link, said) is DocumentKind.RECONSTRUCTION
    settings.SOURCE_BASES = {"toy": "http://127.0.0.1:9/", "us_la_nopd": "x"}
    for which in (link, press):
        assert kind_of(Toy(), which, DocumentFacts()) is DocumentKind.RECONSTRUCTION
    data = kind_of(source("us_la_nopd"), link, DocumentFacts())
    assert data is DocumentKind.OPEN_DATA


@pytest.mark.django_db
def test_a_document_once_rebuilt_stays_a_reconstruction() -> None:
    load_reference()
    link = Link("https://toy.example/a", "A", DocumentType.ANNUAL_REPORT)
    first = record_document(source=Toy(), link=link, facts=DocumentFacts())
    assert first.publisher_url == link.url
    rebuilt = DocumentFacts(reconstruction=True)
    assert record_document(source=Toy(), link=link, facts=rebuilt).publisher_url == ""
    record_document(source=Toy(), link=link, facts=DocumentFacts())
    assert SourceDocument.objects.get().kind == DocumentKind.RECONSTRUCTION.value


@pytest.mark.django_db
def test_slugs_are_readable_unique_and_permanent(settings: Settings) -> None:
    load_reference()
    settings.SOURCE_BASES = {"toy": "http://127.0.0.1:9/"}
    type_ = DocumentType.ANNUAL_REPORT
    facts = DocumentFacts(period="2021/22")

    def slug(url: str, title: str = "Report") -> str:
        link = Link(url, title, type_)
        return record_document(source=Toy(), link=link, facts=facts).slug

    assert slug("http://127.0.0.1:9/a") == "toy-annual-report-2021-22"
    assert slug("http://127.0.0.1:9/b") == "toy-annual-report-2021-22-2"
    # The rebuilt site has another port after a restart.
    assert slug("http://127.0.0.1:7/a", "Other") == "toy-annual-report-2021-22"
    assert SourceDocument.objects.count() == 2
