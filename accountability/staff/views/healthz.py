"""Is the confidential plane well? For machines: no login, no session, no cookie."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accountability.health.probes import checks


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well, else 503; what was looked at stands in the JSON."""
    found = checks()
    well = all(check.ok for check in found.values())
    said = {name: {"ok": check.ok, **check.facts} for name, check in found.items()}
    return JsonResponse(
        {"status": "ok" if well else "failing", "checks": said},
        status=200 if well else 503,
    )
