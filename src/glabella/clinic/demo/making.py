"""Two years of a clinic, step by step in the order of time."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from faker import Faker

from glabella.clinic.calendar.due import reminders
from glabella.clinic.demo.desk import desk
from glabella.clinic.demo.endings import endings, open_requests
from glabella.clinic.demo.happenings import REGISTERED_UNTIL, absences, happenings
from glabella.clinic.demo.life import life
from glabella.clinic.demo.protocols import make_protocols
from glabella.clinic.demo.shelf import shelf
from glabella.clinic.demo.signing import deliver, in_the_past
from glabella.clinic.demo.staff import TIME_ZONE, Staff, make_staff
from glabella.clinic.demo.today import opening, todays_visits
from glabella.clinic.demo.visits import Step
from glabella.clinic.demo.world import World
from glabella.clinic.followups.due import recalls, reviews
from glabella.clinic.practice import selectors as practice
from glabella.clinic.practice.services import Span

__all__ = ["PATIENTS", "Made", "make"]

PATIENTS = 40
_DAYS = 730
_STEPS_IN_ONE_COMMIT = 40
_REMINDED = timedelta(days=45)
"""Since then the clinic sends reminders, asks for reviews and keeps the recalls."""
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """The four who can sign in, with the password of all of them."""

    staff: Staff
    password: str
    steps: int


def make(
    *,
    at: datetime,
    password: str,
    seed: int,
    progress: Progress,
    patients: int = PATIENTS,
) -> Made:
    """Make the clinic as it stands at ``at``.

    ``seed`` decides people and chances; ``progress`` is told the share that is done
    and what is being made.
    """
    with in_the_past(), practice.remembered():
        world = _stage(at, password, seed)
        steps = _live(world, patients, progress)
        world.at = at
        with transaction.atomic():
            endings(world)
            deliver(at)
    # Slow on purpose, so only once: all four have this password.
    stored = make_password(password)
    for user in world.staff.all:
        user.password = stored
        user.save(update_fields=["password"])
    return Made(world.staff, password, steps)


def _stage(at: datetime, password: str, seed: int) -> World:
    """The clinic on its first day, with nobody in it but its staff."""
    faker = Faker("en_US")
    faker.seed_instance(seed)
    began = at - timedelta(days=_DAYS + 7)
    with transaction.atomic():
        registered_until = (at + timedelta(days=REGISTERED_UNTIL)).date()
        local = at.astimezone(ZoneInfo(TIME_ZONE))
        long_day = Span(local.weekday(), *opening(local))
        staff = make_staff(faker, began, password, registered_until, long_day)
        world = World(
            staff=staff,
            rooms=practice.rooms(),
            now=at,
            at=began,
            password=password,
            zone=ZoneInfo(TIME_ZONE),
            faker=faker,
            chance=Random(seed),  # noqa: S311 - made-up people, not a secret
        )
        absences(world)
        make_protocols(world)
    return world


def _live(world: World, patients: int, progress: Progress) -> int:
    """Let everybody take their steps, the earliest first, up to the present."""
    order = count()
    began = world.at
    waiting: list[tuple[datetime, int, Step[None]]] = [
        (next(one), next(order), one) for one in _lives(world, patients)
    ]
    heapq.heapify(waiting)
    taken = 0
    while waiting and waiting[0][0] <= world.now:
        with transaction.atomic():
            for _ in range(_STEPS_IN_ONE_COMMIT):
                if not waiting or waiting[0][0] > world.now:
                    break
                at, _number, one = heapq.heappop(waiting)
                _remind(world, at)
                # As a server has it: what is signed is hashed with its instant.
                world.at = at.astimezone(UTC)
                following = next(one, None)
                taken += 1
                if following is not None:
                    heapq.heappush(
                        waiting, (max(following, world.at), next(order), one)
                    )
            deliver(world.at)
        progress((world.at - began) / (world.now - began), f"{world.at:%B %Y}")
    return taken


def _remind(world: World, at: datetime) -> None:
    """Do what a clinic does by itself each day, before the step at ``at``."""
    if at > world.now - _REMINDED and at.date() > world.at.date():
        reminders(at=at)
        reviews(at=at)
        recalls(at=at)


def _lives(world: World, patients: int) -> Iterator[Step[None]]:
    """Patients who first asked some day in two years, and requests of these weeks."""
    lately = max(1, patients // 6)
    long_ago = patients - lately
    for place in range(long_ago):
        share = (place + world.chance.random()) / long_ago
        # More of them lately, as in a clinic that grows.
        yield _asked(world, 9 + (_DAYS - 9) * (1 - share) ** 1.3)
    for place in range(lately):
        yield _asked(world, 3 + 6 * (place + world.chance.random()) / lately)
    yield from open_requests(world)
    yield from happenings(world)
    yield from shelf(world)
    yield from desk(world)
    yield from todays_visits(world)


def _asked(world: World, days_ago: float) -> Step[None]:
    """Somebody who asked for the first time so many days ago."""
    return life(
        world, world.person(world.working(world.now - timedelta(days=days_ago)))
    )
