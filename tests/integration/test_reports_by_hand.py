"""A report of running text: handed in, kept once, read by people, told in a release."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accountability.access.context import Purpose, acting_as
from accountability.archive.store import open_bytes
from accountability.extraction.handing_in.errors import NotTakenError
from accountability.extraction.handing_in.receiving import cancel_file
from accountability.extraction.handing_in.services import advance
from accountability.models import (
    ExtractedRecord,
    HandedInFile,
    Snapshot,
    SourceDocument,
    User,
)
from accountability.publication import services as publication
from accountability.publication.refusals import PublicationRefusedError
from accountability.release.reader import Reader
from accountability.release.schema import DOCUMENTS, RECOMMENDATIONS
from accountability.review import services
from accountability.sources.formats.notice import RECONSTRUCTION_NOTICE
from accountability.vocab import DocumentType
from tests.accounts import log_in
from tests.drawn_pages import pdf_page
from tests.factories import make_reviewer
from tests.handed_in import file_of, handed_in, imported, report
from tests.integration.test_by_hand import SAID, propose
from tests.integration.test_recommendations import Desk, desk, rows, text_of

__all__ = ["desk"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("staff_pages"),
]
GIVER = "Records office of the made-up board"
PRINTED = [
    "Report on a matter that never was, of the sort that was made up",
    "We ask the board by a new discipline authority to train its members.",
]
FACTS = {
    "title": "Report on a matter that never was",
    "document_type": DocumentType.INVESTIGATION_REPORT,
    "period": "2023",
    "by_hand": True,
    "got_on": date(2024, 6, 3),
    "given_by": GIVER,
}


def shelved(content: bytes, by: User, **facts: object) -> Snapshot:
    """Hand a report in and put it on the shelf."""
    file = imported(handed_in(content, by, "r.pdf", **{**FACTS, **facts}), by)
    assert file.snapshot, file.failure
    return file.snapshot


def refused(content: bytes, by: User, **facts: object) -> tuple[str, str]:
    """Return why a report is not taken, and the field that says so."""
    with pytest.raises(NotTakenError) as wrong:
        handed_in(content, by, "r.pdf", **{**FACTS, **facts})
    return wrong.value.code, wrong.value.field


def test_from_somebody_s_disk_to_a_release_by_two_people(desk: Desk) -> None:
    content = pdf_page(PRINTED)
    file_id = handed_in(content, desk.rosa, "r.pdf", **FACTS)
    file = file_of(file_id)
    assert (file.state, file.failure, file.found["pages"]) == ("checked", "", 1)
    assert not SourceDocument.objects.exists()
    rosa = log_in(Client(), desk.rosa)
    page = rosa.get(reverse("handed-in-file", args=[file_id])).content.decode()
    assert "1 page, and no table to read; enter what it says by hand." in page

    assert rosa.post(reverse("handed-in-import", args=[file_id])).status_code == 302
    advance(file_id)
    assert file_of(file_id).state == "done"
    snapshot = Snapshot.objects.get()
    document = snapshot.document
    assert (document.kind, document.publisher_url) == ("handed_in", "")
    assert (document.period, document.language) == ("2023", "en")
    assert open_bytes(snapshot.sha256) == content
    assert not list(Path(settings.ARCHIVE_DIR, "handed-in").iterdir())
    assert not ExtractedRecord.objects.exists()
    shown = rosa.get(reverse("document", args=[document.slug])).content.decode()
    assert "no program reads it: enter what it says by hand" in shown
    assert GIVER in shown
    assert "Enter a recommendation by hand" in shown

    # What one types, the other accepts; nothing is public before two have signed.
    reading = propose(snapshot, desk.rosa, SAID)
    services.accept(reading, by=make_reviewer("ada_reviewer"))
    author, one, another = desk.people
    release = publication.approve(publication.draft_release(by=author), by=one)
    with pytest.raises(PublicationRefusedError):
        publication.publish(release, by=author)
    assert not list(Path(settings.RELEASES_DIR).glob("*/public"))
    release = publication.approve(release, by=another)
    reader = Reader(publication.publish(release, by=author))
    (asked,) = rows(reader, RECOMMENDATIONS)
    assert (asked["document"], asked["page"]) == (document.slug, 1)
    (told,) = [
        row for row in rows(reader, DOCUMENTS) if row["document"] == document.slug
    ]
    assert (told["kind"], told["publisher_url"]) == ("handed_in", "")
    assert (told["sha256"], told["type"]) == (snapshot.sha256, "investigation_report")
    # Who gave it, and the name of the file on somebody's disk, stay with staff.
    published = text_of(reader.bundle, reader)
    assert GIVER.encode() not in published
    assert b"r.pdf" not in published


def test_the_same_bytes_twice_are_one_document(desk: Desk) -> None:
    content = pdf_page(PRINTED)
    first = shelved(content, desk.rosa)
    # Called otherwise, by another giver, with an address: still the one that it is.
    file_id = handed_in(
        content,
        desk.rosa,
        "r.pdf",
        **{**FACTS, "title": "Another name", "address": "https://opcc.bc.ca/r.pdf"},
    )
    page = log_in(Client(), desk.rosa).get(reverse("handed-in-file", args=[file_id]))
    assert "These bytes are a document already" in page.content.decode()
    second = imported(file_id, desk.rosa)
    assert second.snapshot == first
    assert SourceDocument.objects.get().title == FACTS["title"]
    assert Snapshot.objects.count() == 1

    # Other bytes under the name are a newer version; of another period they are not.
    newer = shelved(pdf_page([*PRINTED, "Corrected."]), desk.rosa)
    assert (newer.document, newer.number) == (first.document, 2)
    shelved(pdf_page([*PRINTED, "A year later."]), desk.rosa, period="2024")
    assert SourceDocument.objects.count() == 2

    # Where the publisher has it, the public is led there.
    public = "https://opcc.bc.ca/other.pdf"
    stands = shelved(pdf_page(["Other bytes"]), desk.rosa, address=public, given_by="")
    assert (stands.document.kind, stands.document.publisher_url) == (
        "publication",
        public,
    )


def test_what_is_no_such_report_is_not_kept(desk: Desk) -> None:
    content, rosa = pdf_page(PRINTED), desk.rosa
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refused(b"a;b\n1;2\n", rosa) == ("needs_pdf", "file")
    assert refused(content, rosa, got_on=None) == ("needs_day", "got_on")
    assert refused(content, rosa, got_on=tomorrow) == ("in_the_future", "got_on")
    assert refused(content, rosa, given_by="") == ("needs_giver", "given_by")
    dataset = DocumentType.DATASET
    assert refused(content, rosa, document_type=dataset)[0] == "needs_type"

    broken = file_of(handed_in(content[:-30], rosa, "r.pdf", **FACTS))
    assert (broken.state, broken.failure) == ("failed", "truncated")
    # One that was rebuilt here says so on its face, whoever hands it in.
    rebuilt = shelved(pdf_page([RECONSTRUCTION_NOTICE]), rosa)
    assert rebuilt.document.kind == "reconstruction"

    # A report without a table, handed in as one, is offered the other way.
    table = handed_in(
        report([["Only words here"]]),
        rosa,
        "r.pdf",
        document_type=DocumentType.ANNUAL_REPORT,
    )
    client = log_in(Client(), rosa)
    page = client.get(reverse("handed-in-file", args=[table])).content.decode()
    again = f"{reverse('handed-in-new')}?instead={table}&by_hand=1"
    assert again.replace("&", "&amp;") in page
    assert '<option value="by_hand" selected>' in client.get(again).content.decode()

    # Taken back before it is kept, nothing of it stays; the database holds the rule.
    waiting = handed_in(pdf_page(["by mistake"]), rosa, "r.pdf", **FACTS)
    with acting_as(rosa, Purpose.REQUEST):
        cancel_file(waiting)
    assert not Path(settings.ARCHIVE_DIR, "handed-in", str(waiting)).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        HandedInFile.objects.filter(pk=waiting).update(got_on=None)
