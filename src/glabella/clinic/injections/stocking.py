"""What the live record asks of the stock's books, in one place."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError

from glabella.clinic.accounts.models import User
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.values import State
from glabella.clinic.shared.errors import Blocked, NotFound
from glabella.clinic.stock import selectors, services
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.models import GivenSite, Treatment

__all__ = [
    "draw_up",
    "get_vial",
    "lot_in_books",
    "settle",
    "shortfall",
    "typed_lot_refusal",
    "vials_named",
    "waste_all",
]

MOST_NAMED: Final = 3


def get_vial(viewer: User, at: datetime, vial_id: str, product: str) -> Vial:
    """A vial of this product; Blocked in words where it is none."""
    try:
        vial = selectors.get_vial(viewer=viewer, at=at, vial_id=UUID(vial_id))
    except (NotFound, ValidationError, ValueError) as error:
        message = "There is no such vial in the stock's books."
        raise Blocked(message, where="/stock/") from error
    if vial.lot.product != product:
        message = f"{vial.label} holds another product than the plan."
        raise Blocked(message, where="/stock/")
    return vial


def typed_lot_refusal(number: str, product: str) -> str:
    """Why a lot is not typed: its vials are in the books, which know more of it."""
    _, vials = selectors.vials_numbered(number, product)
    if not vials:
        return ""
    names = ", ".join(vial.label for vial in vials[:MOST_NAMED])
    more = len(vials) - MOST_NAMED
    names += f" and {more} more" if more > 0 else ""
    return f"This lot is in stock: choose its vial ({names})."


def lot_in_books(number: str, product: str) -> bool:
    """Whether the books know this lot of the product at all."""
    lots, _ = selectors.vials_numbered(number, product)
    return bool(lots)


def vials_named(state: State) -> dict[str, Vial]:
    """The vials that a record names, by id."""
    names = {site.now.holder.vial for site in state.sites.values()}
    names |= {draw.vial for draw in state.draws} | {state.holder.vial}
    rows = Vial.objects.select_related("lot").filter(pk__in=names - {""})
    return {str(row.pk): row for row in rows}


def draw_up(
    *,
    actor: User,
    at: datetime,
    session: Session,
    vial: Vial,
    units: Decimal,
    once: UUID,
) -> None:
    """Draw units up for this session; Blocked in words where that is not lawful."""
    services.draw_up(
        actor=actor,
        at=at,
        vial=vial,
        order=services.Order(session.patient, session.pk, units, once=once),
    )


def shortfall(state: State) -> dict[str, Decimal]:
    """Units that were given from a vial beyond what was drawn up from it."""
    drawn = state.drawn()
    return {
        vial: units - drawn.get(vial, Decimal(0))
        for vial, units in state.by_vial().items()
        if units > drawn.get(vial, Decimal(0))
    }


def settle(
    *,
    actor: User,
    at: datetime,
    session: Session,
    treatment: Treatment,
    reason: str,
) -> None:
    """Close the draws of a session: what each site took, and what was wasted."""
    services.settle(
        actor=actor,
        at=at,
        settlement=services.Settlement(
            occasion=session.pk,
            patient=session.patient,
            treatment_id=treatment.pk,
            given=tuple(_given(treatment.sites.all())),
            reason=reason,
            given_at=treatment.given_at,
        ),
    )


def _given(sites: Iterable[GivenSite]) -> Iterable[services.GivenUnits]:
    for site in sites:
        if site.vial_id is not None and site.units is not None:
            yield services.GivenUnits(
                site_id=site.pk, vial_id=site.vial_id, units=site.units
            )


def waste_all(*, actor: User, at: datetime, session: Session, reason: str) -> None:
    """What was drawn up for a session that was given up is wasted."""
    services.waste_occasion(actor=actor, at=at, occasion=session.pk, reason=reason)
