"""Having an untrusted picture or document cleaned in a process of its own.

This process never opens it: no parser of pictures or PDFs is even loaded here.
"""

import os
import subprocess
import sys

from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import AttachmentKind, Refusal

MOST_SECONDS = 40
#: The largest picture or document, packed.
MOST_BYTES = 64 * 1024 * 1024
#: How the child says that it refused; the reason's code is on standard error.
REFUSED = 3


def cleaned_apart(data: bytes, kind: AttachmentKind) -> bytes:
    """Return the clean copy of a picture or document, made in a process apart."""
    if len(data) > MOST_BYTES:
        raise NotTakenError(Refusal.TOO_LARGE)
    kept = {"PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "accountability.cases.attachments.child", kind],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
            env={name: os.environ[name] for name in kept if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        raise NotTakenError(Refusal.TOO_SLOW) from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == REFUSED and said in Refusal.codes():
        raise NotTakenError(Refusal.of(said))
    # Out of memory or time, or the parser gave up in a way of its own.
    raise NotTakenError(
        Refusal.TOO_LARGE if done.returncode < 0 else Refusal.UNREADABLE
    )
