"""Too many wrong passwords: who is locked out, and what they are told."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from glabella.clinic.accounts import selectors
from glabella.clinic.accounts.services import WrongAnswer
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.selectors import is_open
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.web.account import device

__all__ = ["answer", "count", "is_locked", "record_failure", "username"]

TOO_MANY = 429


def username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Under which name attempts are counted: the e-mail address, in small letters."""
    return str((credentials or {}).get("email") or "").strip().lower()[:255]


def is_locked(request: HttpRequest, email: str) -> bool:
    """Whether this address of the network is locked out of an account."""
    bare = _bare(request)
    return not AxesProxyHandler.is_allowed(bare, {"email": email})


def count(request: HttpRequest, wrong: WrongAnswer) -> None:
    """Count a wrong password that somebody signed in gave while signing a record."""
    audit.record(
        actor=wrong.actor,
        at=wrong.at,
        action="log_in_failed",
        record_type="accounts.user",
        record_id=wrong.actor.id,
        after={"address": device.address(request)},
        reason="confirming a signature",
    )
    # A request of its own: ours carries what was typed into the record.
    bare = _bare(request)
    user_login_failed.send(
        sender=__name__, credentials={"email": wrong.email}, request=bare
    )
    if getattr(bare, "axes_locked_out", False):
        _alert(bare, wrong.email)


def record_failure(request: HttpRequest, email: str, reason: str) -> None:
    """Put a failed sign-in on record: the address that was typed, nothing else."""
    known = selectors.find_by_email(email)
    audit.record(
        actor=Actor.staff(known.pk if known else "unknown", email[:200]),
        at=timezone.now(),
        action="log_in_failed",
        record_type="accounts.user",
        record_id=known.pk if known else "",
        after={"address": device.address(request), "device": device.words(request)},
        reason=reason,
    )


def answer(request: HttpRequest, *others: Any, **credentials: Any) -> HttpResponse:
    """Tell somebody that they are locked out, and the owner once that it happened."""
    found = others[-1] if others and isinstance(others[-1], dict) else credentials
    _alert(request, username(request, found))
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(
        request, "account/locked_out.html", {"minutes": minutes}, status=TOO_MANY
    )


def _alert(request: HttpRequest, email: str) -> None:
    user = selectors.find_by_email(email)
    where = device.address(request) or "an unknown address"
    text = f"Too many wrong passwords for {email or 'an account'} from {where}."
    at = timezone.now()
    if user is None or is_open(kind=Alert.Kind.LOCKED_OUT, text=text):
        return
    raise_alert(
        actor=SYSTEM,
        at=at,
        kind=Alert.Kind.LOCKED_OUT,
        text=text,
        link="/settings/staff/",
    )


def _bare(request: HttpRequest) -> HttpRequest:
    bare = HttpRequest()
    for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT"):
        if name in request.META:
            bare.META[name] = request.META[name]
    return bare
