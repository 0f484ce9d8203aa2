"""Verify a release without a database: ``python -m accountability.release.verify``.

Needs this package and ``cryptography`` alone. Ends with 1 and a line for each thing
that is wrong; with 0 when every byte is what the publisher signed.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from accountability.release.signature import key_id, problems, public_key

#: Said when nobody gave a key: what then has not been shown.
NO_KEY = (
    "The key in the release was taken: this shows damage, not forgery. "
    "Give the publisher's own with --key."
)


def verdict(place: Path, key_file: Path | None) -> tuple[bool, list[str]]:
    """Say whether a release is whole and signed, and in lines what was found.

    Raises OSError or ValueError if ``key_file`` is no public key.
    """
    key = public_key(key_file.read_bytes()) if key_file else None
    found = list(problems(place, key))
    if found:
        return False, [str(problem) for problem in found]
    if key is None:
        return True, [f"{place.name}: whole and signed.", NO_KEY]
    return True, [f"{place.name}: whole and signed by {key_id(key)}."]


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify what the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a release.")
    parser.add_argument("place", type=Path, help="the release, or its public files")
    parser.add_argument("--key", type=Path, help="the publisher's public key (PEM)")
    given = parser.parse_args(arguments)
    try:
        good, lines = verdict(given.place, given.key)
    except (OSError, ValueError) as error:
        good, lines = False, [f"the key can't be read: {error}"]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
