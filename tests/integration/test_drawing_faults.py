"""A drawing of community figures cut short: drawn once, fitted from what was drawn."""

from pathlib import Path
from typing import Any

import pytest

from accountability.models import CommunityDrawing, WorkKind, WorkState
from accountability.publication.community.record import community_record
from accountability.publication.work import DRAWING, FITTING, ask, perform
from tests.community import SMALL, Counted, write_policy
from tests.integration.killed_builder import (
    build_and_die,
    lease_runs_out,
    what_the_public_sees,
)
from tests.integration.worker import empty_broker
from tests.release_desk import ReleaseRoom

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room() -> ReleaseRoom:
    empty_broker()
    return ReleaseRoom()


@pytest.fixture
def root(settings: Any) -> Path:
    return Path(settings.RELEASES_DIR)


@pytest.mark.parametrize("step", [DRAWING, "measured", FITTING, "fitted", "done"])
def test_figures_cut_short_are_drawn_once_and_fitted_from_what_was_drawn(
    room: ReleaseRoom, settings: Any, tmp_path: Path, root: Path, step: str
) -> None:
    write_policy(settings, tmp_path, SMALL)
    counted = Counted()
    counted.cases(60)
    work = ask(WorkKind.DRAW, by=room.author)
    build_and_die(work, step)
    committed = list(CommunityDrawing.objects.values_list("pk", "measurements_sha256"))
    assert len(committed) == (0 if step in (DRAWING, "measured") else 1)
    # What happens to cases from here on is too late for what was drawn.
    counted.cases(40)
    assert what_the_public_sees(root) == ([], None)
    lease_runs_out()
    perform(work.pk)
    work.refresh_from_db()
    assert (work.state, work.failure) == (WorkState.DONE, "")
    drawn = CommunityDrawing.objects.get()
    assert str(drawn.epsilon) == "1.50"
    assert not committed or committed == [(drawn.pk, drawn.measurements_sha256)]
    record = community_record()
    assert record is not None
    assert record.entries[0].measurements_sha256 == drawn.measurements_sha256
    release = room.published()
    assert what_the_public_sees(root) == ([release.name], release.name)
