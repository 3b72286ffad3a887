"""What the calendar does again and again: remind, and end offers."""

from datetime import datetime, timedelta

from django.db import transaction

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.services import offers, telling
from glabella.clinic.calendar.services.rows import MOVABLE
from glabella.clinic.outbox.jobs import every
from glabella.clinic.outbox.models import Message
from glabella.clinic.practice.selectors import practice, setup_done

__all__ = ["ended_offers", "reminders"]


@every(minutes=5)
def reminders(*, at: datetime) -> int:
    """Write the reminders of visits that are near; each visit and time gets one.

    Whoever booked or changed within that time has just been told, and gets none.
    """
    if not setup_done() or not practice().reminder_hours:
        return 0
    lead = timedelta(hours=practice().reminder_hours)
    near = list(
        Appointment.objects.select_related("patient__key", "key", "injector", "room")
        .filter(starts_at__gt=at, starts_at__lte=at + lead, status__in=MOVABLE)
        .order_by("starts_at")
    )
    names = [telling.news_of(one) for one in near]
    names += [telling.reminder_of(one) for one in near]
    written = dict(
        Message.objects.filter(dedupe__in=names).values_list("dedupe", "created_at")
    )
    count = 0
    for one in near:
        told_at = written.get(telling.news_of(one), one.created_at)
        if telling.reminder_of(one) in written or told_at > one.starts_at - lead:
            continue
        with transaction.atomic():
            count += telling.remind(at, one)
    return count


@every(minutes=5)
def ended_offers(*, at: datetime) -> int:
    """End the offers whose hours are over, and go on to the next who waits."""
    with transaction.atomic():
        return offers.lapse_due(at)
