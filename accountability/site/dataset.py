"""The release as a schema.org Dataset, for search engines of data."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from accountability.release.bundle import DATAPACKAGE_FILE
from accountability.release.files import BundleFile
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import STATISTICS
from accountability.site.catalogue import described_tables

_MEDIA_TYPES = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
#: What would end the script element early, in forms that JSON reads alike.
_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def dataset_json(reader: Reader) -> str:
    """Return the text of a ``<script type="application/ld+json">`` element."""
    return json.dumps(dataset(reader), ensure_ascii=False).translate(_HARMLESS)


def dataset(reader: Reader) -> dict[str, Any]:
    """Return the release as a Dataset with a download for each table and format."""
    info = reader.info
    page = _absolute(reverse("data"))
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": gettext("Police accountability: the official record"),
        "description": gettext(
            "What police oversight bodies have published about complaints and their "
            "outcomes, each number with the document it was read from."
        )
        + (f" {gettext('Demonstration. Not for citation.')}" if info.demo else ""),
        "url": page,
        "identifier": _absolute(f"/api/v1/releases/{info.release}/"),
        "version": info.release,
        "datePublished": info.published_at.date().isoformat(),
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "license": f"{page}#licence",
        "creator": {
            "@type": "Organization",
            "name": gettext("Police Accountability Tracker"),
            "url": _absolute("/"),
        },
        "isBasedOn": sorted(
            {
                row["publisher_url"]
                for row in reader.documents()
                if row["publisher_url"].startswith(("http://", "https://"))
            }
        ),
        "spatialCoverage": sorted(
            {row["jurisdiction"] for row in reader.departments()}
        ),
        "hasPart": [
            {
                "@type": "Dataset",
                "name": gettext(item.table.title),
                "description": gettext(item.table.description),
                "url": f"{page}#t-{item.table.name}",
                "license": f"{page}#licence",
                "distribution": [
                    _download(info.release, file) for file in (item.csv, item.parquet)
                ],
            }
            for item in described_tables(reader)
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": DATAPACKAGE_FILE,
                "encodingFormat": "application/vnd.datapackage+json",
                "contentUrl": _file(info.release, DATAPACKAGE_FILE),
            }
        ],
    }
    if span := _years(reader):
        described["temporalCoverage"] = span
    return described


def _years(reader: Reader) -> str:
    """Return the first and the last day that a current figure is about."""
    days = [
        (row["period_start"], row["period_end"])
        for row in reader.rows(
            Query(
                STATISTICS,
                filters=(("current", (True,)),),
                fields=("period_start", "period_end"),
            )
        )
    ]
    if not days:
        return ""
    first, last = min(day for day, _ in days), max(day for _, day in days)
    return f"{first.isoformat()}/{last.isoformat()}"


def _download(release: str, file: BundleFile) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "encodingFormat": _MEDIA_TYPES[file.path.suffix],
        "contentUrl": _file(release, file.name),
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }


def _file(release: str, name: str) -> str:
    return _absolute(reverse("release-file", args=[release, name]))


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
