"""Where bundles lie and which one is current: the files follow the record.

A bundle to be published is staged beside the others under a name that no reader looks
at. Once the record says that it is published it is put in its place, and CURRENT
follows the last ``CurrentChange``. Each of these steps may be cut short: whoever comes
next, ``settle_published`` at the latest, takes it again.
"""

import shutil
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from accountability.models import CurrentChange, Release, ReleaseState
from accountability.release.bundle import NoRelease, current_release, make_current
from accountability.release.signature import signing_key

_STAGED = ".staged-"
#: Numbers of advisory locks (the audit has 72601 and 72602).
_WORKING, _SETTLING = 72603, 72604


def releases_root() -> Path:
    """Return the directory of the published bundles."""
    return Path(settings.RELEASES_DIR)


def key() -> Ed25519PrivateKey:
    """Return the key that signs releases."""
    return signing_key(Path(str(settings.RELEASE_SIGNING_KEY_FILE)).read_bytes())


def current() -> Release | None:
    """Return the release that is current by the record; None before the first."""
    last = CurrentChange.objects.select_related("release").first()
    return last.release if last else None


def draft_root(release: Release) -> Path:
    """Return where the draft of this release with this content lies."""
    name = f"{release.name}-{release.content_sha256[:16]}"
    return Path(settings.DRAFTS_DIR) / name


def draft_bundle(release: Release) -> Path:
    """Return the draft's bundle, which is not there while it is made again."""
    return draft_root(release) / release.name


def forget_drafts(release: Release, *, but: Path | None = None) -> None:
    """Remove what earlier tries left of this release's drafts."""
    root = Path(settings.DRAFTS_DIR)
    root.mkdir(parents=True, exist_ok=True)
    for path in root.glob(f"{release.name}-*"):
        if path != but:
            shutil.rmtree(path, ignore_errors=True)


def staged_root(name: str) -> Path:
    """Return an empty directory for a bundle on its way out."""
    root = releases_root() / f"{_STAGED}{name}"
    shutil.rmtree(root, ignore_errors=True)
    return root


def take_turn() -> bool:
    """Hold, to the end of the transaction, the right to build; False if it is taken.

    It is Postgres that holds it: a builder that is killed gives it back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_WORKING])
        return bool(cursor.fetchone()[0])


def settle_published() -> None:
    """Put staged bundles that are published in their places; let CURRENT follow."""
    root = releases_root()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SETTLING])
        for staged in sorted(root.glob(f"{_STAGED}*")):
            name = staged.name.removeprefix(_STAGED)
            published = Release.objects.filter(name=name, state=ReleaseState.PUBLISHED)
            if published.exists():
                if (staged / name).is_dir() and not (root / name).exists():
                    (staged / name).rename(root / name)
                shutil.rmtree(staged, ignore_errors=True)
        release = current()
        if release and (root / release.name).is_dir() and named() != release.name:
            make_current(root, release.name)


def unsettled() -> bool:
    """Say whether something waits for ``settle_published``; cheap."""
    release = current()
    waits = any(releases_root().glob(f"{_STAGED}*"))
    return waits or (release is not None and named() != release.name)


def named() -> str | None:
    """Return what the file CURRENT names; None if it is not there."""
    try:
        return current_release(releases_root())
    except NoRelease:
        return None
