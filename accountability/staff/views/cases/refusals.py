"""What a page answers when a case can't be given: one place for all case pages."""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accountability.access.context import acting
from accountability.audit.log import AuditUnavailableError
from accountability.cases.errors import (
    CaseErasedError,
    CaseNotFoundError,
    CaseRefusedError,
    WrongStateError,
)
from accountability.vault.errors import KeyDestroyedError, VaultError

logger = logging.getLogger(__name__)
P = ParamSpec("P")


def case_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer a case's errors in words, with nothing stored and nothing given out.

    A case that is not there and one that is not theirs get the same answer.
    """

    @functools.wraps(view)
    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            with undone_if_it_fails():
                return view(request, *args, **kwargs)
        except CaseNotFoundError:
            raise Http404 from None
        except CaseRefusedError as refused:
            return _page(request, "refused", 403, deed=refused.deed.value)
        except (CaseErasedError, KeyDestroyedError):
            return _page(request, "erased", 410)
        except WrongStateError:
            return _page(request, "wrong_state", 409)
        except (VaultError, AuditUnavailableError) as error:
            logger.error("a case could not be opened: %s", type(error).__name__)
            return _page(request, "unavailable", 503)

    return answer


def not_kept() -> str:
    """Say why a draft is not handed over."""
    return _(
        "They did not agree that it be kept, so it is not handed over. Ask again, or "
        "leave it: a draft is erased after seven days."
    )


@contextmanager
def undone_if_it_fails() -> Iterator[None]:
    """Take everything back that an unfinished view has stored, and say so."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        acting().undo()
        raise


def _page(request: HttpRequest, why: str, status: int, **more: str) -> HttpResponse:
    template = "staff/cases/refused.html"
    return render(request, template, {"why": why, **more}, status=status)
