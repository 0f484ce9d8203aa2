"""Collect and compress a plane's static files before its first start.

``python -m accountability.management.static_files``. A module and not a command: the
public plane cannot hold our app, hence none of its commands. Looks whether anything
has changed without Django, so that a later start costs nothing.
"""

import hashlib
import os
import sys
from importlib.metadata import distributions
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
#: ReDoc is half of the bytes and no page of ours shows it.
LEFT_OUT = ["redoc"]


def collect_once(data_dir: Path, plane: str) -> bool:
    """Collect the files of ``plane`` into DATA_DIR; False when nothing has changed."""
    stamp = data_dir / "static" / f"{plane}.collected"
    files = fingerprint()
    if stamp.exists() and stamp.read_text() == files:
        return False
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accountability.settings")
    django.setup()
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=LEFT_OUT
    )
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(files)
    return True


def fingerprint() -> str:
    """Return a hash over our settings and static files and the packages' versions."""
    ours = [PACKAGE / "settings.py"]
    ours += [file for file in PACKAGE.glob("*/static/**/*") if file.is_file()]
    seen = [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in sorted(ours)]
    packages = sorted(f"{found.name} {found.version}" for found in distributions())
    return hashlib.sha256(repr((seen, packages)).encode()).hexdigest()


if __name__ == "__main__":
    if collect_once(Path(os.environ["DATA_DIR"]), os.environ.get("PLANE", "staff")):
        sys.stdout.write("static files collected\n")
