"""The clinic's own row: set up once, changed by the owner."""

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import transaction
from django.forms.models import fields_for_model

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.practice import selectors
from glabella.clinic.practice.models import OpeningHours, Practice, Room
from glabella.clinic.practice.services.common import checked, opened, write_down
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import Blocked, Invalid

__all__ = ["CHANGEABLE", "CURRENCIES", "change", "set_up"]

CURRENCIES: Final = {"US": "USD", "UK": "GBP", "EU": "EUR"}
"""The currency that a jurisdiction starts with."""

DECIDED: Final = frozenset({"vial_sharing_decided_at", "vial_sharing_decided_by"})
"""Who decided on sharing vials, and when: written by the decision, never typed."""
CHANGEABLE: Final = frozenset(fields_for_model(Practice)) - DECIDED - {"version"}
"""Fields that :func:`change` takes."""
SHORTEST_REASON: Final = 20
"""Ours: a decision against a label is told in a sentence, in characters."""

OPENS, CLOSES = time(9), time(17)
WORKING_DAYS = range(5)


@transaction.atomic
def set_up(
    *,
    actor: Actor = SYSTEM,
    at: datetime,
    name: str,
    jurisdiction: str,
    time_zone: str,
    mfa_required: bool = True,
    **others: Any,
) -> Practice:
    """Make the clinic's row, a week of opening hours and a first room to change.

    ``others`` are further fields of :data:`CHANGEABLE`.
    """
    if selectors.setup_done():
        message = "This clinic is set up already: change it under Settings."
        raise Blocked(message)
    fields = {"currency": CURRENCIES.get(jurisdiction, "USD")} | others
    practice = Practice(
        pk=1,
        jurisdiction=jurisdiction,
        time_zone=time_zone,
        mfa_required=mfa_required,
    )
    _set(practice, {"name": name} | fields)
    _check(practice)
    practice.save(force_insert=True)
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=OPENS, closes=CLOSES) for day in WORKING_DAYS
    )
    Room.objects.create(name="Room 1")
    selectors.forget()
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record=practice,
        after={"name": name, "jurisdiction": jurisdiction, "time_zone": time_zone},
    )
    return practice


@transaction.atomic
def change(*, actor: User, at: datetime, version: int, **fields: Any) -> Practice:
    """Change fields of the clinic's row; the audit gets those that differ."""
    practice = opened(actor, at=at, version=version)
    before = {
        name: getattr(practice, name, None)
        for name in (*fields, *sorted(DECIDED - set(fields)))
    }
    _set(practice, fields)
    if {"vial_sharing_allowed", "vial_sharing_reason"} & _changed(practice, before):
        _decide_sharing(practice, actor, at)
    _check(practice)
    differing = sorted(_changed(practice, before))
    if differing:
        write_down(
            actor=actor,
            at=at,
            practice=practice,
            part="practice",
            before={name: before[name] for name in differing},
            after={name: getattr(practice, name) for name in differing},
        )
    return practice


def _changed(practice: Practice, before: dict[str, Any]) -> set[str]:
    return {name for name in before if before[name] != getattr(practice, name)}


def _decide_sharing(practice: Practice, actor: User, at: datetime) -> None:
    """Write down who decided that a vial may serve several patients, and when."""
    reason = practice.vial_sharing_reason.strip()
    if not practice.vial_sharing_allowed:
        practice.vial_sharing_decided_at = None
        practice.vial_sharing_decided_by = ""
        return
    if len(reason) < SHORTEST_REASON:
        message = (
            "Say in a sentence on what this decision stands: which guidance or law "
            "allows it here, and how contamination is prevented."
        )
        raise Invalid.field("vial_sharing_reason", message)
    practice.vial_sharing_decided_at = at
    practice.vial_sharing_decided_by = actor.name


def _set(practice: Practice, fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields) - CHANGEABLE)
    if unknown:
        message = f"Practice has no {', '.join(unknown)}."
        raise TypeError(message)
    for name, value in fields.items():
        setattr(practice, name, value)


def _check(practice: Practice) -> None:
    if practice.time_zone not in available_timezones():
        raise Invalid.field("time_zone", "Use a time zone such as Europe/London.")
    currency = practice.currency
    if not (len(currency) == len("USD") and currency.isascii() and currency.isupper()):
        raise Invalid.field("currency", "Use three capitals such as GBP.")
    checked(practice)
