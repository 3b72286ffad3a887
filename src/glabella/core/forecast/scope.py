"""What can be forecast of a line of a plan, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from glabella.core.case import Case
from glabella.core.forecast.exposure import (
    MODEL_AREA,
    AreaRule,
    NoForecast,
    area_rule,
)
from glabella.core.forecast.neighbours import spill_over
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.skin_areas import AXILLA, gland_sources
from glabella.core.planner.model import Line
from glabella.core.response.parameters import REFERENCE_PRODUCT

__all__ = ["Scope", "scope_of"]

SLIMMED = frozenset({"masseter_slim"})
"""Areas whose muscle is treated to become thinner: their days are those of its mass."""

_NO_END_POINT = {
    "medical": (
        "Migraine is a matter of headache days, which this model does not know: it "
        "knows muscles, lines, sweat and sebum."
    ),
    "droplet": (
        "Intradermal micro-dose aims at texture, pores and fine lines. No trial gives "
        "their course in numbers that could be modelled, so nothing is forecast."
    ),
}

_LOW_DOSE_NOTE = (
    'Low dose ("baby"): no trial set half of the standard dose, as a way of treating, '
    "against the whole by chance. The curve rests on trials of several doses and on "
    "the model's dose response."
)
_FIRST_WEEK_NOTE = (
    "Before day 7 the chance of none or mild, drawn grey, rests on little: no grade of "
    "these days was fitted, and movement was measured in small studies only."
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A planned area with its rule, or with the reason why nothing is said."""

    area: str
    area_name: str
    units: float
    technique: str
    kind: str
    rule: AreaRule | NoForecast
    graded: bool
    """Whether the case gives the severity in contraction."""
    nearby: tuple[str, ...]
    """What may be said of toxin that reaches a neighbour."""

    @property
    def is_muscle(self) -> bool:
        """Whether the course of a muscle is forecast."""
        return self.kind in {"line", "shape"} and isinstance(self.rule, AreaRule)

    @property
    def is_line(self) -> bool:
        """Whether there is a line whose severity is forecast."""
        return self.kind == "line"

    @property
    def is_slimming(self) -> bool:
        """Whether the muscle is treated to become thinner."""
        return self.area in SLIMMED

    @property
    def badge(self) -> str:
        """The doubt that stands beside the name: "extrapolated", "weak evidence"."""
        if not isinstance(self.rule, AreaRule):
            return ""
        if not self.is_muscle:
            return "weak evidence"
        return "extrapolated" if self.rule.basis == "extrapolated" else ""

    def own_notes(self) -> tuple[str, ...]:
        """What must be said of this technique and of these days."""
        notes = []
        if self.technique == "baby" and isinstance(self.rule, AreaRule):
            notes.append(_LOW_DOSE_NOTE)
        if self.is_muscle and self.is_line:
            notes.append(_FIRST_WEEK_NOTE)
        return tuple(notes)


def scope_of(
    case: Case, line: Line, basis: Basis, others: Sequence[Line] = ()
) -> Scope:
    """The rule for one line of a plan; ``others`` are planned with it."""
    kind = basis.kind(line.area)
    return Scope(
        area=line.area,
        area_name=line.area_name,
        units=line.units,
        technique=line.technique,
        kind=kind,
        rule=_rule(case, line, kind, basis),
        graded=any(
            wish.id == line.area and wish.severity_at_contraction is not None
            for wish in case.areas
        ),
        nearby=tuple(spill_over(line, others, basis.rules)),
    )


def _rule(case: Case, line: Line, kind: str, basis: Basis) -> AreaRule | NoForecast:
    if kind == "sweat" or line.area == "sebum":
        return _gland(case, line, basis)
    if kind in _NO_END_POINT:
        return NoForecast(_NO_END_POINT[kind])
    for partial in basis.rules.partial:
        if partial.topic == line.area:
            return NoForecast(partial.text, partial.sources)
    return area_rule(line.area, case.product, basis, standard_units=line.label_units)


def _gland(case: Case, line: Line, basis: Basis) -> AreaRule | NoForecast:
    """Glands stand on their own trials: the dose counts relative to its standard."""
    own = basis.standard(case.product, line.area)
    if own is None:
        return NoForecast(
            "No standard dose of this product for these glands is known, and without "
            "one the dose cannot be seen in proportion."
        )
    tried = line.area == AXILLA and basis.substance(case.product) == REFERENCE_PRODUCT
    extra = 0.0 if tried else basis.rules.number("skin_extra_spread")
    return AreaRule(
        area=line.area,
        model_area=MODEL_AREA,
        model_product="",
        basis="trials" if tried else "extrapolated",
        units_factor=1.0 / own.units,
        extra_log_spread=extra,
        notes=(_gland_note(own.units, line.area, tried=tried),),
        sources=tuple(dict.fromkeys((*own.sources, *gland_sources(line.area, basis)))),
    )


def _gland_note(units: float, area: str, *, tried: bool) -> str:
    what = (
        "sebum is set by hand from one trial, which does not tell how far people "
        "differ at the deepest"
        if area == "sebum"
        else "sweat rests on a few trials of the axilla with one product"
    )
    place = "" if tried else "; place or product are others here, so the range is wider"
    return (
        f"Weak evidence: {what}{place}. The half-life is the one of the muscles, and "
        f"the dose is seen in proportion to a standard of {units:g} units."
    )
