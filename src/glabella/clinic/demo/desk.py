"""The work of the desk in the last weeks: recalls, patients' pages, and messages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from glabella.clinic.alerts import selectors as alerts, services as alert_services
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import World
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import services as recalls
from glabella.clinic.patients.models import Patient
from glabella.clinic.portal import services as portal
from glabella.clinic.treatments.models import Treatment

__all__ = ["desk"]

_PAGE: Final = "/link/{token}/page/"
_RECALL_DAYS: Final = (19, 2)
_SNOOZED: Final = "Spends the winter abroad; asks to be written to afterwards."
_DECLINED: Final = "Likes to see her lines come back for now."
_ASKED: Final = (
    "The small bruise beside my eye is still a little yellow after a week. May I wear "
    "make-up over it?"
)
_ANSWERED: Final = (
    "Yes, you may. It should be gone within another week; call us if it is not."
)
_WAITS: Final = (
    "I have a cold since yesterday. Shall I still come for my visit, or move it?"
)


def desk(world: World) -> Iterator[Step[None]]:
    """Each waits for its instant."""
    for days in _RECALL_DAYS:
        yield _recall(world, days)
    yield _letter(world, 9, _ASKED, _ANSWERED)
    yield _letter(world, 0, _WAITS)


def _recall(world: World, days: int) -> Step[None]:
    """Work through the list of those who are due: one is asked, others are not."""
    yield world.working(world.now - timedelta(days=days))
    user = world.staff.front_desk
    due = list(Recall.objects.filter(status=Recall.Status.DUE).order_by("due_on"))
    kinds = ("invite", "snooze", "decline", "invite")
    for place, row in enumerate(due[: len(kinds)]):
        kind = kinds[place] if world.turns[kinds[place]] < 1 else "invite"
        if kind == "invite" and place > len(kinds) // 2:
            break
        world.turns[kind] += 1
        if kind == "snooze":
            until = world.today + timedelta(days=60)
            recalls.snooze(
                actor=user,
                at=world.at,
                recall_id=row.pk,
                version=row.version,
                until=until,
                reason=_SNOOZED,
            )
        elif kind == "decline":
            recalls.decline(
                actor=user,
                at=world.at,
                recall_id=row.pk,
                version=row.version,
                reason=_DECLINED,
            )
        else:
            recalls.invite(
                actor=user, at=world.at, recall_id=row.pk, version=row.version
            )


def _letter(world: World, days: int, text: str, answer: str = "") -> Step[None]:
    """A patient writes on their page; the desk answers, or has not come to it yet."""
    yield _before(world, days)
    patient = _treated_lately(world, days)
    if patient is None:
        return
    front_desk = world.staff.front_desk
    portal.send_link(actor=front_desk, at=world.at, patient=patient, address=_address())
    yield world.at + timedelta(hours=1)
    portal.write(at=world.at, patient=patient, text=text)
    if not answer:
        return
    yield world.later(hours=2)
    portal.answer(
        actor=front_desk,
        at=world.at,
        patient=patient,
        text=answer,
        address=_address(),
    )
    _close_alerts(world, patient)


def _close_alerts(world: World, patient: Patient) -> None:
    """What was answered need not be looked at any more, by either role."""
    page = f"/patients/{patient.pk}/messages/"
    for user in (world.staff.front_desk, world.staff.injector):
        for alert in alerts.open_alerts(viewer=user, at=world.at):
            if alert.link == page:
                alert_services.close(actor=user, at=world.at, alert=alert)


def _address() -> str:
    return f"{settings.SITE_ADDRESS}{_PAGE}"


def _before(world: World, days: int) -> datetime:
    """So many days before the present; a little before it for none."""
    if days:
        return world.working(world.now - timedelta(days=days))
    return world.now - timedelta(hours=2)


def _treated_lately(world: World, days: int) -> Patient | None:
    """Somebody whose last treatment was about a week ago, or who comes soon."""
    rows = (
        Treatment.objects.select_related("patient__key")
        .filter(
            status="signed",
            place="here",
            day__lte=(world.at - timedelta(days=5)).date(),
        )
        .exclude(patient__portal_messages__isnull=False)
        .exclude(patient__in=world.kept)
        .order_by("-day", "id")
    )
    if not days:
        rows = rows.filter(patient__appointments__starts_at__gt=world.now)
    found = rows.first()
    return found.patient if found else None
