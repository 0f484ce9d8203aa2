"""What every answer of the API says of itself: its address and its release."""

from typing import Any

from django.conf import settings

from accountability.release.bundle import ReleaseInfo
from accountability.release.row_json import plain


def public_address(path: str) -> str:
    """Return the absolute address of a path of this site."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def release_name(info: ReleaseInfo) -> dict[str, Any]:
    """Return the few words by which every answer names its release."""
    return {
        "id": info.release,
        "published_at": plain(info.published_at),
        "demo": info.demo,
        "reconstruction": info.reconstruction,
        "url": public_address(f"/api/v1/releases/{info.release}/"),
    }
