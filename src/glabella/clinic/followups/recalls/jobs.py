"""Keep the list: who comes due is added, and the record tells what became of it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import rows
from glabella.clinic.followups.tables import OPEN_RECALLS
from glabella.clinic.outbox.jobs import every
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of, setup_done
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.treatments.models import Treatment

__all__ = ["AHEAD", "recalls"]

AHEAD: Final = timedelta(days=21)
"""Ours: three weeks before they are due people find a time that suits them."""
LONGEST_DUE: Final = timedelta(days=400)
"""Who was due longer ago than this is no longer added by itself."""
BATCH: Final = 500
Status = Recall.Status
LOST: Final = ("cancelled", "no_show")


@every(minutes=10)
def recalls(*, at: datetime) -> int:
    """Add who comes due; note who booked, came, or is to be asked again."""
    if not setup_done():
        return 0
    today = day_of(at)
    return _updated(at, today) + _added(at, today)


def _coming(at: datetime) -> QuerySet[Appointment]:
    """Visits to come at which somebody may be treated."""
    return Appointment.objects.filter(starts_at__gt=at).exclude(
        Q(status__in=(*LOST, "done")) | Q(kind="review")
    )


def _added(at: datetime, today: date) -> int:
    settled = Recall.objects.filter(patient=OuterRef("pk"))
    due = (
        Patient.objects.select_related("key")
        .filter(
            ~Exists(settled.filter(status__in=OPEN_RECALLS)),
            ~Exists(settled.filter(due_on__gte=OuterRef("next_due_on"))),
            next_due_on__lte=today + AHEAD,
            next_due_on__gte=today - LONGEST_DUE,
            erased_at=None,
        )
        .order_by("next_due_on", "pk")
    )
    return sum(_add(at, patient) for patient in due[:BATCH])


def _add(at: datetime, patient: Patient) -> bool:
    """One patient; another process may have been faster."""
    if patient.next_due_on is None:
        return False
    visit = _coming(at).filter(patient=patient).order_by("starts_at").first()
    last = (
        Treatment.objects.filter(patient=patient, status=Treatment.Status.SIGNED)
        .order_by("-day", "-signed_at")
        .first()
    )
    row = Recall(
        key=patient.key,
        patient=patient,
        treatment=last,
        due_on=patient.next_due_on,
        reasons=["due"],
        status=Status.BOOKED if visit else Status.DUE,
        appointment=visit,
        created_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            rows.note(SYSTEM, at, "create", row)
    except IntegrityError:
        return False
    return True


def _updated(at: datetime, today: date) -> int:
    """Every open recall that the record has something new to say of."""
    open_ = Recall.objects.filter(status__in=OPEN_RECALLS, patient__erased_at=None)
    given = Treatment.objects.filter(
        patient=OuterRef("patient"),
        # A corrected entry of an older treatment is no new one, and was given before.
        status__in=(Treatment.Status.SIGNED, Treatment.Status.SUPERSEDED),
        amends=None,
        place=Treatment.Place.HERE,
        signed_at__gt=OuterRef("created_at"),
        touch_up_of=None,
    )
    changes: list[tuple[QuerySet[Recall], Callable[[Recall], dict[str, Any]]]] = [
        (
            open_.filter(Q(Exists(given)) | Q(appointment__status="done")),
            lambda _: {"status": Status.DONE},
        ),
        (
            open_.filter(status=Status.BOOKED, appointment__status__in=LOST),
            lambda _: {"status": Status.DUE, "appointment": None},
        ),
        (
            open_.exclude(status=Status.BOOKED).filter(
                Exists(_coming(at).filter(patient=OuterRef("patient")))
            ),
            lambda row: {"status": Status.BOOKED, "appointment": _visit(at, row)},
        ),
        (
            open_.filter(status=Status.SNOOZED, snooze_until__lte=today),
            lambda _: {"status": Status.DUE, "snooze_until": None},
        ),
        (
            open_.filter(patient__next_due_on__isnull=False)
            .exclude(due_on=F("patient__next_due_on"))
            .exclude(reasons=["by_hand"]),
            lambda row: {"due_on": row.patient.next_due_on},
        ),
    ]
    return sum(
        1 for found, what in changes for _ in _changed(at, list(_keys(found)), what)
    )


def _keys(found: QuerySet[Recall]) -> Iterator[object]:
    yield from found.values_list("pk", flat=True).distinct()[:BATCH]


def _changed(
    at: datetime, keys: list[object], what: Callable[[Recall], dict[str, Any]]
) -> Iterator[Recall]:
    for key in keys:
        with transaction.atomic():
            row = rows.locked(str(key))
            if row.status in OPEN_RECALLS:
                yield rows.write(SYSTEM, at, row, **what(row))


def _visit(at: datetime, row: Recall) -> Appointment | None:
    return _coming(at).filter(patient=row.patient).order_by("starts_at").first()
