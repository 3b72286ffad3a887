"""Cases for the tests: a person by role, a wish, and the plan that follows.

A table is what ``tomllib`` makes of a case file. ``document`` plans it and gives
the JSON document of the contract.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from glabella.core.case import Case
from glabella.core.case_reading import read_case
from glabella.core.planner.document import as_document
from glabella.core.planner.edits import Edits
from glabella.core.planner.model import Plan
from glabella.core.planner.plan import make_plan
from glabella.evidence.planning import case_vocabulary, knowledge_for

__all__ = [
    "AREAS",
    "AUTHORISED",
    "ON",
    "PRODUCTS",
    "area",
    "case",
    "document",
    "findings",
    "full_history",
    "line",
    "plan",
    "read",
    "severities",
    "sources_of",
    "toml",
]

Table = dict[str, Any]

ON = date(2026, 11, 20)
"""The day of planning in every test that does not say another."""

AREAS = tuple(case_vocabulary().areas)
PRODUCTS = case_vocabulary().products

AUTHORISED = {
    "botox-cosmetic": ("US",),
    "botox": ("US", "UK", "EU"),
    "dysport": ("US",),
    "azzalure": ("UK", "EU"),
    "alluzience": ("UK", "EU"),
    "xeomin": ("US",),
    "bocouture": ("UK", "EU"),
    "jeuveau": ("US",),
    "nuceiva": ("UK", "EU"),
    "daxxify": ("US",),
    "letybo": ("US", "UK", "EU"),
    "relfydess": ("UK", "EU"),
}
"""Where each product may be planned; Myobloc has no aesthetic evidence anywhere."""


def area(key: str, contraction: int = 2, rest: int = 0, **more: Any) -> Table:
    """One wish; the grades are moved onto the area's own scale."""
    scale = case_vocabulary().areas[key]
    at_contraction = min(max(contraction, scale.low), scale.high)
    at_rest = min(max(rest, scale.low), scale.high)
    return {
        "id": key,
        "severity_at_rest": at_contraction if scale.same_at_rest else at_rest,
        "severity_at_contraction": at_contraction,
        **more,
    }


def full_history(**answers: Any) -> Table:
    """All eight questions asked and answered with no, but for ``answers``."""
    return {
        "pregnant": False,
        "breastfeeding": False,
        "infection_at_site": [],
        "allergies": [],
        "conditions": [],
        "medicines": [],
        "previous": [],
        "recent_procedures": [],
        **answers,
    }


def case(
    product: str = "botox-cosmetic",
    areas: Sequence[str | Table] = ("glabella",),
    *,
    where: str | None = None,
    technique: str = "standard",
    **more: Any,
) -> Table:
    """A healthy woman of 40, treated for the first time, with everything asked.

    ``more`` goes to the table that has the key: ``age_years`` to the patient,
    ``medicines`` to the history, ``movement`` to the goals, ``event_on`` to the top.
    """
    patient = {"age_years": 40, "sex": "female", "first_treatment": True}
    history = full_history()
    goals = {"technique": technique}
    table: Table = {
        "jurisdiction": where or AUTHORISED.get(product, ("US",))[0],
        "product": product,
        "on": ON,
        "patient": patient,
        "history": history,
        "goals": goals,
        "areas": [area(a) if isinstance(a, str) else dict(a) for a in areas],
    }
    for key, value in more.items():
        if key in history:
            history[key] = value
        elif key in {"on", "event_on"}:
            table[key] = value
        elif key in {"age_years", "born_on", "sex", "first_treatment", "skin_type"}:
            patient[key] = value
        else:
            goals[key] = value
    return table


def read(table: Mapping[str, Any]) -> Case:
    """The case of a table, as the planner receives it."""
    return read_case(table, case_vocabulary())


def plan(table: Mapping[str, Any], edits: Edits | None = None) -> Plan:
    """The plan of a table."""
    whole = read(table)
    return make_plan(whole, knowledge_for(whole.product), edits)


def document(table: Mapping[str, Any], edits: Edits | None = None) -> Table:
    """The contract's document, through strict JSON and back."""
    text = json.dumps(as_document(plan(table, edits)), allow_nan=False)
    loaded: Table = json.loads(text)
    return loaded


def findings(told: Mapping[str, Any], rule: str) -> list[Table]:
    """The findings of one rule."""
    return [f for f in told["findings"] if f["rule"] == rule]


def severities(told: Mapping[str, Any], rule: str) -> list[str]:
    """The severities of one rule, most severe first."""
    return [f["severity"] for f in findings(told, rule)]


def line(told: Mapping[str, Any], key: str) -> Table:
    """The line of one area; fails where it is missing."""
    found: list[Table] = [one for one in told["lines"] if one["area"] == key]
    assert len(found) == 1, f"{key}: {len(found)} lines, {told['findings']}"
    return found[0]


def sources_of(told: Any) -> list[list[str]]:
    """Every ``sources`` list anywhere in a document."""
    if isinstance(told, list):
        return [keys for item in told for keys in sources_of(item)]
    if not isinstance(told, dict):
        return []
    own = [told["sources"]] if "sources" in told else []
    return own + [keys for value in told.values() for keys in sources_of(value)]


def toml(table: Mapping[str, Any]) -> str:
    """A case table as the text of a case file."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
