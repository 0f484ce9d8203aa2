"""Requests and responses as WARC records (ISO 28500), one file a run.

Workers append to the same file, one at a time. A worker killed in the middle leaves a
torn end; the next one cuts it off, because ``<file>.length`` says how far the file is
whole.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from django.conf import settings
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from accountability.archive.headers import kept_headers
from accountability.archive.store import sync_directory
from accountability.sources.http import Fetched

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def write_exchange(fetched: Fetched, *, run: str) -> str:
    """Append one request and its answer; return the file's name in the archive.

    An answer of "not modified" becomes a revisit record.
    """
    name = f"warc/{fetched.retrieved_at:%Y/%m}/{run}.warc.gz"
    path = Path(settings.ARCHIVE_DIR) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    _append(path, _records(fetched))
    return name


def _records(fetched: Fetched) -> bytes:
    """Return the compressed records of one exchange."""
    target = fetched.final_url
    date = fetched.retrieved_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    output = BytesIO()
    writer = WARCWriter(output, gzip=True, warc_version="1.1")
    protocol = fetched.http_version or "HTTP/1.1"
    response = writer.create_warc_record(
        target,
        "revisit" if fetched.not_modified else "response",
        payload=BytesIO(fetched.content),
        length=len(fetched.content),
        http_headers=StatusAndHeaders(
            f"{fetched.status} {fetched.reason}",
            list(kept_headers(fetched.response_headers)),
            protocol=protocol,
        ),
        warc_headers_dict={"WARC-Date": date}
        | ({"WARC-Profile": _PROFILE} if fetched.not_modified else {}),
    )
    request = writer.create_warc_record(
        target,
        "request",
        payload=BytesIO(b""),
        length=0,
        http_headers=StatusAndHeaders(
            f"GET {target} {protocol}",
            list(kept_headers(fetched.request_headers)),
            is_http_request=True,
        ),
        warc_headers_dict={"WARC-Date": date},
    )
    writer.write_request_response_pair(request, response)
    return output.getvalue()


def _append(path: Path, records: bytes) -> None:
    with _locked(path.with_suffix(".lock")), path.open("ab") as file:
        length = path.with_suffix(".length")
        whole = int(length.read_text()) if length.exists() else 0
        if file.tell() != whole:
            file.truncate(whole)
        file.write(records)
        file.flush()
        os.fsync(file.fileno())
        new = length.with_suffix(".new")
        new.write_text(str(whole + len(records)))
        new.rename(length)
    sync_directory(path.parent)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
