"""What a program has to know before it asks for cases."""

from rest_framework.request import Request
from rest_framework.response import Response

from accountability.access.context import acting
from accountability.cases.finding import teams_entered_for
from accountability.cases.policies import CaseRole
from accountability.cases.tags import tags_offered
from accountability.models import Department, Membership
from accountability.staff.accounts.tokens import token_of
from accountability.staff.api import answers
from accountability.staff.api.openapi import describe
from accountability.staff.api.views import ApiView, answer
from accountability.vocab import (
    AllegationClass,
    AllegationSubtype,
    CaseStatus,
    ConsentPurpose,
    DisciplineStage,
    Disposition,
    FindingStage,
    Harm,
    Measure,
    NotReportedBecause,
    OutcomeGroup,
    PersonRole,
    PoliceResponse,
    ReportedTo,
    Term,
)
from accountability.vocab.tokens import TokenScope

#: By the name of the field that holds the code.
_VOCABULARIES: dict[str, type[Term]] = {
    "allegation_class": AllegationClass,
    "subtype": AllegationSubtype,
    "status": CaseStatus,
    "purpose": ConsentPurpose,
    "outcome": OutcomeGroup,
    "reported_to": ReportedTo,
    "not_reported_because": NotReportedBecause,
    "police_response": PoliceResponse,
    "harm": Harm,
    "role": PersonRole,
    "finding_stage": FindingStage,
    "disposition": Disposition,
    "discipline_stage": DisciplineStage,
    "measure": Measure,
}


class MeView(ApiView):
    """Who asks."""

    @describe(
        "me", "You, your teams, this token", answers={200: answers.Me}, of_case=False
    )
    def get(self, request: Request) -> Response:
        """Say who asks and what they may."""
        user, token = acting().person, token_of(request._request)
        assert token is not None  # noqa: S101  (the base has seen it)
        held = Membership.objects.filter(user=user).select_related("organisation")
        teams = teams_entered_for().select_related("organisation")
        return answer(
            answers.Me(
                username=user.get_username(),
                roles=[
                    answers.Role(
                        organisation=row.organisation.slug, role=CaseRole(row.role)
                    )
                    for row in held
                ],
                teams=[
                    answers.Team(
                        id=team.pk, name=team.name, organisation=team.organisation.slug
                    )
                    for team in teams
                ],
                token=answers.TokenNow(
                    label=token.label,
                    scope=TokenScope.of(token.scope),
                    expires_at=token.expires_at,
                ),
            )
        )


class VocabulariesView(ApiView):
    """The codes."""

    @describe(
        "vocabularies",
        "Codes with their words, and departments",
        answers={200: answers.Vocabularies},
        of_case=False,
    )
    def get(self, request: Request) -> Response:
        """Give every code with its words."""
        return answer(
            answers.Vocabularies(
                terms={
                    name: [
                        answers.Word(
                            code=term.value,
                            english=term.english,
                            french=term.label("fr"),
                            definition=term.definition,
                        )
                        for term in terms
                    ]
                    for name, terms in _VOCABULARIES.items()
                },
                departments=[
                    answers.Department(
                        slug=row.slug,
                        name=row.name,
                        kind=row.kind,
                        jurisdiction=row.jurisdiction,
                    )
                    for row in Department.objects.all()
                ],
                tags=[answers.Tag(id=tag.id, name=tag.name) for tag in tags_offered()],
            )
        )
