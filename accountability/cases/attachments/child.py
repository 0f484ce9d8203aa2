"""A process of its own for what opens untrusted pictures and documents.

``python -m accountability.cases.attachments.child jpg`` reads the file from standard
input and writes the clean copy to standard output; on a refusal it ends with 3 and the
reason's code on standard error. It has no secret in its environment, little memory and
little time: a file made to exhaust it exhausts it alone.
"""

import os
import resource
import subprocess
import sys

from accountability.cases.attachments.documents import clean_pdf
from accountability.cases.attachments.images import clean_image
from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import AttachmentKind, Refusal

MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 40
#: The largest picture or document, packed.
MOST_BYTES = 64 * 1024 * 1024
_REFUSED = 3


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
    if done.returncode == _REFUSED and said in Refusal.codes():
        raise NotTakenError(Refusal.of(said))
    # Out of memory or time, or the parser gave up in a way of its own.
    raise NotTakenError(
        Refusal.TOO_LARGE if done.returncode < 0 else Refusal.UNREADABLE
    )


def main(kind: AttachmentKind) -> int:
    """Clean standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        if kind is AttachmentKind.PDF:
            clean = clean_pdf(data)
        else:
            clean = clean_image(data, kind)
    except MemoryError:
        sys.stderr.write(Refusal.TOO_LARGE.value)
        return _REFUSED
    except NotTakenError as refused:
        sys.stderr.write(refused.reason.value)
        return _REFUSED
    sys.stdout.buffer.write(clean)
    return 0


if __name__ == "__main__":
    sys.exit(main(AttachmentKind.of(sys.argv[1])))
