"""Pictures of figures: from the archive into a bundle, and which of them may go out."""

from accountability.archive.store import ArchiveError, open_bytes
from accountability.models import CropDecision
from accountability.publication.audit.crops import Allowed
from accountability.publication.crops import NotPlainError


def archived_picture(sha256: str) -> bytes:
    """Return the picture that a reviewer looked at; NotPlainError if it is gone."""
    try:
        return open_bytes(sha256)
    except ArchiveError as error:
        raise NotPlainError(f"crop {sha256[:12]}: {error}") from error


def allowed_pictures() -> frozenset[Allowed]:
    """Return every picture that a standing decision lets out, for the gate."""
    last = {
        decision.reading_id: decision
        for decision in CropDecision.objects.order_by("id")
    }
    return frozenset(
        Allowed(decision.picture, decision.sha256, decision.page)
        for decision in last.values()
        if decision.allowed
    )
