"""Sign a session, so that it becomes a treatment; or give it up."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.injections import stocking
from glabella.clinic.injections.givers import injector_of, must_know_how
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import main_technique
from glabella.clinic.injections.reactions import REACTIONS
from glabella.clinic.injections.reading import state_of, steps_of
from glabella.clinic.injections.rules import before_signing
from glabella.clinic.injections.services.adding import locked
from glabella.clinic.injections.values import SiteState, State
from glabella.clinic.plans.services.carrying_out import carried_out
from glabella.clinic.plans.touch_up import touch_up_of
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.clinic.shared.text import one_line
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.models import GivenSite, Treatment

__all__ = ["Signing", "abandon", "finish"]

SHORTEST_REASON: Final = 5
PLACES: Final = Decimal("0.001")
OPEN, SIGNED = Session.Status.OPEN, Session.Status.SIGNED


class Signing:
    """How a record is signed: the proof, what was seen, and why more was given."""

    __slots__ = ("code", "password", "reason", "seen")

    def __init__(
        self, seen: int, *, password: str = "", code: str = "", reason: str = ""
    ) -> None:
        self.seen, self.password, self.code = seen, password, code
        self.reason = one_line(reason)


@transaction.atomic
def finish(
    *, actor: User, at: datetime, session: Session, signing: Signing
) -> Treatment:
    """Sign what was given: one transaction writes treatment, stock, plan and audit.

    ``signing.seen`` is the last number on the signer's screen: nobody signs an entry
    that they have not seen. Signed twice by the same hand is signed once.
    """
    rights.require(actor, "treatment.sign", at=at)
    row = locked(session)
    if row.status == SIGNED and row.treatment and row.ended_by_id == actor.pk:
        return row.treatment
    _must_be_open(row)
    state = state_of(row)
    if signing.seen != state.number:
        message = (
            "Something was entered here since this page was loaded. Look at it, and "
            "sign again; nothing was lost."
        )
        raise Stale(message)
    if missing := before_signing(state, steps_of(row)):
        raise Blocked(" ".join(missing), where=address(row))
    must_know_how(row.plan_version, state)
    treatment = _write(actor, at, row, state)
    treatment = treatments.sign(
        actor=actor,
        at=at,
        treatment=treatment,
        version=treatment.version,
        password=signing.password,
        code=signing.code,
    )
    stocking.settle(
        actor=actor, at=at, session=row, treatment=treatment, reason=signing.reason
    )
    _end(actor, at, row, SIGNED, treatment=treatment)
    carried_out(actor=actor, at=at, plan=row.plan, version=row.plan_version)
    return treatment


def address(session: Session) -> str:
    """The page of a session."""
    return f"/patients/{session.patient_id}/sessions/{session.pk}/"


def _must_be_open(row: Session) -> None:
    if row.status != OPEN:
        message = "This session has ended: what was given stands in its treatment."
        raise Blocked(message, where=address(row))


def _write(actor: User, at: datetime, row: Session, state: State) -> Treatment:
    version = row.plan_version
    given_at = max(site.now.at for site in state.given if site.now.at is not None)
    treatment = Treatment.objects.create(
        key=row.key,
        patient=row.patient,
        day=day_of(given_at),
        injector=injector_of(state, signer=actor),
        entered_by=actor,
        product=version.product,
        technique=main_technique(version),
        plan_version=version,
        touch_up_of=touch_up_of(version),
        note=_note(state),
        given_at=given_at,
        created_at=at,
    )
    vials = stocking.vials_named(state)
    GivenSite.objects.bulk_create(_sites(treatment, row, state, vials))
    return treatment


def _note(state: State) -> str:
    told = [one.text for one in state.notes]
    for one in state.reactions:
        words = f"Seen at once: {REACTIONS.get(one.what, one.what)}."
        told.append(f"{words} {one.text}".strip())
    return "\n".join(told)


def _sites(
    treatment: Treatment, row: Session, state: State, vials: dict[str, Vial]
) -> Iterator[GivenSite]:
    planned = {
        f"{line['area']}/{site['id']}": site
        for line in row.plan_version.content["lines"]
        for site in line["sites"]
    }
    for number, site in enumerate(state.given, 1):
        told: dict[str, Any] = planned.get(site.key, {})
        vial = vials.get(site.now.holder.vial)
        yield GivenSite(
            treatment=treatment,
            number=number,
            area=site.area,
            site=site.key.partition("/")[2] or site.key,
            side=site.side,
            muscle=told.get("muscle", ""),
            map=told.get("map", ""),
            position=list(site.now.point) if site.now.point else None,
            units=site.now.units,
            product=treatment.product,
            lot=vial.lot.number if vial else site.now.holder.lot,
            vial=vial,
            planned_units=site.planned.units if site.planned else None,
            departure=site.departure,
            depth=site.now.depth,
            volume_ml=_volume(site, vial),
        )


def _volume(site: SiteState, vial: Vial | None) -> Decimal | None:
    """In mL, by the strength of the vial itself; None where that is not on record."""
    if vial is None or not vial.units_per_tenth_ml:
        return None
    strength = Decimal(vial.units_per_tenth_ml) * 10
    return (site.now.units / strength).quantize(PLACES)


def _end(
    actor: User,
    at: datetime,
    row: Session,
    status: str,
    *,
    treatment: Treatment | None = None,
    reason: str = "",
) -> None:
    row.status, row.ended_at, row.ended_by = status, at, actor
    row.treatment, row.end_reason = treatment, reason
    row.save(
        update_fields=["status", "ended_at", "ended_by", "treatment", "end_reason"]
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="sign" if treatment else "void",
        record=row,
        subject=row.key,
        after={"status": status, "treatment": str(treatment.pk) if treatment else ""},
        reason=reason,
    )


@transaction.atomic
def abandon(*, actor: User, at: datetime, session: Session, reason: str) -> Session:
    """Give a session up in which nothing was given; what was drawn up is wasted."""
    rights.require(actor, "injection.record", at=at)
    row = locked(session)
    _must_be_open(row)
    reason = one_line(reason)
    if len(reason) < SHORTEST_REASON:
        raise Invalid.field("reason", "Say in a few words why.")
    state = state_of(row)
    if state.given or state.conflicts:
        message = (
            "Something was given here: that is signed, with the rest skipped and the "
            "reason. A session is given up only where nothing was given."
        )
        raise Blocked(message, where=address(row))
    stocking.waste_all(actor=actor, at=at, session=row, reason=reason)
    _end(actor, at, row, Session.Status.ABANDONED, reason=reason)
    return row
