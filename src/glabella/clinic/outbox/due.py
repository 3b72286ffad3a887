"""What the outbox does again and again."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from glabella.clinic.alerts.services import warn_of_registrations
from glabella.clinic.outbox.delivery import deliver, way_out
from glabella.clinic.outbox.jobs import every
from glabella.clinic.outbox.models import Message

__all__ = ["done_tasks", "left_behind"]

KEPT = timedelta(days=7)
GRACE = timedelta(minutes=2)
BATCH = 500


@every(minutes=1)
def left_behind(*, at: datetime) -> int:
    """Queue messages again that are overdue and that no job seems to look after.

    A worker was killed, or e-mail was set up only now. Queued twice does no harm:
    the first job takes the message.
    """
    if not way_out():
        return 0
    waiting = Message.objects.filter(
        status=Message.Status.WAITING, send_at__lt=at - GRACE
    ).order_by("send_at")
    ids = list(waiting.values_list("id", flat=True)[:BATCH])
    for message_id in ids:
        deliver.enqueue(str(message_id))
    return len(ids)


@every(minutes=60)
def done_tasks(*, at: datetime) -> int:
    """Drop the rows of tasks that were done a week ago; the messages stay."""
    done = DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT)
    return done.delete()[0]


@every(minutes=24 * 60)
def registrations(*, at: datetime) -> int:
    """Warn of professional registrations that end soon."""
    return warn_of_registrations(at=at)


@every(minutes=24 * 60)
def sessions(*, at: datetime) -> int:
    """Drop sessions whose time is over."""
    ended = Session.objects.filter(expire_date__lt=at)
    return ended.delete()[0]
