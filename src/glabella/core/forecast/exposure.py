"""From units of a product in an area to exposure, also where no trial exists.

Two rules of ours, both about dose relative to standard and never a conversion of
units (``docs/how-to/read-a-forecast.md``): an area without trials behaves as the
glabella does at the same multiple of its own standard dose; a product without
trials behaves as the reference product at the same multiple of its own standard.
"""

from dataclasses import dataclass, replace

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.draws import Vectors
from glabella.core.forecast.model import ForecastBasis
from glabella.core.forecast.rules import Basis, Standard
from glabella.core.response.activity import exposure_ratio
from glabella.core.response.parameters import (
    FITTED_AREAS,
    REFERENCE_PRODUCT,
    area_response,
    potency,
)
from glabella.core.response.population import AreaResponse
from glabella.core.sources import OURS

__all__ = [
    "MODEL_AREA",
    "AreaRule",
    "NoForecast",
    "area_rule",
    "exposure",
    "parameter_sources",
    "response_of",
]

MODEL_AREA = "glabella"
"""The area with most trials stands in for areas without any."""

MASSETER = "masseter"
TRIALS = "TRIALS"
"""Source key of the trials that the model was fitted to."""
_MASSETERS = ("masseter_slim", "masseter_brux")
"""Areas whose half-effect dose is believed from records of thickness."""

_MASSETER_NOTE = (
    "Extrapolated: no graded trial of the masseter could be fitted. Its half-effect "
    "dose and the muscle it can lose are believed from records of thickness, with a "
    "wide range. Movement and mass are those of the injected muscle alone: other "
    "muscles carry on, so the force of the bite falls less."
)


@dataclass(frozen=True, slots=True)
class NoForecast:
    """Why the model says nothing here."""

    reason: str
    sources: tuple[str, ...] = (OURS,)


@dataclass(frozen=True, slots=True)
class AreaRule:
    """How units of one product in one area enter the model.

    ``units_factor`` turns the product's units into the stand-in's (1 for a pair
    with trials of its own); ``extra_log_spread`` is what we know less.
    """

    area: str
    model_area: str
    model_product: str
    basis: ForecastBasis
    units_factor: float
    extra_log_spread: float
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def area_rule(
    area: str, product: str, basis: Basis, *, standard_units: float | None = None
) -> AreaRule | NoForecast:
    """The rule for one area and product key.

    ``standard_units`` overrides the product's standard dose where the label has
    one for this very variant of the area.
    """
    substance = basis.substance(product)
    if substance is None:
        return NoForecast("The product is not in the evidence, so its effect is not.")
    if area in FITTED_AREAS:
        return _fitted_area(area, product, substance, basis)
    if area in _MASSETERS and potency(basis.posterior.typical(), substance) is not None:
        return _masseter(area, substance, basis)
    own = basis.standard(product, area)
    units = standard_units or (own.units if own else None)
    reference = basis.standard(basis.reference_product, MODEL_AREA)
    if not units or reference is None:
        return NoForecast(
            "No standard dose of this product in this area is known, and without "
            "one the dose cannot be seen in proportion."
        )
    return AreaRule(
        area=area,
        model_area=MODEL_AREA,
        model_product=REFERENCE_PRODUCT,
        basis="extrapolated",
        units_factor=reference.units / units,
        extra_log_spread=basis.rules.number("area_extra_spread"),
        notes=(_area_note(basis.area_name(area), units),),
        sources=_sources(basis, (own, reference), "area_extra_spread"),
    )


def _own_potency(area: str, substance: str, basis: Basis) -> AreaRule:
    """The model knows the product: by its own trials, or by a belief alone."""
    products = {product for product, _ in basis.tried}
    notes: tuple[str, ...] = ()
    if substance not in products:
        note = (
            f"Extrapolated: no dose trial of {substance} could be fitted; its strength "
            "in the model is a belief with a wide range, and no conversion of units."
        )
        notes = (note,)
    elif (substance, area) not in basis.tried:
        note = (
            f"No dose trial of {substance} in this area was fitted: its trials "
            "elsewhere and this area's trials with other products are put together."
        )
        notes = (note,)
    return AreaRule(
        area=area,
        model_area=area,
        model_product=substance,
        basis="trials" if substance in products else "extrapolated",
        units_factor=1.0,
        extra_log_spread=0.0,
        notes=notes,
        sources=parameter_sources(basis, f"ln_potency_{substance}"),
    )


def _masseter(area: str, substance: str, basis: Basis) -> AreaRule:
    """Records of thickness say how much acts, none could be fitted to a grade."""
    return AreaRule(
        area=area,
        model_area=MASSETER,
        model_product=substance,
        basis="extrapolated",
        units_factor=1.0,
        extra_log_spread=0.0,
        notes=(_MASSETER_NOTE,),
        sources=parameter_sources(
            basis, "ln_half_effect_masseter", "ln_masseter_mass_loss"
        ),
    )


def _area_note(name: str, units: float) -> str:
    return (
        f"Extrapolated: no trials of this area ({name}) stand behind the curve. The "
        f"dose is seen in proportion to this area's standard of {units:g} units, and "
        "taken to act as the same proportion of the standard dose acts in the "
        "glabella; the range is widened for that."
    )


def _product_note(substance: str, units: float) -> str:
    return (
        f"Extrapolated: no dose trial of {substance} could be fitted. Its standard "
        f"dose of {units:g} units is taken to act as the standard dose of "
        f"{REFERENCE_PRODUCT} does; this is an assumption about labels, not a "
        "conversion of units."
    )


def _fitted_area(
    area: str, product: str, substance: str, basis: Basis
) -> AreaRule | NoForecast:
    if potency(basis.posterior.typical(), substance) is not None:
        return _own_potency(area, substance, basis)
    for place in dict.fromkeys((area, MODEL_AREA)):
        own = basis.standard(product, place)
        reference = basis.standard(basis.reference_product, place)
        if own is None or reference is None:
            continue
        return AreaRule(
            area=area,
            model_area=area,
            model_product=REFERENCE_PRODUCT,
            basis="extrapolated",
            units_factor=reference.units / own.units,
            extra_log_spread=basis.rules.number("product_extra_spread"),
            notes=(_product_note(substance, own.units),),
            sources=_sources(basis, (own, reference), "product_extra_spread"),
        )
    return NoForecast(
        f"No trial of {substance} could be fitted and no standard dose of it is known."
    )


def parameter_sources(basis: Basis, *names: str) -> tuple[str, ...]:
    """What the beliefs in these parameters rest on, ours first."""
    read = (key for name in names for key in basis.parameter_sources.get(name, ()))
    return tuple(dict.fromkeys((OURS, TRIALS, *read)))


def _sources(
    basis: Basis, standards: tuple[Standard | None, ...], rule: str
) -> tuple[str, ...]:
    read = [key for one in standards if one is not None for key in one.sources]
    return tuple(dict.fromkeys((OURS, TRIALS, *read, *basis.rules.sources(rule))))


def response_of(rule: AreaRule, vectors: Vectors, basis: Basis) -> AreaResponse:
    """What the model's area adds, by parameter vector; the glabella's where it has none."""
    place = MODEL_AREA if rule.model_area == MASSETER else rule.model_area
    found = area_response(vectors.theta, place, basis.posterior.constants)
    if rule.model_area != MASSETER:
        return found
    theta = vectors.theta
    return replace(
        found,
        half_effect_units=np.exp(theta["ln_half_effect_masseter"]),
        mass_loss_fraction=np.exp(theta["ln_masseter_mass_loss"]),
    )


def exposure(
    rule: AreaRule, units: float, vectors: Vectors, basis: Basis
) -> FloatArray:
    """Exposure of one visit by parameter vector, shape (vectors,).

    A multiple of the typical person's half-effect dose, with the difference
    between clinics and what an extrapolation adds; without the person. The
    difference is one of the dose, as in the fit: the limit of uptake comes after it.
    """
    fixed = basis.posterior.constants
    strength = potency(vectors.theta, rule.model_product)
    unsure = (
        fixed.trial_exposure_spread * vectors.exposure
        + rule.extra_log_spread * vectors.area[rule.area]
    )
    scale = rule.units_factor * (1.0 if strength is None else strength)
    ratio = exposure_ratio(
        units * scale * np.exp(unsure),
        half_effect_units=response_of(rule, vectors, basis).half_effect_units,
        saturation=np.exp(vectors.theta["ln_saturation"]),
    )
    return np.asarray(ratio)
