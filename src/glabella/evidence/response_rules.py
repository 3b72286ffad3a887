"""What the forecast of one patient is given, read from the evidence files."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import cast

from glabella.core.dosing.start import Starts, find_start
from glabella.core.errors import EvidenceError
from glabella.core.forecast.rules import (
    Basis,
    ResponseRules,
    Rule,
    RuleText,
    Standard,
)
from glabella.core.products import product_key
from glabella.core.response.antibodies import AntibodyScenario
from glabella.core.response.parameters import Posterior
from glabella.core.sources import Value
from glabella.evidence import catalogue, planning
from glabella.evidence.files import DATA
from glabella.evidence.response import posterior, priors
from glabella.evidence.schema import is_number

__all__ = ["antibody_scenario", "forecast_basis", "response_rules"]

FILE = "response/rules"
_WHERE = f"{FILE}.toml"
_JURISDICTION = "US"
"""Where a product has several labels, the standard dose is that of the first of
these; a line of a plan brings the label dose of its own jurisdiction."""

_REFERENCE = "botox-cosmetic"
"""The product of the reference substance whose standard doses are looked up."""

_VARIANT = {"platysma": "bands 1+1"}
"""Labels dose a neck by its bands; the standard is the smallest of them."""


@cache
def response_rules(root: Path = DATA) -> ResponseRules:
    """The numbers and texts of ``data/response/rules.toml``."""
    values = catalogue.values(FILE, root)
    rules = dict(_rule(v) for v in values if v.key == "response_rule")
    return ResponseRules(
        rules=rules,
        questions=_texts(v for v in values if v.key == "response_question"),
        lifestyle=_texts(v for v in values if v.key == "response_lifestyle"),
        partial=_texts(v for v in values if v.key == "response_partial"),
    )


def _table(value: Value) -> dict[str, object]:
    if not isinstance(value.value, dict):
        raise EvidenceError.at(_WHERE, value.key, "its value is no table")
    return value.value


def _rule(value: Value) -> tuple[str, Rule]:
    row = _table(value)
    number = row.get("number")
    if not is_number(number):
        raise EvidenceError.at(_WHERE, str(row.get("rule")), "has no number")
    return str(row["rule"]), Rule(
        number=float(number),
        unit=value.unit,
        sources=value.sources,
        grade=value.grade,
        basis=value.basis,
        note=value.note,
    )


def _texts(values: Iterable[Value]) -> tuple[RuleText, ...]:
    rows = ((_table(value), value.sources) for value in values)
    return tuple(
        RuleText(topic=str(row["topic"]), text=str(row["text"]), sources=sources)
        for row, sources in rows
    )


def antibody_scenario() -> AntibodyScenario:
    """The disclosed scenario; nothing uses it unless it is asked for."""
    number = response_rules().number
    return AntibodyScenario(
        chance_per_cycle=number("antibody_chance_per_cycle"),
        usual_units=number("antibody_usual_units"),
        usual_days=number("antibody_usual_days"),
        per_dose_doubling=number("antibody_per_dose_doubling"),
        per_interval_halving=number("antibody_per_interval_halving"),
        exposure_lost=number("antibody_exposure_lost"),
    )


@cache
def _tried(root: Path = DATA) -> frozenset[tuple[str, str]]:
    """Pairs of substance and area with a fitted trial, without reading all trials."""
    rows = (
        _table(value)
        for value in catalogue.values(FILE, root)
        if value.key == "response_tried"
    )
    return frozenset(
        (str(row["product"]), str(area))
        for row in rows
        for area in cast("list[object]", row["areas"])
    )


def forecast_basis(fitted: Posterior | None = None) -> Basis:
    """The fitted model (or another one) with rules and standard doses."""
    return Basis(
        posterior=posterior() if fitted is None else fitted,
        rules=response_rules(),
        substance=_substance,
        standard=_standard,
        kind=lambda area: planning.area(area).kind,
        area_name=lambda area: catalogue.area_values(area).name,
        product_name=_product_name,
        reference_product=_REFERENCE,
        tried=_tried(),
        parameter_sources={prior.name: prior.sources for prior in priors()},
    )


def _known(text: str) -> str | None:
    key = product_key(text)
    return key if key in catalogue.product_keys() else None


def _substance(text: str) -> str | None:
    key = _known(text)
    return None if key is None else catalogue.product(key).substance


def _product_name(text: str) -> str:
    key = _known(text)
    return text if key is None else catalogue.product(key).name


def _standard(text: str, area: str) -> Standard | None:
    """Where the planner would start from, before any modifier."""
    key = _known(text)
    if key is None or area not in catalogue.area_keys():
        return None
    return _start(key, area)


# Only keys that the evidence has come here, so what is kept is bounded.
@cache
def _start(key: str, area: str) -> Standard | None:
    known = planning.knowledge_for(key)
    start = find_start(
        Starts(
            product=known.product,
            siblings=known.siblings,
            ratios=known.ratios,
            jurisdiction=_JURISDICTION,
        ),
        known.area(area),
        variant=_VARIANT.get(area, ""),
        estimate=True,
    )
    if start is None:
        return None
    return Standard(units=start.units, basis=start.basis, sources=start.sources)
