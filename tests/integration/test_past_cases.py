"""Past cases from a table: all of a file, or none of it."""

import pytest

from accountability.access.context import Purpose, acting_as
from accountability.models import Case
from tests.casework import House, department
from tests.past_cases import ROW, brought_in, import_of, table

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_application"),
]


@pytest.fixture
def house() -> House:
    department()
    return House()


def test_a_table_is_brought_in(house: House) -> None:
    import_id = brought_in(house, table(ROW, ROW))
    print(vars(import_of(house, import_id)))
    with acting_as(house.worker, Purpose.REQUEST):
        print([vars(c) for c in Case.objects.all()])
    assert 0
