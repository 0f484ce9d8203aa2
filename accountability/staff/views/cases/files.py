"""Attaching and opening files."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.cases.attachments.services import (
    CLEAN,
    ORIGINAL,
    open_copy,
    receive,
)
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.cases.errors import CaseNotFoundError
from accountability.cases.finding import case_for
from accountability.cases.policies import Deed
from accountability.models import Attachment
from accountability.staff.case_forms import UploadForm
from accountability.staff.views.cases.refusals import case_page
from accountability.vault.stream import CHUNK
from accountability.vocab.attachments import AttachmentKind


@require_POST
@case_page
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file in."""
    case_for(Deed.ATTACH, pk)
    by_script = request.headers.get("Accept") == "application/json"
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        if by_script:
            words = _("No file arrived: choose one that is not larger than 2 GB.")
            return JsonResponse({"words": words}, status=422)
        messages.error(
            request, _("No file arrived: choose one that is not larger than 2 GB.")
        )
        return redirect("case", pk)
    upload = form.cleaned_data["file"]
    assert isinstance(upload, EncryptedUpload)  # noqa: S101  (the one handler)
    receive(pk, upload)
    if by_script:
        return JsonResponse({"name": upload.name}, status=201)
    messages.success(
        request, _("The file is kept. A copy without hidden data is being made.")
    )
    return redirect("case", pk)


@require_safe
@case_page
def clean_copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give out the cleaned copy."""
    return _file(pk, CLEAN)


@require_http_methods(["GET", "POST"])
@case_page
def original(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Warn, then give out the original."""
    if request.method == "POST":
        return _file(pk, ORIGINAL)
    row = Attachment.objects.filter(pk=pk).first()
    if row is None:
        raise CaseNotFoundError
    case = case_for(Deed.OPEN_ORIGINAL, row.case_id)
    return render(request, "staff/cases/original.html", {"case": case})


def _file(pk: UUID, which: str) -> HttpResponse:
    found, reader = open_copy(pk, which)
    # An original is nobody's to show: it is saved, under a type that nothing opens.
    kind = found.row.kind if which == CLEAN else ""
    media = AttachmentKind.of(kind).media_type if kind else "application/octet-stream"
    answer = FileResponse(
        reader, as_attachment=True, filename=found.name, content_type=media
    )
    answer.block_size = CHUNK
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer  # type: ignore[return-value]
