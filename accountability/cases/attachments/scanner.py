"""Asking ClamAV, where one is configured. Out of reach means: not given out."""

from enum import StrEnum
from typing import BinaryIO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

_SECONDS = 60


class Scan(StrEnum):
    """What the scanner said."""

    CLEAN = "clean"
    FOUND = "found"
    SILENT = "silent"
    NOT_CONFIGURED = "not_configured"


def scan(plain: BinaryIO) -> Scan:
    """Ask about a file; SILENT for every answer that is not a plain yes or no."""
    address = settings.CLAMAV_ADDRESS
    if not address:
        return Scan.NOT_CONFIGURED
    try:
        answers = _daemon(address).instream(plain)
    except (ClamdError, OSError, ValueError):
        return Scan.SILENT
    said = [status for status, _ in answers.values()]
    if said == ["OK"]:
        return Scan.CLEAN
    return Scan.FOUND if "FOUND" in said else Scan.SILENT


def _daemon(address: str) -> ClamdNetworkSocket:
    if address.startswith("/"):
        return ClamdUnixSocket(address, timeout=_SECONDS)
    host, _, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=_SECONDS)
