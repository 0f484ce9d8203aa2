"""Is the public plane well? For machines: the release that it answers from."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accountability.release.bundle import BundleError
from accountability.release.reader import Reader
from accountability.release.signature import is_vouched_for
from accountability.shelf import shelf


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 with the release and its age, or 503 when there is none to rely on."""
    try:
        reader = shelf().current()
        trouble = _trouble(reader)
    except (BundleError, OSError) as error:
        return _answer(503, {"status": "failing", "error": type(error).__name__})
    info = reader.info
    if trouble:
        return _answer(
            503, {"status": "failing", "error": trouble, "release": info.release}
        )
    age = timezone.now() - info.published_at
    return _answer(
        200,
        {
            "status": "ok",
            "release": info.release,
            "published_at": info.published_at.isoformat(),
            "age_seconds": max(0, round(age.total_seconds())),
            "manifest_sha256": info.manifest_sha256,
            "schema_version": info.schema_version,
            "demo": info.demo,
        },
    )


def _trouble(reader: Reader) -> str:
    """Return a code for what is wrong with the release that is read; empty if nothing.

    What ``CURRENT`` names and what the release says of itself must agree, and the key
    that it names must have signed its list of hashes. The files themselves are hashed
    by ``manage.py verify_release``: too much to do every few seconds.
    """
    bundle, info = reader.bundle, reader.info
    if info.release != bundle.name:
        return "misnamed"
    if info.signing_key and not is_vouched_for(bundle):
        return "not_vouched_for"
    return ""


def _answer(status: int, said: dict[str, object]) -> JsonResponse:
    response = JsonResponse(said, status=status)
    response["Cache-Control"] = "no-store"
    return response
