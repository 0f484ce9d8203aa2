"""Pictures of figures: let out by one person who saw that picture, or not at all."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from accountability.access.permissions import NotPermittedError
from accountability.models import (
    CropDecision,
    ExtractedRecord,
    Release,
    Role,
    Snapshot,
    User,
)
from accountability.publication.audit.checks import Checked
from accountability.publication.drafting import audit_of
from accountability.publication.services import approve, draft_release, publish
from accountability.publication.shelf import draft_bundle, releases_root
from accountability.release.bundle import PUBLIC, damaged_files
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import CROPS, STATISTICS
from accountability.review.crops import (
    allow_crop,
    allowed_crop,
    crop_of,
    take_back_crop,
)
from accountability.review.errors import CropRefusedError
from accountability.review.policies import CropRefused
from accountability.review.services import accept, reopen
from accountability.sources.proposals import Box, Locator
from accountability.vocab import CropShape
from tests.accounts import log_in
from tests.drawn_pages import pdf_page
from tests.factories import Desk, figure, line_box, make_reviewer, matter

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application", "staff_pages"),
]

LINES = ["Registered complaints", "Saanich      48", "Vancouver   393"]
#: Where "48" stands in them.
FORTY_EIGHT = Box(134, 110, 150, 122)


@pytest.fixture
def rosa() -> User:
    return make_reviewer("rosa")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def reading(desk: Desk, rosa: User) -> ExtractedRecord:
    """Return an accepted figure, 48, in a row with a department's name."""
    read = figure(locator=Locator(page=1, box=FORTY_EIGHT))
    snapshot = desk.report(read, lines=LINES)
    found = snapshot.readings.get()
    accept(found, by=rosa)
    found.refresh_from_db()
    return found


def let_out(
    reading: ExtractedRecord, by: User, shape: CropShape = CropShape.ROW
) -> CropDecision:
    return allow_crop(reading, shape=shape, seen=crop_of(reading, shape).sha256, by=by)


def published() -> Reader:
    """Publish what is on record, and open it."""
    release = draft_release(by=_releaser("author"))
    for name in ("first", "second"):
        release = approve(release, by=_releaser(name))
    return Reader(publish(release, by=_releaser("author")))


def _releaser(name: str) -> User:
    return User.objects.filter(username=name).first() or make_reviewer(
        name, Role.RELEASER
    )


def crops(reader: Reader) -> list[dict[str, Any]]:
    return reader.page(Query(CROPS)).rows


def pictures(bundle: Path) -> list[str]:
    return sorted(path.name for path in (bundle / PUBLIC).glob("*.png"))


def test_a_crop_shows_its_line_alone_and_names_every_word_in_it(
    reading: ExtractedRecord,
) -> None:
    row, alone = crop_of(reading, CropShape.ROW), crop_of(reading, CropShape.FIGURE)
    assert row.words == ("Saanich", "48")
    assert alone.words == ("48",)
    assert alone.cut.x1 - alone.cut.x0 < row.cut.x1 - row.cut.x0
    assert row.png == crop_of(reading, CropShape.ROW).png
    # Neither the line above nor the one below is in the picture.
    assert row.cut.top > line_box(0).bottom
    assert row.cut.bottom < line_box(2).top + 5


def test_words_too_pale_to_see_are_listed(desk: Desk) -> None:
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(612, 792), invariant=1)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 672, LINES[1])
    canvas.setFont("Helvetica", 3)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(200, 674, "Constable")
    canvas.save()
    read = figure(locator=Locator(page=1, box=FORTY_EIGHT))
    record = desk.reading(desk.document(held.getvalue()), read)
    assert crop_of(record, CropShape.ROW).words == ("Saanich", "48", "Constable")


def test_only_the_picture_that_was_seen_is_let_out(
    reading: ExtractedRecord, rosa: User, settings: Any
) -> None:
    row = crop_of(reading, CropShape.ROW)
    with pytest.raises(CropRefusedError) as other:
        allow_crop(reading, shape=CropShape.FIGURE, seen=row.sha256, by=rosa)
    assert other.value.refused is CropRefused.NOT_SEEN
    with pytest.raises(NotPermittedError):
        let_out(reading, make_reviewer("ria", Role.RELEASER))
    settings.DEMO = False  # what the desk makes are reconstructions
    with pytest.raises(CropRefusedError) as rebuilt:
        let_out(reading, rosa)
    assert rebuilt.value.refused is CropRefused.RECONSTRUCTION
    settings.DEMO = True
    assert allowed_crop(reading) is None
    decision = let_out(reading, rosa)
    assert allowed_crop(reading) == decision
    assert (decision.by, decision.picture) == (rosa, row.sha256)
    reopen(reading, by=rosa)
    reading.refresh_from_db()
    with pytest.raises(CropRefusedError) as undecided:
        let_out(reading, rosa)
    assert undecided.value.refused is CropRefused.NOT_ACCEPTED
    accept(reading, by=rosa)
    reading.refresh_from_db()
    assert allowed_crop(reading) is None
    assert crops(published()) == []


def test_no_line_about_a_person_has_a_picture(desk: Desk, rosa: User) -> None:
    place = Locator(page=1, box=line_box(1))
    snapshot = desk.report(matter(locator=place, department="saanich"))
    record = snapshot.readings.get()
    with pytest.raises(CropRefusedError) as refused:
        let_out(record, rosa)
    assert refused.value.refused is CropRefused.NO_FIGURE


def test_a_decision_is_never_changed(reading: ExtractedRecord, rosa: User) -> None:
    decision = let_out(reading, rosa)
    decision.allowed = False
    for change in (decision.save, decision.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_release_holds_what_stands_and_the_next_one_not_what_is_taken_back(
    reading: ExtractedRecord, rosa: User
) -> None:
    first = published()
    assert (crops(first), pictures(first.bundle)) == ([], [])
    decision = let_out(reading, rosa)
    second = published()
    (row,) = crops(second)
    (figure_row,) = second.page(Query(STATISTICS)).rows
    assert row["statistic"] == figure_row["statistic"]
    assert row["crop"] == decision.picture
    assert pictures(second.bundle) == [row["file"]]
    with Image.open(second.bundle / PUBLIC / row["file"]) as image:
        assert image.size == (row["width"], row["height"])
        assert image.info == {}
    assert list(damaged_files(second.bundle)) == []
    assert Release.objects.get(name=second.info.release).content_sha256
    take_back_crop(reading, by=rosa)
    third = published()
    assert (crops(third), pictures(third.bundle)) == ([], [])
    assert pictures(releases_root() / second.info.release) == [row["file"]]


def test_a_picture_of_a_figure_that_is_no_longer_quoted_stays_behind(
    desk: Desk, reading: ExtractedRecord, rosa: User
) -> None:
    let_out(reading, rosa)
    newer = desk.version(reading.snapshot.document, pdf_page(["", "Saanich      49"]))
    read = ExtractedRecord.objects.create(
        snapshot=newer,
        record_type=reading.record_type,
        key=reading.key,
        position=1,
        locator=reading.locator,
        payload={**reading.payload, "value": "49", "value_raw": "49"},
        digest="1" * 64,
        parser_version="1",
        previous=reading,
    )
    accept(read, by=rosa)
    reader = published()
    assert len(reader.page(Query(STATISTICS)).rows) == 2
    assert crops(reader) == []


def gate(bundle: Path) -> Checked:
    return next(check for check in audit_of(bundle) if check.name == "crops")


def test_the_gate_refuses_a_picture_that_nobody_let_out(
    reading: ExtractedRecord, rosa: User
) -> None:
    let_out(reading, rosa)
    release = draft_release(by=_releaser("author"))
    bundle = draft_bundle(release)
    assert gate(bundle).passed
    assert gate(bundle).number == 1
    (name,) = pictures(bundle)
    # Taken back behind the draft's back: what is written has no leave any more.
    take_back_crop(reading, by=rosa)
    assert not gate(bundle).passed
    let_out(reading, rosa)
    assert gate(bundle).passed
    path = bundle / PUBLIC / name
    path.chmod(0o644)
    whole = path.read_bytes()
    path.write_bytes(whole + b"a name behind the end")
    assert not gate(bundle).passed
    path.write_bytes(whole)
    stray = bundle / PUBLIC / f"crop-{'0' * 64}.png"
    stray.write_bytes(whole)
    assert gate(bundle).where == stray.name


def test_bytes_that_are_not_those_of_the_decision_make_it_void(
    reading: ExtractedRecord, rosa: User
) -> None:
    let_out(reading, rosa)
    Snapshot.objects.filter(pk=reading.snapshot_id).update(sha256="0" * 64)
    reading = ExtractedRecord.objects.get(pk=reading.pk)
    assert allowed_crop(reading) is None
    assert crops(published()) == []


def test_the_desk_shows_the_words_asks_for_a_tick_and_tells_who(
    reading: ExtractedRecord, rosa: User
) -> None:
    address = f"/review/readings/{reading.pk}/crop/"
    browser = log_in(Client(), rosa)
    page = browser.get(address).content.decode()
    assert "<li>Saanich</li><li>48</li>" in page
    seen = crop_of(reading, CropShape.ROW)
    png = browser.get(f"{address}row.png")
    assert png.content == seen.png
    given = {"shape": "row", "seen": seen.sha256}
    assert browser.post(address, given).status_code == 422
    stale = browser.post(address, {**given, "seen": "0" * 64, "looked": "on"})
    assert "no longer the one you looked at" in stale.content.decode()
    assert not CropDecision.objects.exists()
    assert browser.post(address, {**given, "looked": "on"}).status_code == 302
    assert "Allowed by rosa" in browser.get(address).content.decode()
    looking = log_in(Client(), make_reviewer("ola", Role.RELEASER))
    assert "Let this picture out" not in looking.get(address).content.decode()
    assert looking.post(address, {**given, "looked": "on"}).status_code == 403
    release = draft_release(by=_releaser("author"))
    shown = looking.get(f"/releases/{release.name}/").content.decode()
    assert "1 new picture of a figure" in shown
    picture = f"/releases/{release.name}/pictures/{seen.sha256}.png"
    assert picture in shown
    assert looking.get(picture).content == seen.png
    assert browser.post(f"{address}take-back/").status_code == 302
    assert [d.allowed for d in CropDecision.objects.all()] == [True, False]
