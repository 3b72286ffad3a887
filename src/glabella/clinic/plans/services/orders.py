"""Standing orders: a prescriber's signature for plans of a stated scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from glabella.clinic.accounts import rights, services as accounts
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.plans.models import StandingOrder
from glabella.clinic.plans.services.approving import Proof
from glabella.clinic.practice.selectors import (
    authorised_products,
    day_of,
    practice,
)
from glabella.clinic.protocols.canonical import digest
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from glabella.clinic.shared.text import one_line
from glabella.evidence import catalogue

__all__ = ["Scope", "end_order", "sign_order"]

LONGEST_DAYS = 366
"""A standing order is looked at again within a year: our own choice."""
MOST_UNITS = Decimal(2000)
TECHNIQUES = ("standard", "baby", "skin")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a standing order covers; ``most_units`` in the product's own units."""

    product: str
    techniques: tuple[str, ...]
    areas: tuple[str, ...]
    most_units: Decimal
    starts_on: date
    expires_on: date


@transaction.atomic
def sign_order(
    *, actor: User, at: datetime, name: str, scope: Scope, proof: Proof
) -> StandingOrder:
    """Sign a standing order."""
    rights.require(actor, "plan.approve", at=at)
    if not practice().standing_orders_allowed:
        message = (
            "This clinic does not use standing orders. The owner can allow them under "
            "Settings, Clinic."
        )
        raise Blocked(message, where="/settings/clinic/")
    _check(one_line(name), scope, day_of(at))
    accounts.confirm_identity(
        actor=actor, at=at, password=proof.password, code=proof.code
    )
    row = StandingOrder(
        prescriber=actor,
        name=one_line(name),
        product=scope.product,
        techniques=list(scope.techniques),
        areas=list(scope.areas),
        most_units=scope.most_units,
        starts_on=scope.starts_on,
        expires_on=scope.expires_on,
        signed_at=at,
    )
    row.content_hash = digest(_told(row))
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="sign",
        record=row,
        after={**_told(row), "hash": row.content_hash},
    )
    return row


@transaction.atomic
def end_order(
    *, actor: User, at: datetime, order: StandingOrder, reason: str
) -> StandingOrder:
    """End a standing order now; plans that were signed under it stand."""
    rights.require(actor, "plan.approve", at=at)
    row = StandingOrder.objects.select_for_update().filter(pk=order.pk).first()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        message = "This standing order was ended already."
        raise Blocked(message, where="/approvals/")
    reason = one_line(reason)[:200]
    if not reason:
        raise Invalid.field("reason", "Say why the standing order ends.")
    row.ended_at, row.end_reason = at, reason
    row.save(update_fields=["ended_at", "end_reason"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=row,
        after={"ended": at.isoformat()},
        reason=reason,
    )
    return row


def _check(name: str, scope: Scope, day: date) -> None:
    wrong = {
        field: message
        for field, message in _problems(name, scope, day).items()
        if message
    }
    if wrong:
        raise Invalid(wrong)


def _problems(name: str, scope: Scope, day: date) -> Mapping[str, str]:
    known = set(catalogue.area_keys())
    return {
        "name": "" if 0 < len(name) <= 80 else "Give a name of at most 80 characters.",  # noqa: PLR2004
        "product": ""
        if scope.product in authorised_products(practice().jurisdiction)
        else "Choose a product that is authorised here.",
        "techniques": ""
        if scope.techniques and set(scope.techniques) <= set(TECHNIQUES)
        else "Choose at least one technique.",
        "areas": ""
        if scope.areas and set(scope.areas) <= known
        else "Choose at least one area.",
        "most_units": ""
        if 0 < scope.most_units <= MOST_UNITS
        else f"Give the most units of a session, up to {MOST_UNITS}.",
        "starts_on": ""
        if scope.starts_on >= day
        else "An order cannot begin before it is signed.",
        "expires_on": ""
        if 0 <= (scope.expires_on - scope.starts_on).days <= LONGEST_DAYS
        else "An order ends within a year of its first day.",
    }


def _told(row: StandingOrder) -> dict[str, Any]:
    return {
        "name": row.name,
        "prescriber": row.prescriber_id,
        "product": row.product,
        "techniques": row.techniques,
        "areas": row.areas,
        "most_units": str(row.most_units),
        "starts_on": row.starts_on.isoformat(),
        "expires_on": row.expires_on.isoformat(),
        "signed_at": row.signed_at.isoformat(),
    }
