"""Cases over the API: parse, call the service that the page calls, present."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from rest_framework.request import Request
from rest_framework.response import Response

from accountability.audit.acting import note
from accountability.cases import services
from accountability.cases.consent import record_consent
from accountability.cases.errors import PartMissingError
from accountability.cases.finding import Place, case_for, cases_listed
from accountability.cases.policies import Deed
from accountability.cases.programs import change_part, department_called, enter_once
from accountability.models import Case
from accountability.staff.api import shapes
from accountability.staff.api.answers import (
    Added,
    CasePage,
    Moved,
    WholeCase,
    case_of,
    line_of,
)
from accountability.staff.api.entries import (
    consent_text,
    entry_of,
    month,
    part_of,
)
from accountability.staff.api.openapi import KEY_PARAMETER, describe
from accountability.staff.api.problems import WrongParameterError
from accountability.staff.api.reading import key_of, sent
from accountability.staff.api.views import ApiView, answer
from accountability.vocab.audit import AuditAction


class CasesView(ApiView):
    """The cases that the token's person sees, and a new one."""

    asks = shapes.AskedCases
    asked: shapes.AskedCases

    @describe(
        "cases",
        "Cases, the last touched first",
        answers={200: CasePage},
        asks=shapes.AskedCases,
    )
    def get(self, request: Request) -> Response:
        """List cases; one more than is given tells whether there is another page."""
        wanted = self.asked
        found = cases_listed(
            status=wanted.status,
            department_id=_department(wanted.department),
            allegation_class=wanted.allegation_class,
            outcome=wanted.outcome,
            tag_id=wanted.tag,
            received_from=month(wanted.since) if wanted.since else None,
            number=wanted.number or "",
            after=_place(wanted.cursor) if wanted.cursor is not None else None,
        )
        note(AuditAction.CASE_LIST, object_type="cases", object_id="")
        rows = list(found[: wanted.limit + 1])
        shown = rows[: wanted.limit]
        more = _next(request, shown[-1]) if len(rows) > wanted.limit else None
        return answer(CasePage(next=more, results=list(map(line_of, shown))))

    @describe(
        "enter_case",
        "Enter a case",
        KEY_PARAMETER,
        answers={201: WholeCase, 200: WholeCase},
        takes=shapes.NewCase,
    )
    def post(self, request: Request) -> Response:
        """Enter a case once, however often it is sent with one key."""
        key = key_of(request._request)
        given = sent(request._request, shapes.NewCase)
        opened, new = enter_once(given.team, entry_of(given), key=key)
        return answer(case_of(opened), 201 if new else 200)


class CaseView(ApiView):
    """One case."""

    @describe("case", "A case, decrypted", answers={200: WholeCase})
    def get(self, request: Request, pk: UUID) -> Response:
        """Open a case: one entry in the audit."""
        return answer(case_of(services.read_case(pk)))

    @describe(
        "change_case",
        "Change a case",
        answers={200: WholeCase},
        takes=shapes.ChangedCase,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change what is sent, if nobody has saved since the revision that was read."""
        case_for(Deed.CHANGE, pk)
        given = sent(request._request, shapes.ChangedCase)
        opened = change_part(pk, part_of(given), revision=given.revision)
        return answer(case_of(opened))


class NotesView(ApiView):
    """Notes of a case."""

    @describe("write_note", "Add a note", answers={201: Added}, takes=shapes.NewNote)
    def post(self, request: Request, pk: UUID) -> Response:
        """Add a note."""
        case_for(Deed.WRITE_NOTE, pk)
        given = sent(request._request, shapes.NewNote)
        return answer(Added(id=services.write_note(pk, given.text).pk), 201)


class ConsentsView(ApiView):
    """Answers about consent."""

    @describe(
        "record_consent",
        "Record an answer about consent",
        answers={201: Added},
        takes=shapes.NewConsent,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Record an answer."""
        case_for(Deed.RECORD_CONSENT, pk)
        given = sent(request._request, shapes.NewConsent)
        event = record_consent(
            pk,
            given.purpose,
            given=given.given,
            text=consent_text(given),
            expires_on=given.expires_on,
            language=given.language,
        )
        return answer(Added(id=event.reference), 201)


class MovesView(ApiView):
    """Moves of a case."""

    @describe(
        "move_case",
        "Hand over, file, close or reopen",
        answers={200: Moved},
        takes=shapes.NewMove,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Move a case."""
        case_for(Deed.SEE, pk)
        given = sent(request._request, shapes.NewMove)
        moved = services.move_case(
            pk, given.to, revision=given.revision, reason=given.reason
        )
        told: dict[str, Any] = {"status": moved.status, "revision": moved.revision}
        return answer(Moved.model_validate({"id": pk, **told}))


def _department(slug: str | None) -> int | None:
    try:
        return department_called(slug) if slug is not None else None
    except PartMissingError as missing:
        told = "There is none: /api/staff/v1/vocabularies/ has them."
        raise WrongParameterError(missing.field, told) from None


def _next(request: Request, last: Case) -> str:
    query = request._request.GET.dict()
    query["cursor"] = _signer().sign_object([last.touched_at.isoformat(), last.pk.hex])
    return f"{reverse('staff-api-cases')}?{urlencode(query)}"


def _place(cursor: str) -> Place:
    """Return where a page ended; only a cursor that we gave out leads anywhere."""
    try:
        at, case_id = _signer().unsign_object(cursor)
    except BadSignature:
        raise WrongParameterError("cursor", "Take it from `next`.") from None
    touched = parse_datetime(at)
    assert touched  # noqa: S101  (we wrote it)
    return touched, UUID(case_id)


def _signer() -> Signer:
    return Signer(salt="staff api: place in the list of cases")
