"""Links that open one thing for one person, and the codes that go with them.

The token is random and leaves in one message; the table keeps its digest, so that a
stolen database opens nothing. Where a link shows more than a time, a one-time code
to the known address is asked for as well.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.keys import blind
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.shared.signing import token_digest

__all__ = [
    "CODE_DIGITS",
    "CODE_MINUTES",
    "MOST_CODES",
    "MOST_TRIES",
    "check_code",
    "end",
    "end_all",
    "make",
    "open_link",
    "renew",
    "send_code",
]

TOKEN_BYTES: Final = 32
CODE_DIGITS: Final = 6
CODE_MINUTES: Final = 10
CODE_PAUSE_SECONDS: Final = 60
MOST_TRIES: Final = 5
MOST_CODES: Final = 10
"""Codes for one link: with five tries each, a guesser has 50 of a million."""

GONE = (
    "This link no longer opens anything: it was used, replaced, or is too old. "
    "Ask the clinic for a new one."
)


@transaction.atomic
def make(
    *,
    at: datetime,
    purpose: SignedLink.Purpose | str,
    key: SubjectKey,
    record_id: object,
    days: float,
) -> str:
    """Make a link and return its token, which is stored nowhere.

    Called by the service whose message carries it, in the same transaction; that
    service writes the audit. The address is ``/link/<token>/``.
    """
    _, token = _made(at, SignedLink.Purpose(purpose), key, record_id, days)
    return token


@transaction.atomic
def renew(
    *,
    actor: User,
    at: datetime,
    purpose: SignedLink.Purpose,
    key: SubjectKey,
    record_id: object,
    days: float,
) -> tuple[SignedLink, str]:
    """Make a link that closes the older ones of its kind, and note who made it.

    The link and its token, which goes into one message of the same transaction.
    """
    end_all(actor=actor, at=at, purpose=purpose, record_id=record_id)
    link, token = _made(at, purpose, key, record_id, days)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=link,
        subject=key,
        after={"purpose": link.purpose, "expires_at": link.expires_at},
    )
    return link, token


def _made(
    at: datetime,
    purpose: SignedLink.Purpose,
    key: SubjectKey,
    record_id: object,
    days: float,
) -> tuple[SignedLink, str]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SignedLink.objects.create(
        purpose=purpose,
        key=key,
        record_id=str(record_id),
        token_digest=token_digest(token),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    return link, token


def open_link(token: str, at: datetime) -> SignedLink:
    """The link of a token, if it still opens something; else :class:`NotFound`.

    An unknown, an ended and an expired link are told apart by nobody.
    """
    link = (
        SignedLink.objects.select_related("key")
        .filter(token_digest=token_digest(token), ended_at=None, expires_at__gt=at)
        .first()
    )
    if link is None or link.key.is_destroyed:
        raise NotFound(GONE)
    if link.opened_at is None:
        SignedLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=at)
        link.opened_at = at
    return link


@transaction.atomic
def send_code(*, at: datetime, link: SignedLink, to: str) -> None:
    """Mail a new six-digit code to the address that the clinic already has.

    Asked again within a minute, the code that is on its way stays.
    """
    row = _locked(link)
    pause = timedelta(seconds=CODE_PAUSE_SECONDS)
    if row.code_digest and row.code_sent_at and at - row.code_sent_at < pause:
        return
    if row.codes_sent >= MOST_CODES:
        message = "Too many codes were asked for. Ask the clinic for a new link."
        raise Blocked(message)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row.code_digest = _code_digest(row, code)
    row.code_sent_at = at
    row.code_tries = 0
    row.codes_sent += 1
    row.save(update_fields=["code_digest", "code_sent_at", "code_tries", "codes_sent"])
    outbox.send(
        actor=SYSTEM,
        at=at,
        kind="code",
        to=to,
        key=row.key,
        subject_line="Your code",
        body=(
            f"Your code is {code}\n\n"
            f"It can be used once, for {CODE_MINUTES} minutes. If you did not ask for "
            "it, you need not do anything."
        ),
    )


def check_code(*, at: datetime, link: SignedLink, code: str) -> SignedLink:
    """Whether this is the code: :class:`Invalid` says what now. A code works once."""
    problem = _try_code(at=at, link=link, code=code)
    if problem:
        # Raised outside the transaction: the try counts.
        raise Invalid.field("code", problem)
    return link


@transaction.atomic
def _try_code(*, at: datetime, link: SignedLink, code: str) -> str:
    row = _locked(link)
    sent_at = row.code_sent_at
    too_old = sent_at is None or at - sent_at > timedelta(minutes=CODE_MINUTES)
    if not row.code_digest or too_old:
        return "This code is too old. Ask for a new one."
    if row.code_tries >= MOST_TRIES:
        return "There were too many wrong codes. Ask for a new one."
    row.code_tries += 1
    digits = "".join(letter for letter in code if letter.isdecimal())
    right = hmac.compare_digest(_code_digest(row, digits), row.code_digest)
    if right:
        row.code_digest = ""
    row.save(update_fields=["code_tries", "code_digest"])
    if right:
        return ""
    left = MOST_TRIES - row.code_tries
    return (
        f"This is not the code. You have {left} more {'try' if left == 1 else 'tries'}."
        if left
        else "This is not the code. Ask for a new one."
    )


@transaction.atomic
def end(*, actor: User | Actor, at: datetime, link: SignedLink) -> None:
    """Close a link for good, because it was used or is no longer wanted."""
    end_all(actor=actor, at=at, purpose=link.purpose, record_id=link.record_id)


@transaction.atomic
def end_all(
    *, actor: User | Actor, at: datetime, purpose: str, record_id: object
) -> int:
    """Close every open link of one purpose to one record; returns how many."""
    rows = SignedLink.objects.select_for_update(of=("self",)).select_related("key")
    links = list(rows.filter(purpose=purpose, record_id=str(record_id), ended_at=None))
    for link in links:
        link.ended_at = at
        link.save(update_fields=["ended_at"])
        audit.record(
            actor=actor if isinstance(actor, Actor) else actor.as_actor,
            at=at,
            action="change",
            record=link,
            subject=link.key,
            after={"ended": True, "purpose": link.purpose},
        )
    return len(links)


def _locked(link: SignedLink) -> SignedLink:
    rows = SignedLink.objects.select_for_update(of=("self",)).select_related("key")
    return rows.get(pk=link.pk)


def _code_digest(link: SignedLink, code: str) -> str:
    # Six digits are soon guessed from a plain digest: this one needs the clinic's key.
    return blind.index(f"code {link.id}", code)
