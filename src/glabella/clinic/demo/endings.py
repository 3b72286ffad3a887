"""What stands open on the present day: requests, and plans in every state."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from glabella.clinic.demo.happenings import waiting_list
from glabella.clinic.demo.life import ask
from glabella.clinic.demo.planning import (
    approve,
    as_person,
    asked_again,
    drafted,
    submitted,
)
from glabella.clinic.demo.talking import begin
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.services import Saved
from glabella.clinic.requests import services as requests
from glabella.clinic.treatments.models import Treatment

__all__ = ["endings", "open_requests"]

_NEW, _CONTACTED, _DECLINED = 5, 3, 2
_STATES = ("changed", "submitted", "returned", "draft", "closed", "submitted")


def open_requests(world: World) -> Iterator[Step[None]]:
    """People of the last days who are not patients yet."""
    kinds = ("new",) * _NEW + ("contacted",) * _CONTACTED + ("declined",) * _DECLINED
    for place, kind in enumerate(kinds):
        most = 60 if kind == "new" else 14 * 24
        ago = timedelta(hours=2 + world.chance.randint(0, most) * (place + 1) / 10)
        yield _request(world, world.person(world.now - ago), kind)


def _request(world: World, person: Person, kind: str) -> Step[None]:
    yield person.first_contact
    one = ask(world, person)
    if kind == "new":
        return
    yield min(world.later(hours=3), world.now)
    desk = world.staff.front_desk
    if kind == "contacted":
        requests.contacted(
            actor=desk, at=world.at, request_id=one.pk, version=one.version
        )
    else:
        requests.decline(
            actor=desk,
            at=world.at,
            request_id=one.pk,
            version=one.version,
            reason="Asked for something that we do not offer.",
        )


def endings(world: World) -> None:
    """Leave work for the next days: unfinished plans, notes, people who wait."""
    waiting_list(world)
    due = _due(world)
    if due:
        # Away for longest, and back today.
        _begin_consultation(world, *due.pop(0))
    for state in _STATES:
        if due:
            _plan(world, *due.pop(0), state)


def _begin_consultation(world: World, patient: Patient, treatment: Treatment) -> None:
    person = replace(
        as_person(world, patient, treatment), injector=world.staff.prescriber
    )
    begin(world, person, patient)


def _due(world: World) -> list[tuple[Patient, Treatment]]:
    """Patients without a plan whose last treatment is some months ago, longest ago first."""
    planned = Plan.objects.filter(
        created_at__gt=world.now - timedelta(days=60)
    ).values_list("patient_id", flat=True)
    rows = Treatment.objects.select_related("patient__key", "key")
    signed = rows.filter(status="signed", place="here").order_by("day")
    last = {treatment.patient: treatment for treatment in signed}
    before = (world.now - timedelta(days=60)).date()
    due = [
        (patient, treatment)
        for patient, treatment in last.items()
        if treatment.day < before and patient.pk not in planned
    ]
    return sorted(due, key=lambda one: one[1].day)


def _plan(world: World, patient: Patient, treatment: Treatment, state: str) -> None:
    person = as_person(world, patient, treatment)
    asked_again(world, patient, world.staff.injector)
    saved: Saved = drafted(world, person, patient, treatment)
    if state == "draft":
        return
    plan = submitted(world, person, saved)
    if state == "returned":
        plans.return_with_reason(
            actor=world.staff.prescriber,
            at=world.at,
            plan=plan,
            version=plan.version,
            reason="Look at the left brow again before we treat the forehead.",
        )
    elif state in _AFTERWARDS:
        approve(world, plan)
        plan.refresh_from_db()
        what, reason = _AFTERWARDS[state]
        what(
            actor=world.staff.injector,
            at=world.at,
            plan=plan,
            version=plan.version,
            reason=reason,
        )


_AFTERWARDS: Mapping[str, tuple[Callable[..., object], str]] = {
    "changed": (plans.change, "Wishes more movement than last time."),
    "closed": (plans.close, "Moves to another city."),
}
"""What becomes of an approved plan, and why."""
