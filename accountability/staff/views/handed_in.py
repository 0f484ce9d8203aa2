"""Handing an official file in, step by step, to the review queue."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.access.permissions import may, require
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.extraction.handing_in import mapping, receiving
from accountability.extraction.handing_in.bringing import start_import
from accountability.extraction.handing_in.checking import MOST_PROBLEMS
from accountability.extraction.handing_in.errors import (
    NotTakenError,
    ProblemsStandError,
    StepRefusedError,
)
from accountability.models import HandedInFile, Role, TableMapping
from accountability.release.csv_text import csv_line
from accountability.sources.errors import SourceError
from accountability.sources.formats.declaration import Columns, UnusableError
from accountability.staff.handed_in_forms import (
    BY_HAND,
    ColumnsForm,
    FileForm,
    WordsForm,
    facts_again,
)
from accountability.staff.handed_in_words import (
    NOT_TAKEN,
    flag_counts,
    problem_words,
    progress_words,
    shown_readings,
    state_words,
    unusable_words,
)
from accountability.staff.job_words import failure_words
from accountability.staff.reading_words import department_names
from accountability.staff.views.decisions import signed_in
from accountability.vocab.handed_in import OVER, WORKING, HandedInForm, HandedInState

_PAGE = 50
_ROWS_SHOWN = 6
_OPEN = frozenset({HandedInState.MAPPING, HandedInState.CHECKED})


@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    """List the files that were handed in, the newest first."""
    found = HandedInFile.objects.select_related("body", "asked_by")
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    rows = [(file, state_words(file)) for file in page]
    return render(
        request,
        "staff/handed_in/list.html",
        {
            "page": page,
            "rows": rows,
            "may_review": may(signed_in(request), Role.REVIEWER),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a file in."""
    require(signed_in(request), Role.REVIEWER)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid() and (file := _received(form)) is not None:
            return redirect("handed-in-file", file.pk)
    else:
        form = FileForm(initial=_said_before(request.GET))
    return render(
        request,
        "staff/handed_in/new.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where a file is, and what can be done next."""
    file = _file(pk)
    state = HandedInState.of(file.state)
    working = state in WORKING
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"working": working, "words": progress_words(file)})
    reviewer = may(signed_in(request), Role.REVIEWER)
    if state is HandedInState.MAPPING and reviewer:
        return redirect("handed-in-columns", pk)
    shown: dict[str, object] = {}
    if state is HandedInState.CHECKED and file.by_hand:
        shown = {"same": receiving.same_bytes(file)}
    elif state is HandedInState.CHECKED:
        problems = Paginator(file.found_problems.order_by("row", "id"), _PAGE)
        page = problems.get_page(request.GET.get("page"))
        shown = {
            "page": page,
            "problems": [problem_words(problem) for problem in page],
            "kept": MOST_PROBLEMS,
            "flags": flag_counts(file),
            "words": len(file.found["words"]),
            "first": list(shown_readings(file, department_names())),
            "same": receiving.same_bytes(file),
        }
    return render(
        request,
        "staff/handed_in/file.html",
        {
            "file": file,
            "state": state,
            "state_words": state_words(file),
            "pdf": file.form == HandedInForm.PDF.value,
            "over": state in OVER,
            "working": working,
            "progress": progress_words(file),
            "failure": failure_words(file.failure),
            "tables": receiving.reads_tables(file),
            "may_review": reviewer,
            **shown,
        },
    )


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask which column is which, with the first values; then check every row."""
    require(signed_in(request), Role.REVIEWER)
    file = _file(pk)
    if HandedInState.of(file.state) not in _OPEN or not receiving.reads_tables(file):
        return redirect("handed-in-file", pk)
    asked = request.POST if request.method == "POST" else request.GET
    part = mapping.part_of(file, asked.get("part", file.sheet))
    own = file.heading if part.name == file.sheet else part.heading
    heading = _number(asked.get("heading", ""), own)
    headings = part.headings(heading)
    kept = mapping.kept_mapping(file, headings)
    said = _columns_so_far(file, headings, kept)
    name = kept.name if kept else ""
    if request.method == "POST":
        form = ColumnsForm(file, part, heading, said, request.POST, name=name)
        if form.is_valid() and _named(form, file, part.name, heading):
            return redirect("handed-in-file", pk)
    else:
        form = ColumnsForm(file, part, heading, said, name=name)
    return render(
        request,
        "staff/handed_in/columns.html",
        {
            "file": file,
            "form": form,
            "known": kept,
            "part": part,
            "parts": mapping.parts_of(file),
            "heading": heading,
            "rows": part.rows[:_ROWS_SHOWN],
            "pdf": file.form == HandedInForm.PDF.value,
            "same": receiving.same_bytes(file),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask what the words mean that no term was found for; then check again."""
    require(signed_in(request), Role.REVIEWER)
    file = _file(pk)
    missing = file.found.get("words", [])
    tables = receiving.reads_tables(file)
    if file.state != HandedInState.CHECKED.value or not missing or not tables:
        return redirect("handed-in-file", pk)
    if request.method == "POST":
        form = WordsForm(file, missing, request.POST)
        if form.is_valid():
            mapping.map_words(file.pk, form.words)
            return redirect("handed-in-file", pk)
    else:
        form = WordsForm(file, missing)
    return render(
        request,
        "staff/handed_in/words.html",
        {"file": file, "form": form},
        status=422 if form.errors else 200,
    )


@require_safe
def problems(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give out the problems as a table: where and what, no value."""
    file = _file(pk)
    lines = [csv_line([_("row"), _("page"), _("column"), _("what is wrong")])]
    for problem in file.found_problems.order_by("row", "id"):
        said = problem_words(problem)
        page = str(problem.page or "")
        lines.append(csv_line([str(problem.row), page, said.field, said.wrong]))
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return answer


@require_POST
def bring_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a checked file imported; wrong rows are left out only if it is said."""
    file = _file(pk)
    agreed = file.problems if request.POST.get("leave_out") else 0
    try:
        start_import(pk, leave_out=agreed)
    except ProblemsStandError:
        messages.error(
            request,
            _("Rows are wrong. Correct them, or say that they are to be left out."),
        )
    except StepRefusedError:
        messages.info(request, _("Someone was faster: look at where the file is now."))
    return redirect("handed-in-file", pk)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a file read once more that could not be read."""
    try:
        receiving.try_again(pk)
    except StepRefusedError:
        messages.info(request, _("Someone was faster: look at where the file is now."))
    return redirect("handed-in-file", pk)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then end a file that is on its way."""
    require(signed_in(request), Role.REVIEWER)
    file = _file(pk)
    if HandedInState.of(file.state) in OVER:
        return redirect("handed-in-file", pk)
    if request.method == "POST":
        receiving.cancel_file(pk)
        messages.success(request, _("Cancelled. The file was removed."))
        return redirect("handed-in")
    return render(request, "staff/handed_in/cancel.html", {"file": file})


def _file(pk: UUID) -> HandedInFile:
    related = ("body", "asked_by", "mapping", "snapshot__document")
    return get_object_or_404(HandedInFile.objects.select_related(*related), pk=pk)


def _said_before(asked: QueryDict) -> dict[str, object]:
    """Return what the form begins with: what was said of the file it is instead of."""
    by_hand = bool(asked.get("by_hand"))
    said: dict[str, object] = {"source": BY_HAND} if by_hand else {}
    try:
        earlier = HandedInFile.objects.filter(pk=UUID(asked.get("instead", ""))).first()
    except ValueError:
        return said
    return facts_again(earlier, by_hand=by_hand) if earlier else said


def _received(form: FileForm) -> HandedInFile | None:
    """Return what was taken in; None, with the form's error, for what is not taken."""
    upload = form.cleaned_data["file"]
    assert isinstance(upload, EncryptedUpload)  # noqa: S101  (the one handler)
    if (upload.size or 0) > receiving.MOST_BYTES:
        form.add_error("file", str(NOT_TAKEN["too_large"]))
        return None
    with upload.plain() as plain:
        content = plain.read()
    try:
        return receiving.receive_file(
            content,
            upload.name or "",
            form.facts,
            instead_of=form.cleaned_data["instead_of"],
        )
    except NotTakenError as refused:
        form.add_error(refused.field, str(NOT_TAKEN[refused.code]))
    except SourceError as refused:
        form.add_error("file", failure_words(refused.failure.value))
    return None


def _columns_so_far(
    file: HandedInFile,
    headings: tuple[str, ...],
    kept: TableMapping | None,
) -> Columns:
    """Return what was said of these columns, or else what they most likely are."""
    if kept is not None:
        return mapping.columns_of(kept)
    likely = mapping.likely_columns(headings)
    return Columns(mapping.likely_kind(likely), likely)


def _named(form: ColumnsForm, file: HandedInFile, part: str, heading: int) -> bool:
    """Say whether the columns were taken; the form says why not."""
    name = form.cleaned_data["name"]
    try:
        mapping.name_columns(
            file.pk, form.columns, name=name, part=part, heading=heading
        )
    except UnusableError as unusable:
        form.add_error(None, unusable_words(unusable))
    except mapping.NameTakenError:
        form.add_error("name", _("Another mapping of this body has this name."))
    except StepRefusedError:
        form.add_error(None, _("Someone was faster: look at where the file is now."))
    else:
        return True
    return False


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise
