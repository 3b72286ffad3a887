"""Ask somebody who is signed in for their password or code again: to sign, to approve.

A wrong answer is an ordinary refusal of the form, and it counts: five of them lock
the person out of signing in and of signing, from that address, for a while. The
count and its entry in the audit must outlive the transaction that the refusal undoes,
so that they are noted here and written when the request is over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Invalid

__all__ = ["Asking", "WrongAnswer", "asked_from", "confirm_identity"]


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """Somebody gave a wrong password or code where they had to confirm themselves."""

    email: str
    actor: Actor
    at: datetime


@dataclass(slots=True)
class Asking:
    """The request during which somebody is asked.

    ``is_locked`` tells of an e-mail address whether it is locked out there.
    """

    is_locked: Callable[[str], bool]
    wrong: list[WrongAnswer] = field(default_factory=list)


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)


@contextmanager
def asked_from(asking: Asking) -> Iterator[Asking]:
    """Note wrong answers in ``asking``, for whoever opened this to write down."""
    token = _asking.set(asking)
    try:
        yield asking
    finally:
        _asking.reset(token)


def confirm_identity(
    *, actor: User, at: datetime, password: str = "", code: str = ""
) -> None:
    """Let pass whoever knows the password, or a fresh code of their app.

    Raises Invalid at the field ``password`` (or ``code``, where only that was given).
    """
    place = "code" if code and not password else "password"
    asking = _asking.get()
    if asking is not None and asking.is_locked(actor.email):
        message = (
            "Too many wrong answers: wait a quarter of an hour, or ask the owner for "
            "a new sign-in link. What you typed in the record is kept."
        )
        raise Invalid.field(place, message)
    if not password and not code:
        raise Invalid.field(place, "Give your password to sign.")
    if actor.is_active and _right(actor, password, code):
        return
    _note(WrongAnswer(actor.email, actor.as_actor, at))
    what = "code" if place == "code" else "password"
    raise Invalid.field(place, f"This is not your {what}. Nothing was signed.")


def _right(actor: User, password: str, code: str) -> bool:
    if password:
        return actor.check_password(password)
    found = Authenticator.objects.filter(
        user=actor, type=Authenticator.Type.TOTP
    ).first()
    return found is not None and bool(found.wrap().validate_code(code))


def _note(wrong: WrongAnswer) -> None:
    asking = _asking.get()
    if asking is not None:
        asking.wrong.append(wrong)
        return
    audit.record(
        actor=wrong.actor,
        at=wrong.at,
        action="log_in_failed",
        record_type="accounts.user",
        record_id=wrong.actor.id,
        reason="confirming a signature",
    )
