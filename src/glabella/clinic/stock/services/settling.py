"""What became of the units that were drawn: given at a site, or wasted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.shared.text import one_line
from glabella.clinic.stock.lawful import units_text
from glabella.clinic.stock.ledger import positive
from glabella.clinic.stock.models import Deviation, Draw, DrawUse, Vial
from glabella.clinic.stock.services.drawing import held_draws
from glabella.clinic.stock.services.giving import Gift, give_now
from glabella.clinic.stock.services.opening import LONGEST_REASON

__all__ = ["GivenUnits", "Settlement", "allocate", "regive", "settle"]

LEFT_OVER = "left in the syringe"
AMENDED = "the treatment was amended"


@dataclass(frozen=True, slots=True)
class GivenUnits:
    """Units of one site from one vial."""

    site_id: int
    vial_id: UUID
    units: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a visit gave; ``reason`` is for units that were not drawn up before."""

    occasion: UUID
    patient: Patient
    treatment_id: UUID
    given: tuple[GivenUnits, ...] = ()
    reason: str = ""
    given_at: datetime | None = None


@dataclass(slots=True)
class Allocation:
    """Given units laid on draws: the uses, what no draw covers, what draws have over."""

    uses: list[tuple[Draw, int, Decimal]] = field(default_factory=list)
    missing: dict[UUID, list[tuple[int, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    over: list[tuple[Draw, Decimal]] = field(default_factory=list)


def allocate(draws: Sequence[Draw], given: Iterable[GivenUnits]) -> Allocation:
    """Lay what was given on what was drawn from the same vial, oldest first."""
    found = Allocation()
    rest = {draw.pk: draw.units for draw in draws}
    for one in given:
        wanted = one.units
        for draw in draws:
            part = min(wanted, rest[draw.pk])
            if draw.entry.vial_id != one.vial_id or part <= 0:
                continue
            found.uses.append((draw, one.site_id, part))
            rest[draw.pk] -= part
            wanted -= part
        if wanted > 0:
            found.missing[one.vial_id].append((one.site_id, wanted))
    found.over = [(draw, rest[draw.pk]) for draw in draws if rest[draw.pk] > 0]
    return found


@transaction.atomic
def settle(*, actor: User, at: datetime, settlement: Settlement) -> list[Deviation]:
    """Say of each unit drawn for a visit where it went; call it as the visit is signed.

    What was given beyond what was drawn up needs a reason, and is recorded as it
    happened; the deviations that this makes are returned.
    """
    rights.require(actor, "stock.draw", at=at)
    told = settlement
    if Draw.objects.filter(occasion=told.occasion, treatment__isnull=False).exists():
        message = "The units of this visit are settled already. Amend the treatment."
        raise Blocked(message)
    draws = held_draws(told.occasion)
    if any(draw.patient_id != told.patient.pk for draw in draws):
        raise Invalid.field("", "These units were drawn up for another patient.")
    _check(told.given)
    found = allocate(draws, told.given)
    if found.missing and len(one_line(told.reason)) == 0:
        raise Blocked(_missing_words(found))
    _write(found, LEFT_OVER)
    for draw in draws:
        draw.settled_at, draw.treatment_id = at, told.treatment_id
        draw.save(update_fields=["settled_at", "treatment"])
    _record(actor, at, told, found)
    return _give_missing(actor, at, told, found)


@transaction.atomic
def regive(
    *,
    actor: User,
    at: datetime,
    old_treatment_id: UUID,
    told: Settlement,
) -> list[Deviation]:
    """Follow an amended treatment: ``told`` says what was really given, and why.

    The former uses stay in the books and count no more. What is less than before is
    waste, what is more is given now; drawn units never return to a vial.
    """
    rights.require(actor, "stock.draw", at=at)
    reason = one_line(f"{AMENDED}: {told.reason}")[:LONGEST_REASON]
    told = replace(told, reason=reason)
    held = Draw.objects.select_for_update(of=("self",)).select_related("key", "entry")
    draws = list(held.filter(treatment=old_treatment_id).order_by("entry_id"))
    _check(told.given)
    found = allocate(draws, told.given)
    former = DrawUse.objects.filter(draw__in=draws, replaced_at=None)
    former.update(replaced_at=at)
    # The line is in clear: why it was amended is sealed in the treatment.
    _write(found, AMENDED)
    for draw in draws:
        draw.treatment_id = told.treatment_id
        draw.save(update_fields=["treatment"])
    _record(actor, at, told, found)
    return _give_missing(actor, at, told, found)


def _check(given: Sequence[GivenUnits]) -> None:
    pairs = {(one.site_id, one.vial_id) for one in given}
    if len(pairs) != len(given):
        raise Invalid.field("", "A site is named twice for the same vial.")
    for one in given:
        positive(one.units)
    wanted = {one.vial_id for one in given}
    if Vial.objects.filter(pk__in=wanted).count() != len(wanted):
        raise NotFound


def _missing_words(found: Allocation) -> str:
    labels = Vial.objects.in_bulk(found.missing)
    parts = [
        f"{units_text(sum((units for _, units in rows), Decimal(0)))} from "
        f"{labels[vial_id].label}"
        for vial_id, rows in found.missing.items()
    ]
    return (
        f"More was given than was drawn up: {', '.join(parts)}. Draw it up first, "
        "correct the units, or say why it was given without."
    )


def _write(found: Allocation, waste: str) -> None:
    """The lines are in clear: ``waste`` is a fixed word, never what was typed."""
    uses = [
        DrawUse(draw=draw, site_id=site_id, units=units)
        for draw, site_id, units in found.uses
    ]
    uses += [
        DrawUse(draw=draw, units=units, reason=waste) for draw, units in found.over
    ]
    DrawUse.objects.bulk_create(uses)


def _give_missing(
    actor: User, at: datetime, told: Settlement, found: Allocation
) -> list[Deviation]:
    made = []
    # In one order for everybody, so that two who hold vials never wait crosswise.
    vials = Vial.objects.filter(pk__in=found.missing).order_by("lot_id", "pk")
    for vial in vials:
        gift = Gift(
            patient=told.patient,
            occasion=told.occasion,
            treatment_id=told.treatment_id,
            given=tuple(found.missing[vial.pk]),
            reason=told.reason,
            given_at=told.given_at,
        )
        made.append(give_now(actor=actor, at=at, vial=vial, gift=gift))
    return [one for one in made if one is not None]


def _record(actor: User, at: datetime, told: Settlement, found: Allocation) -> None:
    given = sum((units for _, _, units in found.uses), Decimal(0))
    wasted = sum((units for _, units in found.over), Decimal(0))
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record_type="stock.draw",
        record_id=told.occasion,
        subject=told.patient.key,
        after={"given units": str(given), "wasted units": str(wasted)},
        reason=told.reason,
    )
