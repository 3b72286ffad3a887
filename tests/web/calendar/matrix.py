"""The addresses of the calendar and of the links that patients get."""

from datetime import time, timedelta

from django.utils import timezone

from glabella.clinic.calendar.models import Absence, Appointment, WaitingEntry
from glabella.clinic.links.services import make
from glabella.clinic.practice.models import OpeningHours
from glabella.clinic.shared.signing import token_digest
from tests.clinic.people import AT
from tests.web.permissions import Address, World


def now():
    return timezone.now()  # noqa: TID251 - these views read the real clock


def opened(world: World) -> None:
    if not OpeningHours.objects.exists():
        OpeningHours.objects.bulk_create(
            OpeningHours(weekday=day, opens=time(0), closes=time(23, 55))
            for day in range(7)
        )


def visit_of(world: World):

    start = now().replace(minute=0, second=0, microsecond=0)
    start += timedelta(days=2)
    return Appointment.objects.create(
        key=world.patient.key,
        patient=world.patient,
        injector=world.injector,
        kind="review",
        starts_at=start,
        ends_at=start + timedelta(minutes=15),
        created_at=AT,
    )


def a_visit(world: World) -> dict[str, object]:
    opened(world)
    return {"appointment_id": visit_of(world).pk}


def an_entry(world: World) -> dict[str, object]:
    entry = WaitingEntry.objects.create(
        key=world.patient.key,
        patient=world.patient,
        kind="review",
        minutes=15,
        from_day=AT.date(),
        created_at=AT,
    )
    return {"entry_id": entry.pk}


def an_absence(world: World, person) -> dict[str, object]:
    absence = Absence.objects.create(
        injector=person, starts_at=AT, ends_at=AT + timedelta(hours=1)
    )
    return {"absence_id": absence.pk}


def a_feed(world: World) -> dict[str, object]:
    world.injector.calendar_digest = token_digest("token")
    world.injector.save()
    return {"token": "token"}


def a_link(world: World) -> dict[str, object]:

    visit = visit_of(world)
    token = make(
        at=now(),
        purpose="appointment",
        key=visit.key,
        record_id=visit.pk,
        days=2,
    )
    return {"token": token}


def nobody(world: World) -> dict[str, object]:
    opened(world)
    return {}


def somebody(world: World) -> dict[str, object]:
    assert world.injector
    return {}


BOOK = "calendar.book"
VERSION = {"version": "1"}

ADDRESSES = [
    Address("calendar:page", "calendar.read", nobody),
    Address("calendar:page", "calendar.read", nobody, query="?view=week&by=room"),
    Address("calendar:new", BOOK),
    Address("calendar:new", BOOK, method="post"),
    Address("calendar:proposal", BOOK),
    Address("calendar:waiting", "calendar.read"),
    Address("calendar:wait", BOOK),
    Address("calendar:wait", BOOK, method="post"),
    Address("calendar:offer", BOOK, an_entry),
    Address("calendar:offer", BOOK, an_entry, method="post", data=VERSION),
    Address("calendar:end-waiting", BOOK, an_entry, method="post", data=VERSION),
    Address("calendar:hours", "calendar.read"),
    Address("calendar:renew-feed", "calendar.read", method="post"),
    Address("calendar:back", BOOK, an_absence, method="post"),
    Address("calendar:absence", BOOK, somebody, method="post"),
    Address("calendar:visit", "calendar.read", a_visit),
    Address("calendar:status", BOOK, a_visit, method="post", data=VERSION),
    Address("calendar:cancel", BOOK, a_visit, method="post", data=VERSION),
    Address("calendar:move", BOOK, a_visit),
    Address("calendar:move", BOOK, a_visit, method="post", data=VERSION),
    Address("calendar:shift", BOOK, a_visit, method="post", data=VERSION),
    Address("calendar:feed", "public", a_feed),
    Address("link:page", "public", a_link),
    Address("link:page", "public", a_link, method="post", good=(409,)),
    Address("link:file", "public", a_link),
]
