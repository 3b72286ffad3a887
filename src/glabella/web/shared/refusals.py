"""The clinic's own errors as answers: a view need not catch what it cannot mend."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from glabella.clinic.audit import services as audit
from glabella.clinic.shared.errors import (
    Blocked,
    ClinicError,
    NotAllowed,
    NotFound,
    Stale,
)
from glabella.web.shared import errors

__all__ = ["ClinicRefusals"]

Answer = Callable[[HttpRequest, Any], HttpResponse]
ANSWERS: tuple[tuple[type[ClinicError], Answer], ...] = (
    (NotFound, errors.not_found),
    (NotAllowed, errors.not_allowed),
    (Blocked, errors.blocked),
    (Stale, errors.stale),
    (ClinicError, errors.refused),
)


class ClinicRefusals:
    """Turns what a service or selector refused into a page; last in MIDDLEWARE.

    A view catches ``Invalid`` and ``Stale`` itself where it can show the form
    again; whatever it leaves arrives here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer in plain words; anything else stays a fault."""
        if isinstance(exception, NotAllowed):
            _note(request, exception)
        for kind, answer in ANSWERS:
            if isinstance(exception, kind):
                return answer(request, exception)
        return None


def _note(request: HttpRequest, exception: NotAllowed) -> None:
    """Tell the audit who tried what; the transaction of the attempt has ended."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return
    match = request.resolver_match
    first = next(iter(match.kwargs.values()), "") if match else ""
    audit.record_failure(
        actor=user.as_actor,
        at=timezone.now(),
        error=exception,
        record_type=match.view_name if match else "",
        record_id=str(first),
    )
