"""Raise and close alerts."""

from datetime import datetime, timedelta
from typing import Final, TypedDict, Unpack

from django.db import transaction

from glabella.clinic.accounts import selectors as accounts
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.alerts import selectors
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.keys.services import own_key
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import Blocked

__all__ = ["close", "raise_alert", "settle", "warn_of_registrations"]

WARNED_BEFORE: Final = timedelta(days=30)


class About(TypedDict, total=False):
    """For whom an alert is (the owner unless told), and where it leads."""

    for_role: Role | str
    for_user: User | None
    key: SubjectKey | None
    """The patient's, where the text tells of one."""
    link: str
    """The path of the page where the matter is dealt with."""


@transaction.atomic
def raise_alert(
    *,
    actor: Actor,
    at: datetime,
    kind: Alert.Kind | str,
    text: str,
    **about: Unpack[About],
) -> Alert:
    """Leave word for a role, or for one person, until somebody closes it."""
    key, for_user = about.get("key"), about.get("for_user")
    role = Role(about.get("for_role", Role.OWNER))
    alert = Alert.objects.create(
        kind=Alert.Kind(kind),
        key=key or own_key(at=at),
        text=text,
        for_role="" if for_user else role,
        for_user=for_user,
        link=about.get("link", ""),
        created_at=at,
    )
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record=alert,
        subject=key,
        after={"kind": alert.kind, "text": text},
    )
    return alert


@transaction.atomic
def close(*, actor: User, at: datetime, alert: Alert) -> Alert:
    """Close an alert that was seen."""
    found = selectors.get_alert(viewer=actor, alert_id=alert.pk, at=at, lock=True)
    if found.closed_at is not None:
        message = "This alert was closed already."
        raise Blocked(message)
    found.closed_at, found.closed_by = at, actor
    found.save(update_fields=["closed_at", "closed_by"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=found,
        subject=found.key,
        after={"closed": True},
    )
    return found


@transaction.atomic
def settle(*, actor: User, at: datetime, kind: Alert.Kind, link: str) -> int:
    """Close every alert of a matter that was dealt with, for whichever role it was.

    ``link`` names the matter: the page where it is dealt with. For the services that
    deal with it, which have asked for the right to do so; returns how many closed.
    """
    found = Alert.objects.select_for_update(of=("self",)).select_related("key")
    rows = list(found.filter(kind=kind, link=link, closed_at=None))
    for one in rows:
        one.closed_at, one.closed_by = at, actor
        one.save(update_fields=["closed_at", "closed_by"])
        audit.record(
            actor=actor.as_actor,
            at=at,
            action="change",
            record=one,
            subject=one.key,
            after={"closed": True},
        )
    return len(rows)


@transaction.atomic
def warn_of_registrations(*, at: datetime) -> int:
    """Tell clinicians, and the owners, of registrations that end within a month.

    For the jobs that run every day; who was told and has not closed it is left alone.
    """
    day = day_of(at)
    told = 0
    for user in accounts.registrations_ending(by=day + WARNED_BEFORE):
        if selectors.is_open(kind=Alert.Kind.REGISTRATION, for_user=user):
            continue
        ends = user.registration_expires
        when = f"ends on {ends:%-d %B %Y}" if ends else "is not entered"
        raise_alert(
            actor=SYSTEM,
            at=at,
            kind=Alert.Kind.REGISTRATION,
            text=(
                f"The registration of {user.name} {when}. Without it they cannot "
                "treat, sign or approve: enter the renewed one under Settings, Staff."
            ),
            for_user=user,
            link=f"/settings/staff/{user.pk}/",
        )
        told += 1
    return told
