"""The real writer over the sample, or over rows of a test's own."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accountability.publication.bundle_writer import Edition, write_bundle
from accountability.publication.crops import Picture
from accountability.publication.table_source import from_rows
from accountability.release.bundle import SERVER, make_current
from accountability.release.community.record import CommunityRecord
from accountability.release.schema import (
    ALLEGATIONS,
    BODIES,
    CROPS,
    DENOMINATORS,
    DEPARTMENTS,
    DISCIPLINE,
    DOCUMENT_CHANGE_ITEMS,
    DOCUMENT_CHANGES,
    DOCUMENTS,
    FINDINGS,
    PROCEEDING_STATEMENTS,
    PROCEEDINGS,
    RECOMMENDATION_RESPONSES,
    RECOMMENDATIONS,
    REJECTIONS,
    STATISTICS,
)
from accountability.release.server_tables import SERVER_TABLES
from tests.bundles.facts import PICTURE, crop, finding, measure, statistic
from tests.bundles.matters import rejection
from tests.bundles.places import PUBLISHED, Rows
from tests.bundles.sample_documents import (
    SAMPLE_BODIES,
    SAMPLE_DEPARTMENTS,
    sample_documents,
    sample_proceedings,
    sample_recommendations,
    sample_responses,
    sample_statements,
)
from tests.bundles.sample_figures import sample_allegations, sample_statistics

#: The same in every test, so that the same rows give the same bytes.
SIGNER = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)


def write_sample_bundle(
    root: Path,
    *,
    release: str = "2026-11-22.1",
    published_at: datetime = PUBLISHED,
    statistics: Rows | None = None,
    allegations: Rows | None = None,
    findings: Rows | None = None,
    discipline: Rows | None = None,
    documents: Rows | None = None,
    departments: Rows = SAMPLE_DEPARTMENTS,
    bodies: Rows = SAMPLE_BODIES,
    denominators: Rows = (),
    rejections: Rows | None = None,
    proceedings: Rows | None = None,
    statements: Rows | None = None,
    recommendations: Rows | None = None,
    responses: Rows | None = None,
    changes: Rows = (),
    change_items: Rows = (),
    crops: Rows | None = None,
    picture_of: Picture = lambda _: PICTURE,
    demo: bool = True,
    reconstruction: bool = True,
    previous: str | None = None,
    community: CommunityRecord | None = None,
    current: bool = True,
    key: Ed25519PrivateKey = SIGNER,
) -> Path:
    """Publish a release under the releases root and return its bundle's directory.

    Tables that are not given hold the sample (Saanich 48 has a picture), findings and
    discipline what the allegations say, recommendations and matters what the
    ``documents`` tell of them. ``current`` lets CURRENT name it, so
    ``ReleaseShelf(root).current()`` opens it.
    """
    told = list(sample_allegations() if allegations is None else allegations)
    if findings is None:
        findings = [finding(row) for row in told if row["stage"]]
    if discipline is None:
        discipline = [
            measure(row, code, number)
            for row in told
            for number, code in enumerate(str(row["measures"]).split(), start=1)
        ]
    held = list(sample_documents() if documents is None else documents)

    def of_held(rows: Rows) -> list[Mapping[str, object]]:
        names = {row["document"] for row in held}
        return [row for row in rows if row["document"] in names]

    matters = of_held(sample_proceedings() if proceedings is None else proceedings)
    if crops is None:
        crops = [crop(statistic(), PICTURE)] if statistics is None else []
    bundle = write_bundle(
        root,
        Edition(
            release=release,
            published_at=published_at,
            demo=demo,
            reconstruction=reconstruction,
            approvals=2,
            synthetic_approvals=demo,
            previous=previous,
            community=community,
        ),
        {
            table: from_rows(table, rows)
            for table, rows in (
                (STATISTICS, sample_statistics() if statistics is None else statistics),
                (CROPS, crops),
                (ALLEGATIONS, told),
                (FINDINGS, findings),
                (DISCIPLINE, discipline),
                (PROCEEDINGS, matters),
                (
                    PROCEEDING_STATEMENTS,
                    sample_statements(matters) if statements is None else statements,
                ),
                (RECOMMENDATIONS, of_held(recommendations or sample_recommendations())),
                (RECOMMENDATION_RESPONSES, of_held(responses or sample_responses())),
                (DOCUMENTS, held),
                (DEPARTMENTS, departments),
                (DENOMINATORS, denominators),
                (BODIES, bodies),
                (REJECTIONS, [rejection()] if rejections is None else rejections),
                (DOCUMENT_CHANGES, changes),
                (DOCUMENT_CHANGE_ITEMS, change_items),
            )
        },
        key=key,
        picture=picture_of,
    )
    if current:
        make_current(root, release)
    return bundle


def forget_aggregates(bundle: Path) -> None:
    """Leave a bundle as it was written before any aggregate but the first."""
    path = bundle / "public/release.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for table in SERVER_TABLES[1:]:
        name = f"{table.name}.parquet"
        del told["server_sha256"][name]
        (bundle / SERVER / name).unlink()
    path.chmod(0o644)
    path.write_text(json.dumps(told), encoding="utf-8")
