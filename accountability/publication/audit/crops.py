"""The gate's check of pictures: each is a person's decision, of a figure to quote."""

from collections.abc import Collection
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accountability.publication.audit.checks import Check, Found
from accountability.publication.audit.written import Written
from accountability.publication.crops import NotPlainError, plain_size
from accountability.release.bundle import PUBLIC, ReleaseInfo, crop_name, sha256_of
from accountability.release.schema import CROPS, DOCUMENTS, STATISTICS
from accountability.release.sql import literal
from accountability.vocab import DocumentKind


@dataclass(frozen=True)
class Allowed:
    """A picture that a reviewer let out: its hash, the document's, the page."""

    picture: str
    sha256: str
    page: int


def crop_checks(allowed: Collection[Allowed]) -> tuple[Check, ...]:
    """Return the check; ``allowed`` are the decisions that stand."""

    def crops(written: Written, _: Ed25519PublicKey) -> Found:
        return _crops(written, allowed)

    return (Check("crops", crops),)


def _crops(written: Written, allowed: Collection[Allowed]) -> Found:
    """Count the pictures; name the first that has no right to be there."""
    demo = "true" if ReleaseInfo.of(written.bundle).demo else "false"
    rows = written.rows(
        "SELECT c.statistic, c.crop, c.sha256, c.page, c.width, c.height, "
        "coalesce(s.current AND s.document = c.document AND s.sha256 = c.sha256 "
        "AND s.page = c.page AND c.file = 'crop-' || c.crop || '.png' "
        f"AND (d.kind <> {literal(DocumentKind.RECONSTRUCTION)} OR {demo}), false) "
        f"AS stands FROM {written.parquet(CROPS)} c "
        f"LEFT JOIN {written.parquet(STATISTICS)} s USING (statistic) "
        f"LEFT JOIN {written.parquet(DOCUMENTS)} d "
        "ON d.document = c.document AND d.sha256 = c.sha256 ORDER BY c.statistic"
    )
    wrong = [
        str(row["statistic"])
        for row in rows
        if not row["stands"]
        or Allowed(row["crop"], row["sha256"], row["page"]) not in allowed
        or not _is_picture(written, row["crop"], (row["width"], row["height"]))
    ]
    listed = {crop_name(row["crop"]) for row in rows}
    strays = [
        path.name
        for path in sorted((written.bundle / PUBLIC).glob("*.png"))
        if path.name not in listed
    ]
    return Found(not wrong and not strays, len(rows), "".join((wrong + strays)[:1]))


def _is_picture(written: Written, sha256: str, size: tuple[int, int]) -> bool:
    path = written.bundle / PUBLIC / crop_name(sha256)
    if not path.is_file() or sha256_of(path) != sha256:
        return False
    try:
        return plain_size(path.read_bytes()) == size
    except NotPlainError:
        return False
