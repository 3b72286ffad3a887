"""When people work and when they are away; and the address of their feed."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time
from itertools import pairwise
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.audit import services as audit
from glabella.clinic.calendar.models import Absence, WorkingHours
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound, Stale
from glabella.clinic.shared.signing import token_digest

__all__ = [
    "add_absence",
    "may_plan",
    "remove_absence",
    "renew_feed",
    "set_hours",
    "week_text",
]

WEEK: Final = 7
TOKEN_BYTES: Final = 32


def may_plan(actor: User, injector: User, at: datetime) -> bool:
    """Whether somebody may set these hours: their own, the front desk and the owner."""
    return rights.may(actor, "calendar.book", at=at) and (
        actor.pk == injector.pk or actor.has_role(Role.FRONT_DESK, Role.OWNER)
    )


@transaction.atomic
def set_hours(
    *,
    actor: User,
    at: datetime,
    injector: User,
    spans: Sequence[tuple[int, time, time]],
    was: str | None = None,
) -> None:
    """Set the week of somebody anew; none at all means the clinic's own hours.

    ``spans`` holds weekday (0 is Monday), from and to, on the clinic's clock.
    ``was`` is :func:`week_text` as the form knew it: Stale if it differs by now.
    """
    _require(actor, injector, at)
    # Whoever comes second waits here, and then finds the week of the first.
    User.objects.select_for_update(no_key=True).get(pk=injector.pk)
    before = week_text(injector)
    if was is not None and was != before:
        raise Stale
    ordered = sorted(spans)
    for weekday, starts, ends in ordered:
        if not 0 <= weekday < WEEK or starts >= ends:
            raise Invalid({f"day_{weekday}": "The end has to be later than the start."})
    for (day, _, ends), (next_day, starts, _) in pairwise(ordered):
        if day == next_day and starts < ends:
            raise Invalid({f"day_{day}": "These hours overlap."})
    WorkingHours.objects.filter(injector=injector).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(injector=injector, weekday=day, starts=starts, ends=ends)
        for day, starts, ends in ordered
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=injector,
        before={"working_hours": before},
        after={"working_hours": week_text(injector)},
    )


@transaction.atomic
def add_absence(
    *,
    actor: User,
    at: datetime,
    injector: User,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
) -> Absence:
    """Note that somebody is away; visits already booked then have to be moved."""
    _require(actor, injector, at)
    if ends_at <= starts_at:
        raise Invalid.field("ends_at", "The end has to be later than the beginning.")
    absence = Absence.objects.create(
        injector=injector, starts_at=starts_at, ends_at=ends_at, reason=reason.strip()
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=absence,
        after={
            "injector": injector.name,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "reason": absence.reason,
        },
    )
    return absence


@transaction.atomic
def remove_absence(*, actor: User, at: datetime, absence_id: int) -> None:
    """Take an absence back: the time can be booked again."""
    rights.require(actor, "calendar.book", at=at)
    absence = Absence.objects.select_related("injector").filter(pk=absence_id).first()
    if absence is None:
        raise NotFound
    _require(actor, absence.injector, at)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=absence,
        before={"starts_at": absence.starts_at, "ends_at": absence.ends_at},
        after={"removed": True},
    )
    absence.delete()


@transaction.atomic
def renew_feed(*, actor: User, at: datetime) -> str:
    """Give one's own calendar feed a new secret address; the old one ends.

    Returns its token, which is shown once: the table keeps its digest.
    """
    rights.require(actor, "calendar.read", at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    actor.calendar_digest = token_digest(token)
    actor.save(update_fields=["calendar_digest"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=actor,
        after={"calendar_feed": "renewed"},
    )
    return token


def _require(actor: User, injector: User, at: datetime) -> None:
    if not may_plan(actor, injector, at):
        raise NotAllowed(action="calendar.book")


def week_text(injector: User) -> str:
    """The working hours of somebody in one line, "" for none of their own."""
    return "; ".join(
        f"{one.weekday} {one.starts:%H:%M}-{one.ends:%H:%M}"
        for one in WorkingHours.objects.filter(injector=injector)
    )
