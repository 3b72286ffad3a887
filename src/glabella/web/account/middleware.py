"""What stands between a request and every screen: who asks, and may they yet."""

from collections.abc import Callable
from functools import partial
from typing import Any, override

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils import timezone

from glabella.clinic.accounts import selectors, services
from glabella.clinic.accounts.models import User
from glabella.clinic.practice import selectors as practice
from glabella.web.account import device, lockout
from glabella.web.shared.standing import SEEN_STEP_SECONDS

__all__ = [
    "BACKGROUND",
    "IDLE",
    "SECOND_FACTOR",
    "SEEN",
    "ClinicRequest",
    "IdleLogOff",
    "SecondFactor",
    "SignedInOnly",
]

Answer = Callable[[HttpRequest], HttpResponse]

BACKGROUND = "X-Glabella-Background"
"""Header of a page that asks by itself: it does not keep anybody signed in."""

# Names of what the session holds.
SEEN = "seen"
IDLE = "signed_off_idle"
SECOND_FACTOR = "second_factor"

SECONDS_A_MINUTE = 60
UNAUTHORISED = 401

OPEN_PLACES = frozenset({"", "request", "link", "health", "trust"})
"""First parts of the addresses that anybody may open; the rest is for staff."""


class ClinicRequest:
    """Reads the clinic once, tells its time, and writes down failed confirmations."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the clinic's time zone."""
        if request.path_info.startswith("/health/"):
            return self.get_response(request)
        asking = services.Asking(is_locked=partial(lockout.is_locked, request))
        with (
            practice.remembered(),
            timezone.override(practice.clinic_zone()),
            services.asked_from(asking),
        ):
            response = self.get_response(request)
            for wrong in asking.wrong:
                lockout.count(request, wrong)
        return response


class IdleLogOff:
    """Signs somebody off who has done nothing for a while; the server keeps count."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a stranger again, if the time is over."""
        user = request.user
        if user.is_authenticated:
            self._look(request, user)
        return self.get_response(request)

    def _look(self, request: HttpRequest, user: User) -> None:
        at = timezone.now()
        now = int(at.timestamp())
        seen = request.session.get(SEEN)
        clinic = practice.find_practice()
        if seen is not None and clinic is not None:
            limit = clinic.idle_minutes * SECONDS_A_MINUTE + SEEN_STEP_SECONDS
            if now - seen > limit:
                services.signed_out(
                    actor=user,
                    at=at,
                    session_key=request.session.session_key or "",
                    reason="nothing was done for a while",
                )
                logout(request)
                request.session[IDLE] = True
                return
        if request.headers.get(BACKGROUND):
            return
        if seen is None or now - seen >= SEEN_STEP_SECONDS:
            request.session[SEEN] = now
            if request.session.session_key:
                services.seen(
                    actor=user,
                    at=at,
                    session_key=request.session.session_key,
                    device=device.words(request),
                    address=device.address(request),
                )


class SignedInOnly(LoginRequiredMiddleware):
    """Refuses strangers everywhere but at the open places.

    A view elsewhere that strangers may open (a calendar feed with its secret address)
    says so with ``login_not_required``.
    """

    @override
    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if is_open_place(request):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    @override
    def handle_no_permission(  # type: ignore[override] # 401 where nobody would follow
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        log_in = reverse(settings.LOGIN_URL)
        if request.headers.get("HX-Request"):
            return HttpResponse(
                "You are signed off.",
                status=UNAUTHORISED,
                headers={"HX-Redirect": log_in},
            )
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"message": "You are signed off."}, status=UNAUTHORISED)
        return super().handle_no_permission(request, view_func)


class SecondFactor:
    """Sends those whose role asks for a second factor to set one up; nothing else opens.

    The session remembers that there is one, so that it is asked of the database once.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Redirect who has to set up a second factor first."""
        closed = getattr(view_func, "login_required", True)
        user = request.user
        if not closed or is_open_place(request) or not user.is_authenticated:
            return None
        if not _is_missing(request, user):
            return None
        request.second_factor_missing = True  # type: ignore[attr-defined] # for context.py
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith("mfa_") or name in ALLOWED_BEFORE:
            return None
        place = reverse("account:required")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=UNAUTHORISED, headers={"HX-Redirect": place})
        return HttpResponseRedirect(place)


ALLOWED_BEFORE = frozenset(
    {
        "account:required",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
    }
)


def is_open_place(request: HttpRequest) -> bool:
    """Whether anybody may open this address."""
    return request.path_info.lstrip("/").split("/", 1)[0] in OPEN_PLACES


def _is_missing(request: HttpRequest, user: User) -> bool:
    clinic = practice.find_practice()
    if settings.DEMO or clinic is None or not clinic.mfa_required:
        return False
    if not selectors.needs_second_factor(user):
        return False
    if request.session.get(SECOND_FACTOR) == user.pk:
        return False
    if not selectors.has_second_factor(user):
        return True
    request.session[SECOND_FACTOR] = user.pk
    return False
