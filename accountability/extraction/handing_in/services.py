"""A worker's turn at a file that was handed in, whatever comes next for it."""

import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import InterfaceError, OperationalError

from accountability.extraction.handing_in.bringing import bring_in
from accountability.extraction.handing_in.checking import check
from accountability.extraction.handing_in.looking import look
from accountability.extraction.handing_in.shelving import look_through, shelve
from accountability.extraction.handing_in.working import (
    Turn,
    TurnLostError,
    claim,
    held,
    ring,
    waiting,
)
from accountability.extraction.steps import unexpected
from accountability.sources.errors import SourceError
from accountability.vocab.handed_in import HandedInState

logger = logging.getLogger(__name__)

_STEPS: Mapping[HandedInState, Callable[[Turn], None]] = {
    HandedInState.ARRIVED: look,
    HandedInState.CHECKING: check,
    HandedInState.IMPORTING: bring_in,
}
#: What is done with a report that people read.
_STEPS_BY_HAND: Mapping[HandedInState, Callable[[Turn], None]] = {
    HandedInState.ARRIVED: look_through,
    HandedInState.IMPORTING: shelve,
}


def advance(file_id: UUID) -> None:
    """Do what comes next for a file, if no other worker is at it.

    Every failure ends in the file, none is lost; logs hold codes and places.
    """
    turn = claim(file_id)
    if turn is None:
        return
    try:
        with held(turn):
            steps = _STEPS_BY_HAND if turn.file.by_hand else _STEPS
            steps[HandedInState.of(turn.file.state)](turn)
    except TurnLostError:
        logger.warning("file %s: another worker has it, or it was cancelled", file_id)
    except SourceError as error:
        logger.warning("file %s: %s", file_id, error.failure.value)
        turn.fail(error)
    except (OperationalError, InterfaceError) as error:
        logger.warning("file %s: the database: %s", file_id, type(error).__name__)
        turn.put_back()
    except Exception as error:  # the boundary: whatever it is, it ends in the file
        turn.fail(unexpected(turn.file.name, error))
    if waiting().filter(pk=file_id).exists():
        ring(file_id)
