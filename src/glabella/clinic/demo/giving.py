"""Treatments of the lives, and what was seen after them."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from glabella.clinic.demo.outcomes import grades_on, side_effects
from glabella.clinic.demo.visits import Step, book, come, done
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import open_record
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import UNKNOWN, Entry, Given, Seen
from glabella.clinic.treatments.models import Treatment

__all__ = ["elsewhere", "follow_up", "give", "review"]

_REVIEW_DAYS = 14
_WEAK, _STRONG = 0.85, 0.12
"""Quantiles of response beyond which people find the result too little, too much."""


def give(
    world: World, person: Person, patient: Patient, content: Mapping[str, Any]
) -> Treatment:
    """Record what was planned as given, site by site, and sign it."""
    open_record(
        actor=person.injector, at=world.at, patient_id=patient.pk, what="patient page"
    )
    day = world.today
    lot = f"MADE-UP-{day.year}{(day.month + 2) // 3}"
    draft = treatments.start(
        actor=person.injector,
        at=world.at,
        patient=patient,
        entry=Entry(
            day=day,
            product=person.wish.product,
            given=tuple(
                _given(line["area"], site, lot)
                for line in content["lines"]
                for site in line["sites"]
            ),
            technique=content["lines"][0]["technique"],
            injector=person.injector,
        ),
    )
    return treatments.sign(
        actor=person.injector,
        at=world.at,
        treatment=draft,
        version=draft.version,
        password=world.password,
    )


def elsewhere(world: World, person: Person, patient: Patient) -> Treatment:
    """Enter and sign what the patient had in another place, as far as it is known."""
    units = world.chance.choice((None, Decimal(16), Decimal(20)))
    draft = treatments.start(
        actor=person.injector,
        at=world.at,
        patient=patient,
        entry=Entry(
            day=world.today - timedelta(days=world.chance.randint(150, 400)),
            product=UNKNOWN if units is None else "botox-cosmetic",
            given=(Given("glabella", units),),
            place="elsewhere",
            note="Told by the patient; no record was seen.",
        ),
    )
    return treatments.sign(
        actor=person.injector,
        at=world.at,
        treatment=draft,
        version=draft.version,
        password=world.password,
    )


def _given(area: str, site: Mapping[str, Any], lot: str) -> Given:
    volume = site["volume_ml"]
    return Given(
        area=area,
        units=Decimal(str(site["units"])),
        lot=lot,
        site=site["id"],
        side=site["side"],
        muscle=site["muscle"],
        map=site["map"],
        position=site["position_cm"] or site["position"],
        depth=site["depth"],
        volume_ml=None if volume is None else Decimal(str(round(volume, 3))),
    )


def review(
    world: World, person: Person, patient: Patient, treatment: Treatment
) -> Step[None]:
    """Two weeks later: grades, side effects, and how the patient finds it."""
    visit = book(world, person, patient, days=_REVIEW_DAYS, kind="review")
    visit = yield from come(world, person, visit)
    yield visit.starts_at + timedelta(minutes=10)
    follow_up(world, person, treatment, first=True)
    done(world, visit)


def follow_up(
    world: World, person: Person, treatment: Treatment, *, first: bool = False
) -> None:
    """Record what is seen today after a treatment."""
    days = (world.today - treatment.day).days
    grades = grades_on(
        person.wish, person.grades, (person.sex, person.body), days, world.chance
    )
    if first:
        seen = Seen(
            day=world.today,
            result=_result(person),
            grades=grades,
            effects=side_effects(person.wish, treatment.day, world.today, world.chance),
        )
    else:
        note = "Came again: says that the effect has worn off."
        seen = Seen(day=world.today, grades=grades, note=note)
    treatments.add_follow_up(
        actor=person.injector, at=world.at, treatment=treatment, seen=seen
    )


def _result(person: Person) -> str:
    if person.body.response > _WEAK:
        return "too_little"
    return "too_much" if person.body.response < _STRONG else "as_wished"
