"""Screening: one rule a file, each returns findings; only the caller decides."""

from glabella.core.findings import Finding
from glabella.core.safety import (
    age,
    allergy,
    bleeding,
    body_dysmorphia,
    breastfeeding,
    bruising_medicine,
    cardiovascular,
    dry_eye,
    eyelid,
    infection,
    interacting_medicine,
    interval,
    keloid,
    neuromuscular,
    not_asked,
    not_authorised,
    not_recognised,
    occupation,
    other_condition,
    pregnancy,
    recent_procedure,
    swallowing_breathing,
)
from glabella.core.safety.screening import Screening

__all__ = ["CHECKS", "Screening", "screen"]

CHECKS = (
    not_authorised.check,
    age.check,
    pregnancy.check,
    breastfeeding.check,
    allergy.check,
    infection.check,
    neuromuscular.check,
    swallowing_breathing.check,
    interacting_medicine.check,
    bruising_medicine.check,
    bleeding.check,
    eyelid.check,
    dry_eye.check,
    cardiovascular.check,
    body_dysmorphia.check,
    keloid.check,
    occupation.check,
    recent_procedure.check,
    interval.check,
    other_condition.check,
    not_asked.check,
    not_recognised.check,
)


def screen(screening: Screening) -> tuple[Finding, ...]:
    """Every finding of every rule, in the order of the rules."""
    return tuple(finding for check in CHECKS for finding in check(screening))
