"""What befalls the clinic as a whole: absences, alerts, protocols, the waiting list."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from glabella.clinic.accounts import services as accounts
from glabella.clinic.alerts import selectors as alerts, services as alert_services
from glabella.clinic.calendar import services as calendar
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.demo.protocols import begin_protocol, revise_protocol
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import World
from glabella.clinic.patients.emergency import break_glass, end_break_glass
from glabella.clinic.patients.models import Patient

__all__ = ["REGISTERED_UNTIL", "absences", "happenings", "waiting_list"]

REGISTERED_UNTIL = -8
"""When the injector's first registration ended, in days from the present."""
_HOLIDAYS = ((-640, 12), (-470, 5), (-340, 12), (-210, 5), (-95, 12), (12, 3), (40, 12))
"""First day, in days from the present, and length in days; taken in turns."""
_WAITING = ((), ("mon", "thu"), ("evening",))


def happenings(world: World) -> Iterator[Step[None]]:
    """Each waits for its instant, as a patient's life does."""
    plain = ((-390, revise_protocol), (-6, begin_protocol))
    for days, what in plain:
        yield _once(world, days, what)
    yield _registration(world)
    yield _emergency(world)


def absences(world: World) -> None:
    """Holidays of the two who treat, entered as the clinic opened."""
    people = (world.staff.injector, world.staff.prescriber)
    for place, (days, length) in enumerate(_HOLIDAYS):
        first = (world.now + timedelta(days=days)).astimezone(world.zone).date()
        away = (
            _midnight(world, first),
            _midnight(world, first + timedelta(days=length)),
        )
        one = people[place % len(people)]
        world.busy[one.pk].append(away)
        calendar.add_absence(
            actor=world.staff.owner,
            at=world.at,
            injector=one,
            starts_at=away[0],
            ends_at=away[1],
            reason="Holiday",
        )


def waiting_list(world: World) -> None:
    """Three wait for an earlier time; another calls off, and one is offered it."""
    coming = list(
        Appointment.objects.select_related("patient__key", "injector")
        .filter(starts_at__gt=world.now, status__in=("booked", "confirmed"))
        .order_by("-starts_at")
    )
    desk = world.staff.front_desk
    for visit, times in zip(coming, _WAITING, strict=False):
        calendar.wait_for(
            actor=desk,
            at=world.at,
            patient=visit.patient,
            kind=visit.kind,
            minutes=int((visit.ends_at - visit.starts_at).total_seconds() // 60),
            from_day=world.today,
            until_day=visit.starts_at.astimezone(world.zone).date(),
            times=times,
            appointment=visit,
        )
    tomorrow = world.now + timedelta(days=1)
    others = [one for one in coming[len(_WAITING) :] if one.starts_at > tomorrow]
    if others:
        # The longest suits whoever waits.
        freed = max(others, key=lambda one: one.ends_at - one.starts_at)
        calendar.cancel(
            actor=desk,
            at=world.at,
            appointment_id=freed.pk,
            version=freed.version,
            reason="Called: cannot leave work that day.",
        )


def _once(world: World, days: int, what: Callable[[World], None]) -> Step[None]:
    yield _in_days(world, days)
    what(world)


def _registration(world: World) -> Step[None]:
    """The injector's registration runs out, is renewed, and the alert closed."""
    owner, injector = world.staff.owner, world.staff.injector
    yield _in_days(world, REGISTERED_UNTIL - 25)
    alert_services.warn_of_registrations(at=world.at)
    yield _in_days(world, REGISTERED_UNTIL - 22)
    injector.refresh_from_db()
    ends = injector.registration_expires or world.today
    accounts.change_staff(
        actor=owner,
        at=world.at,
        user=injector,
        version=injector.version,
        registration_expires=ends + timedelta(days=3 * 365),
    )
    injector.refresh_from_db()
    for alert in alerts.open_alerts(viewer=owner, at=world.at):
        alert_services.close(actor=owner, at=world.at, alert=alert)


def _emergency(world: World) -> Step[None]:
    """The front desk had to read a record while no clinician could be reached."""
    yield _in_days(world, -3)
    desk = world.staff.front_desk
    patient = Patient.objects.select_related("key").order_by("number").first()
    if patient is None:
        return
    break_glass(
        actor=desk,
        at=world.at,
        patient=patient,
        reason="The hospital called about an allergy, and nobody else was here.",
        link=f"/patients/{patient.pk}/",
    )
    yield world.at + timedelta(minutes=6)
    end_break_glass(actor=desk, at=world.at, patient=patient)


def _in_days(world: World, days: int) -> datetime:
    return world.working(world.now + timedelta(days=days))


def _midnight(world: World, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=world.zone)
