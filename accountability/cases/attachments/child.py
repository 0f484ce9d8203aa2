"""A process of its own for what opens untrusted pictures and documents.

``python -m accountability.cases.attachments.child jpg`` reads the file from standard
input and writes the clean copy to standard output; on a refusal it ends with 3 and the
reason's code on standard error. It has no secret in its environment, little memory and
little time: a file made to exhaust it exhausts it alone.
"""

import resource
import sys

from accountability.cases.attachments.apart import MOST_SECONDS, REFUSED
from accountability.cases.attachments.documents import clean_pdf
from accountability.cases.attachments.images import clean_image
from accountability.cases.attachments.refused import NotTakenError
from accountability.vocab.attachments import AttachmentKind, Refusal

MOST_MEMORY = 1536 * 1024 * 1024


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
        return REFUSED
    except NotTakenError as refused:
        sys.stderr.write(refused.reason.value)
        return REFUSED
    sys.stdout.buffer.write(clean)
    return 0


if __name__ == "__main__":
    sys.exit(main(AttachmentKind.of(sys.argv[1])))
