"""The base of the API's views: who may, what is asked, all or nothing."""

from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accountability.access.context import acting
from accountability.models import ApiToken
from accountability.staff.accounts.tokens import tell_refusal
from accountability.staff.api.answers import Answer
from accountability.staff.api.problems import ReadsOnlyError
from accountability.staff.api.reading import asked
from accountability.staff.api.shapes import Asked
from accountability.vocab.tokens import TokenRefusal, TokenScope


class ApiView(APIView):
    """A view that a token opens. Whatever fails stores nothing."""

    http_method_names = ["get", "head", "post", "patch"]
    renderer_classes = [JSONRenderer]
    #: What the query of a GET may hold; a query of anything else holds nothing.
    asks: ClassVar[type[Asked]] = Asked

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Take everything back that a request has stored before it was refused."""
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
                acting().undo()
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a method that is not there, a scope, and parameters, in this order."""
        super().initial(request, *args, **kwargs)
        if str(request.method) not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        token = request.auth
        if not isinstance(token, ApiToken):
            raise NotAuthenticated
        reads = request.method in SAFE_METHODS
        if not reads and token.scope != TokenScope.WRITE:
            tell_refusal(TokenRefusal.SCOPE, token)
            raise ReadsOnlyError
        self.asked = asked(request._request, self.asks if reads else Asked)


def answer(found: Answer, status: int = 200) -> Response:
    """Return an answer as JSON has it."""
    return Response(found.model_dump(mode="json"), status=status)
