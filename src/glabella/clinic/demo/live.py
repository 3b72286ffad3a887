"""A treatment day of the lives: prepared, drawn up, given, signed."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from glabella.clinic.accounts.models import User
from glabella.clinic.demo.shelf import discard_rest, mixed
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import World
from glabella.clinic.injections import services as injections
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.injections.reading import steps_of
from glabella.clinic.injections.services import Signing, Wanted
from glabella.clinic.patients.services import open_record
from glabella.clinic.plans.models import Plan
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.models import Treatment

__all__ = ["give_live", "tidy_up"]

_DEVICE: Final = "tablet of room 1"
_ANSWERS: Final = {"anaesthesia": "cooling"}
"""Where it is not the first answer of a step of the preparation."""
_ONE_IN: Final = {"lighter": 5, "skipped": 11, "bleeds": 6}
_MARGIN: Final = Decimal(2)
"""Units that are drawn up beyond the plan, and stay in the syringe."""
_EVENING: Final = time(17, 20)
_TIDIED: Final = timedelta(hours=2)
"""Sooner after a treatment nobody clears the tray."""


def give_live(
    world: World, user: User, plan: Plan, content: Mapping[str, Any]
) -> Step[tuple[Treatment, list[Vial]]]:
    """Carry out an approved plan entry by entry, from vials of the stock.

    Gives the treatment, and the vials of which something may be left.
    """
    open_record(
        actor=user, at=world.at, patient_id=plan.patient_id, what="patient page"
    )
    plan.refresh_from_db()
    session = injections.begin(actor=user, at=world.at, plan=plan)
    yield world.at + timedelta(minutes=3)
    for step in steps_of(session):
        usual = next(one for one in step.answers if not one.stops and not one.refused)
        answer = _ANSWERS.get(step.key, usual.key)
        _enter(world, user, session, "check", step=step.key, answer=answer)
    yield world.at + timedelta(minutes=4)
    vials = _draw_up(world, user, session, content)
    yield world.at + timedelta(minutes=6)
    _give(world, user, session, content)
    yield world.at + timedelta(minutes=3)
    bleeds = world.turn("bleeds", every=_ONE_IN["bleeds"])
    told = (
        {"reaction": "bleeding", "note": "One site, stopped with pressure."}
        if bleeds
        else {"reaction": "none"}
    )
    _enter(world, user, session, "reaction", **told)
    treatment = injections.finish(
        actor=user,
        at=world.at,
        session=session,
        signing=Signing(session.entries.count(), password=world.password),
    )
    return treatment, vials


def tidy_up(world: World, user: User, vials: list[Vial]) -> Step[None]:
    """In the evening, throw away what is left in the vials of a treatment."""
    day = world.at.astimezone(world.zone)
    evening = datetime.combine(day.date(), _EVENING, tzinfo=world.zone)
    yield max(world.at + _TIDIED, evening)
    discard_rest(world, user, vials)


def _draw_up(
    world: World, user: User, session: Session, content: Mapping[str, Any]
) -> list[Vial]:
    """Open what is needed; one vial gives a little more than planned, several all."""
    need = sum((one.units for one in planned_sites(content)), Decimal(0))
    vials = mixed(world, user, content["product"], need)
    for vial in vials:
        units = vial.units if len(vials) > 1 else min(need + _MARGIN, vial.units)
        _enter(world, user, session, "draw", vial=str(vial.pk), units=str(units))
    return vials


def _give(
    world: World, user: User, session: Session, content: Mapping[str, Any]
) -> None:
    """As planned, with less at one site or without one, now and then."""
    sites = [one for one in planned_sites(content) if one.units > 0]
    keys = [one.key for one in sites]
    last = sites[-1]
    for one in planned_sites(content):
        if one.units <= 0:
            reason = "Not part of this touch-up."
            _enter(world, user, session, "skip", site=one.key, reason=reason)
    if world.turn("lighter", every=_ONE_IN["lighter"]) and last.units >= _MARGIN:
        reason = "The fold is weaker on this side today."
        units = str(last.units - 1)
        _enter(
            world, user, session, "change", site=last.key, units=units, reason=reason
        )
    elif world.turn("skipped", every=_ONE_IN["skipped"]) and len(keys) > 1:
        keys.remove(last.key)
        reason = "A small cut at this site: left out."
        _enter(world, user, session, "skip", site=last.key, reason=reason)
    _enter(world, user, session, "give_all", sites=keys)


def _enter(
    world: World,
    user: User,
    session: Session,
    kind: str,
    *,
    site: str = "",
    **content: Any,
) -> None:
    answer = injections.add(
        actor=user,
        at=world.at,
        session=session,
        wanted=Wanted(
            uuid4(),
            kind,
            site=site,
            content=content,
            seen=session.entries.count(),
            device=_DEVICE,
            at_client=world.at,
        ),
    )
    if answer.result != "accepted":
        # The demonstration does nothing that the clinic would refuse.
        raise RuntimeError(answer.message)
