"""Where somebody is signed in, and ending it."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from glabella.clinic.accounts.models import StaffSession, User
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.shared.text import one_line

__all__ = ["end_all", "end_others", "end_session", "seen", "signed_in", "signed_out"]

LONGEST_DEVICE = 120


@transaction.atomic
def signed_in(
    *,
    actor: User,
    at: datetime,
    session_key: str,
    device: str,
    address: str | None,
    method: str,
) -> StaffSession:
    """Somebody signed in, with ``method``: password, passkey, with or without code."""
    _sweep(actor)
    session = StaffSession.objects.create(
        user=actor,
        session_key=session_key,
        device=one_line(device)[:LONGEST_DEVICE],
        address=address or None,
        started_at=at,
        last_seen_at=at,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="log_in",
        record=actor,
        after={"method": method, "device": session.device, "address": address},
    )
    return session


@transaction.atomic
def signed_out(
    *, actor: User, at: datetime, session_key: str, reason: str = ""
) -> None:
    """Somebody signed out, or was signed out for the ``reason``."""
    StaffSession.objects.filter(session_key=session_key).delete()
    audit.record(
        actor=actor.as_actor, at=at, action="log_out", record=actor, reason=reason
    )


def seen(
    *, actor: User, at: datetime, session_key: str, device: str, address: str | None
) -> None:
    """Somebody did something just now; no entry in the audit."""
    known = StaffSession.objects.filter(session_key=session_key)
    if known.update(last_seen_at=at):
        return
    # A session gets a new key when the password is changed.
    StaffSession.objects.get_or_create(
        session_key=session_key,
        defaults={
            "user": actor,
            "device": one_line(device)[:LONGEST_DEVICE],
            "address": address or None,
            "started_at": at,
            "last_seen_at": at,
        },
    )


@transaction.atomic
def end_session(*, actor: User, at: datetime, session_id: int) -> None:
    """End one of one's own sessions."""
    session = StaffSession.objects.filter(user=actor, pk=session_id).first()
    if session is None:
        raise NotFound
    _end(actor, at, [session])


@transaction.atomic
def end_others(*, actor: User, at: datetime, session_key: str) -> int:
    """End all of one's own sessions but this one; returns how many."""
    others = list(
        StaffSession.objects.filter(user=actor).exclude(session_key=session_key)
    )
    _end(actor, at, others)
    return len(others)


def end_all(user: User) -> None:
    """End every session of somebody; the caller writes the audit."""
    _drop(list(StaffSession.objects.filter(user=user)))


def _end(actor: User, at: datetime, sessions: list[StaffSession]) -> None:
    _drop(sessions)
    for session in sessions:
        audit.record(
            actor=actor.as_actor,
            at=at,
            action="log_out",
            record=actor,
            after={"device": session.device},
            reason="ended from another session",
        )


def _drop(sessions: list[StaffSession]) -> None:
    Session.objects.filter(
        session_key__in=[session.session_key for session in sessions]
    ).delete()
    StaffSession.objects.filter(pk__in=[session.pk for session in sessions]).delete()


def _sweep(user: User) -> None:
    """Forget rows whose session ended without a word, as an expired one does."""
    known = StaffSession.objects.filter(user=user)
    alive = Session.objects.filter(
        session_key__in=known.values_list("session_key", flat=True)
    ).values_list("session_key", flat=True)
    known.exclude(session_key__in=list(alive)).delete()
