"""Treatments of the lives that were entered by hand, here and elsewhere."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import open_record
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import UNKNOWN, Entry, Given
from glabella.clinic.treatments.models import Treatment

__all__ = ["elsewhere", "give"]


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
