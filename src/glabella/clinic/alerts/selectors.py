"""The alerts that somebody may see: those of their roles, and their own."""

from datetime import datetime

from django.db.models import Q, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.shared.errors import NotFound

__all__ = ["count_open", "get_alert", "is_open", "open_alerts"]

MOST = 50


def open_alerts(*, viewer: User, at: datetime, most: int = MOST) -> list[Alert]:
    """The open alerts for this person, newest first."""
    found = _visible(viewer, at).filter(closed_at=None).select_related("key")
    return list(found[:most])


def count_open(*, viewer: User, at: datetime) -> int:
    """How many alerts are open for this person."""
    return _visible(viewer, at).filter(closed_at=None).count()


def get_alert(
    *, viewer: User, alert_id: int, at: datetime, lock: bool = False
) -> Alert:
    """One alert that is for this person, open or closed."""
    found = _visible(viewer, at).filter(pk=alert_id)
    # No join under a lock: PostgreSQL locks no nullable side of one.
    one = found.select_for_update().first() if lock else found.first()
    if one is None:
        raise NotFound
    return one


def _visible(viewer: User, at: datetime) -> QuerySet[Alert]:
    mine = Q(for_user=viewer)
    if viewer.is_active and viewer.roles:
        mine |= Q(for_user=None, for_role__in=viewer.roles)
    if rights.may(viewer, "alert.read", at=at):
        return Alert.objects.all()
    return Alert.objects.filter(mine) if viewer.is_active else Alert.objects.none()


def is_open(
    *,
    kind: Alert.Kind,
    text: str = "",
    for_user: User | None = None,
    for_role: str = "",
) -> bool:
    """Whether the same alert waits already; for whoever would raise it again.

    The same is one of the kind for the same person, with the same role and text if
    they are told.
    """
    waiting = Alert.objects.filter(kind=kind, closed_at=None, for_user=for_user)
    if for_role:
        waiting = waiting.filter(for_role=for_role)
    if not text:
        return waiting.exists()
    # Texts are sealed: they are opened to be compared, and few wait at a time.
    return any(one.text == text for one in waiting.select_related("key")[:MOST])
