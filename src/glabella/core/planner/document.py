"""The plan as the contract's JSON document (``contracts.md`` section 2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from glabella.core.dosing.preparation import Preparation
from glabella.core.findings import Finding
from glabella.core.intended_use import INTENDED_USE
from glabella.core.planner.model import Event, Line, Plan, PlannedSite, Suitability
from glabella.core.sources import Source

__all__ = ["as_document"]

Document = dict[str, Any]


def as_document(
    plan: Plan,
    forecasts: Mapping[str, Document] | None = None,
    cited: Sequence[Source] = (),
) -> Document:
    """Plain tables, lists, texts and numbers, ready for ``json.dumps``.

    ``forecasts``: a document for each area that was forecast; ``cited``: what
    they cite, added to the plan's own citations.
    """
    known = {source.key for source in plan.citations}
    citations = (*plan.citations, *(one for one in cited if one.key not in known))
    preparations = [_preparation(p) for p in plan.preparations]
    return {
        "status": plan.status,
        "product": plan.case.product,
        "jurisdiction": plan.case.jurisdiction,
        "on": plan.case.on.isoformat(),
        "findings": [_finding(f) for f in plan.findings],
        "suitability": [_suitability(one) for one in plan.suitability],
        "lines": [
            _line(line, plan.case.product, (forecasts or {}).get(line.area))
            for line in plan.lines
        ],
        "totals": {
            "aesthetic_units": _number(plan.aesthetic_units),
            "medical_units": _number(plan.medical_units),
        },
        "preparation": preparations[0] if preparations else None,
        "preparations": preparations,
        "next_treatment_not_before": plan.next_treatment
        and plan.next_treatment.not_before.isoformat(),
        "next_treatment": _next_treatment(plan),
        "event": plan.event and _event(plan.event),
        "citations": [_citation(source) for source in citations],
        "intended_use": INTENDED_USE,
    }


def _suitability(fit: Suitability) -> Document:
    return {
        "technique": fit.technique,
        "suits": fit.suits,
        "reasons": list(fit.reasons),
        "sources": list(fit.sources),
    }


def _event(event: Event) -> Document:
    return {
        "on": event.on.isoformat(),
        "treat_by": event.treat_by.isoformat(),
        "review_on": event.review_on.isoformat(),
    }


def _next_treatment(plan: Plan) -> Document | None:
    if plan.next_treatment is None:
        return None
    interval = plan.next_treatment.interval
    return {
        "interval": interval.words,
        "note": interval.note,
        "sources": list(interval.sources),
    }


def _number(value: float) -> float | int:
    """A whole number without a trailing zero, as labels print it."""
    return int(value) if float(value).is_integer() else value


def _finding(finding: Finding) -> Document:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "areas": list(finding.areas),
        "sources": list(finding.sources),
    }


def _line(line: Line, product: str, forecast: Document | None) -> Document:
    return {
        "area": line.area,
        "area_name": line.area_name,
        "technique": line.technique,
        "product": product,
        "basis": line.basis,
        "label_status": line.label_status,
        "label_units": None if line.label_units is None else _number(line.label_units),
        "units": _number(line.units),
        "range_units": [_number(line.low), _number(line.high)],
        "modifiers": [
            {
                "name": modifier.name,
                "factor": _number(round(modifier.factor, 6)),
                "sources": list(modifier.sources),
            }
            for modifier in line.modifiers
        ],
        "explanation": list(line.steps),
        "sites": [_site(site) for site in line.sites],
        "units_per_0_1_ml": None
        if line.units_per_ml is None
        else _number(round(line.units_per_ml / 10, 6)),
        "forecast": forecast,
        "sources": list(line.sources),
    }


def _site(planned: PlannedSite) -> Document:
    site = planned.site
    return {
        "id": site.key,
        "side": site.side,
        "muscle": site.muscle,
        "map": site.map,
        "position_cm": [round(c, 2) for c in site.position] if site.position else None,
        "position": list(site.fraction) if site.fraction else None,
        "units": _number(planned.units),
        "volume_ml": planned.volume_ml,
        "syringe_marks_u100": None
        if planned.volume_ml is None
        else _number(round(planned.volume_ml * 100, 4)),
        "depth": site.depth,
        "droplets": site.droplets or None,
        "grid": [list(point) for point in site.grid],
        "sources": list(site.sources),
        **({"set_by": planned.set_by} if planned.set_by else {}),
    }


def _preparation(preparation: Preparation) -> Document:
    return {
        "product": preparation.product,
        "areas": list(preparation.areas),
        "units": _number(preparation.units),
        "vials": [
            {"units": _number(vial.units), "count": vial.count}
            for vial in preparation.vials
        ],
        "diluent_ml": preparation.diluent_ml,
        "units_per_0_1_ml": _optional(preparation.units_per_tenth_ml),
        "total_volume_ml": _optional(preparation.total_volume_ml),
        "syringe_marks_u100": _optional(preparation.syringe_marks_u100),
        "use_within_hours": preparation.use_within_hours,
        "use_within_basis": preparation.use_within_basis,
        "left_over_units": _optional(preparation.left_over_units),
        "sources": list(preparation.sources),
    }


def _optional(value: float | None) -> float | int | None:
    return None if value is None else _number(value)


def _citation(source: Source) -> Document:
    return {
        "key": source.key,
        "title": source.title,
        "address": source.address or None,
        "grade": source.grade,
        "edition": source.edition,
    }
