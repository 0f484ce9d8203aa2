"""Rewrapping the cases' keys after a new master key, batch by batch."""

from itertools import islice

from accountability.audit.log import record
from accountability.cases.keys import keystore
from accountability.vault.errors import KeyDestroyedError, KeyMissingError
from accountability.vocab.audit import AuditAction

BATCH = 500


def rotate_some(batch: int = BATCH) -> int:
    """Rewrap up to ``batch`` keys; return how many were behind.

    Where it stands is in the files themselves: cut short, the next call goes on.
    """
    store = keystore()
    behind = list(islice(store.behind(), batch))
    done = 0
    for case_id in behind:
        try:
            done += store.rewrap(case_id)
        except (KeyDestroyedError, KeyMissingError):
            continue  # erased meanwhile
    if done:
        record(AuditAction.KEYS_ROTATE, actor_id=None, details={"count": done})
    return len(behind)
