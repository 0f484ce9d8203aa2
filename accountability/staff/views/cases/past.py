"""Bringing past cases in from a table, step by step."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accountability.access.context import acting
from accountability.cases.attachments.upload import EncryptedUpload
from accountability.cases.errors import CaseRefusedError
from accountability.cases.importing import bringing, checking, ending
from accountability.cases.importing.columns import (
    ColumnsUnusableError,
    guessed,
    kept_columns,
)
from accountability.cases.importing.errors import ImportStandsError
from accountability.cases.importing.finding import (
    failure_of,
    import_for,
    imports_listed,
    open_import,
    state_of,
    teams_imported_for,
)
from accountability.cases.importing.receiving import receive_import
from accountability.cases.importing.services import rests, working_on
from accountability.cases.importing.words import accepted_words
from accountability.cases.policies import Deed
from accountability.models import CaseImport
from accountability.release.csv_text import csv_line
from accountability.sources.spreadsheets.apart import NotReadError
from accountability.staff.import_forms import ColumnsForm, TableForm
from accountability.staff.import_words import department_names, problem_words, told
from accountability.staff.views.cases.refusals import case_page
from accountability.staff.words import language
from accountability.vocab.imports import OVER, ImportField, ImportState

_PAGE = 50
_FIRST = 10
_VALUES = 3


@require_safe
@case_page
def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports that this person sees."""
    if not teams_imported_for():
        raise CaseRefusedError(Deed.IMPORT)
    found = [(row, state_of(row)) for row in imports_listed()[:_PAGE]]
    return render(request, "staff/cases/imports.html", {"found": found})


@require_http_methods(["GET", "POST"])
@case_page
def new(request: HttpRequest) -> HttpResponse:
    """Take a table in."""
    teams = teams_imported_for()
    if not teams:
        raise CaseRefusedError(Deed.IMPORT)
    if request.method == "POST":
        form = TableForm(teams, request.POST, request.FILES)
        if form.is_valid() and (row := _received(form)) is not None:
            return redirect("import", row.pk)
    else:
        form = TableForm(
            teams, initial={"instead_of": request.GET.get("instead", "")[:36]}
        )
    return render(
        request,
        "staff/cases/import_new.html",
        {"form": form, "fields": [field.label(language()) for field in ImportField]},
        status=422 if form.errors else 200,
    )


@require_safe
@case_page
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where an import is, and what can be done next."""
    row = import_for(pk)
    state, own = state_of(row), row.asked_by_id == acting().actor_id
    working = working_on(row)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"working": working, "words": _progress(row)})
    if state is ImportState.MAPPING and not working and own:
        return redirect("import-columns", pk)
    shown: dict[str, object] = {}
    if state is ImportState.CHECKED and row.problems:
        problems = Paginator(row.found_problems.order_by("row", "id"), _PAGE)
        page = problems.get_page(request.GET.get("page"))
        shown = {
            "page": page,
            "problems": [problem_words(problem) for problem in page],
            "kept": checking.MOST_PROBLEMS,
            "accepted": accepted_words(language()),
        }
    elif state is ImportState.CHECKED:
        opened, cases = checking.first_cases(row, _FIRST)
        names = department_names()
        shown = {
            "name": opened.name,
            "first": [told(case, names) for case in cases],
            "closes": ImportField.CLOSED in (opened.columns or ()),
        }
    elif state is ImportState.DONE:
        shown = {"stands": _why_it_stands(row)}
    return render(
        request,
        "staff/cases/import.html",
        {
            "row": row,
            "state": state,
            "own": own,
            "over": state in OVER,
            "working": working,
            "rests": rests(row),
            "progress": _progress(row),
            "failure": failure_of(row),
            **shown,
        },
    )


@require_http_methods(["GET", "POST"])
@case_page
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask which column is which, with the first values; then check every row."""
    row = import_for(pk, own=True)
    if state_of(row) not in (ImportState.MAPPING, ImportState.CHECKED) or not row.rows:
        return redirect("import", pk)
    opened = open_import(row)
    kept = kept_columns(row.organisation, opened.headings)
    likely = opened.columns or kept or guessed(opened.headings)
    if request.method == "POST":
        form = ColumnsForm(opened.headings, likely, request.POST)
        if form.is_valid():
            try:
                checking.name_columns(opened, form.columns)
                return redirect("import", pk)
            except ColumnsUnusableError as unusable:
                form.add_error(None, _unusable(unusable))
    else:
        form = ColumnsForm(opened.headings, likely)
    values = checking.first_values(opened, _VALUES)
    return render(
        request,
        "staff/cases/import_columns.html",
        {
            "row": row,
            "name": opened.name,
            "form": form,
            "columns": list(zip(form, values, strict=True)),
            "known": kept is not None,
            "accepted": accepted_words(language()),
        },
        status=422 if form.errors else 200,
    )


@require_safe
@case_page
def problems(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give out the problems as a table: where and what, no value."""
    row = import_for(pk)
    lines = [csv_line([_("row"), _("field"), _("what is wrong")])]
    found = row.found_problems.order_by("row", "id")
    lines += [csv_line([str(part) for part in problem_words(one)]) for one in found]
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return answer


@require_POST
@case_page
def enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a table without problems brought in."""
    bringing.start_import(pk)
    return redirect("import", pk)


@require_http_methods(["GET", "POST"])
@case_page
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then end an import that is on its way."""
    if request.method == "POST":
        ending.cancel_import(pk)
        messages.success(request, _("Cancelled. Nothing of the file is kept."))
        return redirect("imports")
    row = import_for(pk)
    if state_of(row) in OVER:
        return redirect("import", pk)
    return render(request, "staff/cases/import_end.html", {"row": row})


@require_http_methods(["GET", "POST"])
@case_page
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then take an import back that nobody has worked on."""
    row = import_for(pk)
    if request.method == "POST":
        try:
            ending.take_back(pk)
        except ImportStandsError as stands:
            return _end_page(request, row, stands)
        messages.success(request, _("Taken back: its cases are being removed."))
        return redirect("import", pk)
    return _end_page(request, row, _why_it_stands(row))


def _end_page(
    request: HttpRequest, row: CaseImport, stands: ImportStandsError | None
) -> HttpResponse:
    return render(
        request,
        "staff/cases/import_end.html",
        {"row": row, "back": True, "stands": stands},
        status=409 if stands and request.method == "POST" else 200,
    )


def _received(form: TableForm) -> CaseImport | None:
    """Return what was taken in; None, with the form's error, for what is not taken."""
    table = form.cleaned_data["file"]
    assert isinstance(table, EncryptedUpload)  # noqa: S101  (the one handler)
    try:
        return receive_import(
            form.team_chosen, table, instead_of=form.cleaned_data["instead_of"]
        )
    except NotReadError as refused:
        form.add_error("file", refused.kind.label(language()))
        return None


def _why_it_stands(row: CaseImport) -> ImportStandsError | None:
    try:
        ending.check_taking_back(row)
    except ImportStandsError as stands:
        return stands
    return None


def _unusable(unusable: ColumnsUnusableError) -> str:
    if unusable.twice:
        labels = ", ".join(field.label(language()) for field in unusable.twice)
        return _("Two columns can’t be the same: %(fields)s.") % {"fields": labels}
    label = ImportField.RECEIVED.label(language())
    return _("Say which column is “%(field)s”: every case needs it.") % {"field": label}


def _progress(row: CaseImport) -> str:
    counted = {"checked": row.checked, "entered": row.entered, "rows": row.rows or 0}
    return {
        ImportState.MAPPING: _("The file is being read."),
        ImportState.CHECKING: _("Checked: %(checked)d of %(rows)d rows.") % counted,
        ImportState.ENTERING: _("Brought in: %(entered)d of %(rows)d rows.") % counted,
    }.get(state_of(row), "")
