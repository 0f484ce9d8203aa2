"""Push a gigabyte through upload, cleaning and download; print how memory grew."""

import json
import os
import resource
import sys
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accountability.settings")
django.setup()

from accountability.access.context import Purpose, acting_as  # noqa: E402
from accountability.cases.attachments.services import (  # noqa: E402
    CLEAN,
    clean_attachment,
    open_copy,
    receive,
)
from accountability.cases.attachments.upload import (  # noqa: E402
    EncryptingUploadHandler,
)
from accountability.models import Attachment, User  # noqa: E402
from accountability.vault.stream import CHUNK  # noqa: E402
from tests.attachment_files import long_recording  # noqa: E402


def peak() -> int:
    """Return the most memory that was resident so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(case: UUID, user: User) -> None:
    """Do it and print the figures as JSON."""
    handler = EncryptingUploadHandler()
    handler.new_file("file", "long.mp4", "video/mp4", None)
    before, size = peak(), 0
    for part in long_recording(1024**3):
        handler.receive_data_chunk(part, size)
        size += len(part)
    upload = handler.file_complete(size)
    with acting_as(user, Purpose.REQUEST):
        row = receive(case, upload)
    upload.close()
    clean_attachment(row.pk)
    with acting_as(user, Purpose.REQUEST):
        _, reader = open_copy(row.pk, CLEAN)
        read = 0
        with reader:
            while part := reader.read(CHUNK):
                read += len(part)
        state = Attachment.objects.get(pk=row.pk).state
    told = {"size": size, "read": read, "state": state, "grown": peak() - before}
    sys.stdout.write(json.dumps(told) + "\n")


main(UUID(sys.argv[1]), User.objects.get(pk=int(sys.argv[2])))
