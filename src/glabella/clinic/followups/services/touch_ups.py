"""Begin a touch-up: a small plan that is tied to the treatment which it corrects."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.services.drafting import Beginning, Saved
from glabella.clinic.shared.errors import Blocked
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.services.record import locked

__all__ = ["start_touch_up"]


@transaction.atomic
def start_touch_up(
    *, actor: User, at: datetime, treatment: Treatment, units: Mapping[str, Decimal]
) -> Saved:
    """Start a plan for the chosen sites of a treatment given here, with their units.

    It goes the way of every plan: cautions (the label's interval among them),
    examination, approval, consent.
    """
    rights.require(actor, "plan.write", at=at)
    row = locked(treatment)
    if row.status != Treatment.Status.SIGNED or row.place != Treatment.Place.HERE:
        message = (
            "A touch-up corrects a signed treatment that was given here. Open the "
            "newest entry of it, or start a plan of its own."
        )
        raise Blocked(message, f"/patients/{row.patient_id}/plans/new/")
    return plans.start(
        actor=actor,
        at=at,
        patient=row.patient,
        beginning=Beginning(treatment=row, touch_up=units),
    )
