"""A report that people read: looked through, then kept once, and nothing read of it."""

from django.db import connection, transaction
from django.utils import timezone

from accountability.archive.arrivals import remove_arrival
from accountability.extraction.handing_in.opening import opened
from accountability.extraction.handing_in.working import Turn
from accountability.extraction.importing import keep_file
from accountability.models import HandedInFile, Snapshot
from accountability.sources.errors import Failure, SourceError
from accountability.sources.formats.pdf import DRAWING, open_pdf
from accountability.vocab.handed_in import HandedInState


def look_through(turn: Turn) -> None:
    """See that every page opens, and count them. Nothing is kept yet."""
    held = opened(turn.file)
    held.source.refuse_to_keep(held.link.url, held.document.content)
    held.source.describe(held.document)
    with DRAWING, open_pdf(held.document) as pdf:
        pages = len(pdf)
    if not pages:
        raise SourceError(Failure.NO_TEXT, turn.file.name, "there is no page in it")
    turn.end(HandedInState.CHECKED, found={"pages": pages, "proposed": 0})


def shelve(turn: Turn) -> None:
    """Archive the file as a document; the same bytes are the one that they are already.

    No reading comes of it: what it says is entered by hand.
    """
    held = opened(turn.file)
    with transaction.atomic():
        snapshot = _kept(turn.file) or keep_file(
            held.source, held.link, held.document.content, held.document.media_type
        )
        turn.end(
            HandedInState.DONE,
            snapshot=snapshot,
            found=turn.file.found,
            finished_at=timezone.now(),
        )
    remove_arrival(turn.file.pk)


def _kept(file: HandedInFile) -> Snapshot | None:
    """Return where the bytes are already; of two files at once, the second waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('bytes'), hashtext(%s))",
            [file.sha256],
        )
    same = Snapshot.objects.filter(
        sha256=file.sha256, media_type__startswith="application/pdf"
    )
    return same.order_by("pk").first()
