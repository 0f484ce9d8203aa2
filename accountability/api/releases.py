"""Which release a question is put to, and what the releases are."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accountability.api.answers import public_address, release_name
from accountability.api.caching import etag_of, mark, settled
from accountability.api.formats import FormatNegotiation, QuickJsonRenderer
from accountability.api.problems import NoSuchReleaseError, NothingPublishedError
from accountability.release.aggregate import COUNTED
from accountability.release.bundle import NoRelease
from accountability.release.files import manifest
from accountability.release.parameters import refuse_unknown
from accountability.release.query import Query
from accountability.release.reader import READ_FROM_DOCUMENTS, Reader
from accountability.release.row_json import plain
from accountability.release.schema import DOCUMENTS, TABLES
from accountability.shelf import shelf

LATEST = "latest"
_ABOUT_DOCUMENT = (
    "title",
    "body",
    "source",
    "kind",
    "type",
    "authority",
    "publisher_url",
    "cited_urls",
    "licence",
    "attribution",
    "period",
)


def reader_of(release: str | None) -> Reader:
    """Return the reader of a pinned release, or of the latest.

    Raises NothingPublishedError or NoSuchReleaseError.
    """
    if release is None or release == LATEST:
        try:
            return shelf().current()
        except NoRelease as missing:
            raise NothingPublishedError from missing
    try:
        return shelf().get(release)
    except NoRelease as missing:
        raise NoSuchReleaseError(f"There is no release {release!r}.") from missing


def is_pinned(release: str | None) -> bool:
    """Say whether an address names a release for good; ``latest`` moves."""
    return release not in (None, LATEST)


def release_answer(reader: Reader) -> dict[str, Any]:
    """Return what a release says about itself, its tables and its files."""
    info = reader.info
    base = f"/api/v1/releases/{info.release}/"
    return {
        **release_name(info),
        "schema_version": info.schema_version,
        "approvals": info.approvals,
        "synthetic_approvals": info.synthetic_approvals,
        "previous": info.previous,
        "manifest_sha256": info.manifest_sha256,
        "tables": {
            table.name: {
                "rows": info.rows[table.name],
                "url": public_address(f"{base}{table.name}/"),
            }
            for table in TABLES
            if table.name in info.rows
        },
        "files": [
            {
                "name": file.name,
                "bytes": file.size,
                "sha256": file.sha256,
                "url": public_address(f"/releases/{info.release}/public/{file.name}"),
            }
            for file in manifest(reader.bundle)
        ],
    }


@dataclass(frozen=True)
class Told:
    """One answer and what decides it: the parts of its ETag."""

    body: dict[str, Any]
    etag: tuple[str, ...]
    pinned: bool = False


class JsonView(APIView):
    """One JSON answer that a release decides, cached by what decides it."""

    renderer_classes = [QuickJsonRenderer]
    content_negotiation_class = FormatNegotiation
    parameters: Collection[str] = ("format",)

    def answer(self, request: Request, told: Told) -> HttpResponseBase:
        """Send ``told``, or 304 if the client has it."""
        etag = etag_of(request, request.path, *told.etag)
        found = settled(request, etag, pinned=told.pinned)
        return found or mark(Response(told.body), etag, pinned=told.pinned)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse parameters that mean nothing here."""
        super().initial(request, *args, **kwargs)
        refuse_unknown(dict(request.query_params.lists()), self.parameters)


class RootView(JsonView):
    """Where to begin: the tables, the releases, the description of it all."""

    def get(self, request: Request) -> HttpResponseBase:
        """List the addresses of the API."""
        info = reader_of(None).info
        body = {
            "release": release_name(info),
            "tables": {
                table.name: {
                    "title": table.title,
                    "description": table.description,
                    "rows": info.rows[table.name],
                    "url": public_address(f"/api/v1/{table.name}/"),
                    "row_schema": public_address(f"/api/v1/schemas/{table.name}/"),
                }
                for table in TABLES
                if table.name in info.rows
            },
            "community": public_address("/api/v1/community/"),
            "aggregates": {
                name: public_address(f"/api/v1/aggregates/{name}/")
                for name in COUNTED
                if name in info.rows
            },
            "releases": public_address("/api/v1/releases/"),
            "changes_since": public_address(
                "/api/v1/releases/{release}/changes-since/{before}/"
            ),
            "feeds": {
                name: public_address(f"/feeds/{name}.atom")
                for name in ("releases", "corrections", "ledger")
            },
            "json_feeds": {
                name: public_address(f"/feeds/{name}.json")
                for name in ("releases", "corrections", "ledger")
            },
            "schema": public_address("/api/v1/schema/"),
            "docs": public_address("/api/v1/docs/"),
            "data": public_address("/data/"),
        }
        return self.answer(request, Told(body, (info.manifest_sha256,)))


class ReleasesView(JsonView):
    """All releases, newest first."""

    def get(self, request: Request) -> HttpResponseBase:
        """List the releases."""
        reader_of(None)
        infos = shelf().infos()
        body = {
            "results": [
                {**release_name(info), "previous": info.previous} for info in infos
            ]
        }
        return self.answer(request, Told(body, tuple(info.release for info in infos)))


class ReleaseView(JsonView):
    """One release: its tables and files with their hashes."""

    def get(self, request: Request, release: str) -> HttpResponseBase:
        """Describe a pinned release, or the latest."""
        reader = reader_of(release)
        return self.answer(
            request,
            Told(
                release_answer(reader),
                (reader.info.manifest_sha256,),
                pinned=is_pinned(release),
            ),
        )


class DocumentView(JsonView):
    """One source document with every version of its bytes that we hold."""

    def get(
        self, request: Request, document: str, release: str | None = None
    ) -> HttpResponseBase:
        """Describe the document; its newest version comes first."""
        reader = reader_of(release)
        body = document_answer(reader, document)
        told = Told(body, (reader.info.manifest_sha256,), pinned=is_pinned(release))
        return self.answer(request, told)


def document_answer(reader: Reader, document: str) -> dict[str, Any]:
    """Return what a release holds of a document; raises NotInRelease."""
    found = reader.document(document)
    newest = found.versions[0]
    base = f"/api/v1/releases/{reader.info.release}/"
    return {
        "release": release_name(reader.info),
        "document": document,
        **{name: plain(newest[name]) for name in _ABOUT_DOCUMENT},
        "url": public_address(f"/documents/{document}/"),
        "versions": [
            {
                name: value
                for name, value in version.items()
                if name not in _ABOUT_DOCUMENT and name != "document"
            }
            for version in reader.row_json(Query(DOCUMENTS)).objects(found.versions)
        ],
        "read_from_it": {
            table.name: {
                "rows": getattr(found, table.name),
                "url": public_address(f"{base}{table.name}/?document={document}"),
            }
            for table in READ_FROM_DOCUMENTS
        },
    }


def is_api(request: HttpRequest) -> bool:
    """Say whether a request is for the API, whose errors are problem+json."""
    return request.path_info.startswith("/api/")
