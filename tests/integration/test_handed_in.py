"""Official files that staff hand in: all of a file or none of it, as if fetched."""

import pytest

from accountability.models import ExtractedRecord, SourceDocument, User
from accountability.records.reference import load_reference
from tests.factories import make_reviewer
from tests.handed_in import UGLY, file_of, imported, mapped

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]


@pytest.fixture
def rosa() -> User:
    load_reference()
    return make_reviewer("rosa")


def test_a_table_with_every_ugly_thing_is_read_as_the_body_meant_it(rosa: User) -> None:
    file_id = mapped(UGLY, rosa, heading=2, address="https://opcc.bc.ca/t.csv")
    file = file_of(file_id)
    assert (file.state, file.failure, file.problems) == ("checked", "", 0)
    assert not ExtractedRecord.objects.exists()
    assert imported(file_id, rosa).state == "done"
    rows = ExtractedRecord.objects.order_by("position")
    assert [row.payload["value"] for row in rows] == ["48", "1393", "1029"]
    assert [row.locator["row"] for row in rows] == [3, 4, 5]
    document = SourceDocument.objects.get()
    assert (document.kind, document.source_id) == ("open_data", "handed_in_opcc-bc")
