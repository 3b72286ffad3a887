"""A case as a file and back: what the form holds, and nothing more."""

from collections.abc import Mapping
from typing import Any

from glabella.clinic.plans.asking.answers import MOST_ROWS, Answers
from glabella.clinic.plans.asking.case_table import LISTS, CaseForm
from glabella.clinic.plans.asking.toml import dumps
from glabella.core.case import Case, EarlierTreatment, FollowUp
from glabella.core.case_reading import read_case
from glabella.core.errors import CaseError
from glabella.drawing.wording import number
from glabella.evidence.planning import case_vocabulary

__all__ = ["case_text", "opened"]

_FLAGS = ("drastic_change", "deep_folds", "prevention", "estimate")
Fields = dict[str, tuple[str, ...]]


def case_text(form: CaseForm) -> str:
    """The text of the case file for a form that was read without a problem."""
    comments = ["A case for: glabella plan CASE.toml", "It names nobody."]
    comments.append("Units and places changed by hand are not part of a case.")
    if form.ungraded:
        left_out = ", ".join(form.ungraded)
        comments.append(f"Left out, because not graded yet: {left_out}")
    return dumps(form.table, comments)


def opened(table: Mapping[str, Any], rows: int = MOST_ROWS) -> Answers:
    """The form for a case file; ``CaseError`` for one that is impossible.

    ``rows``: how many earlier treatments or procedures there is room for.
    """
    case = read_case(table, case_vocabulary())
    fields: Fields = {
        **_single(case, table),
        **_history(case, rows),
        **_areas(case),
    }
    given = {name: values for name, values in fields.items() if any(values)}
    return Answers(given, rows)


def _single(case: Case, table: Mapping[str, Any]) -> Fields:
    patient, goals = case.patient, case.goals
    born_on = table.get("patient", {}).get("born_on")
    texts = {
        "jurisdiction": case.jurisdiction,
        "product": case.product,
        "on": case.on.isoformat(),
        "event_on": case.event_on.isoformat() if case.event_on else "",
        "age_years": "" if born_on else str(patient.age_years),
        "born_on": born_on.isoformat() if born_on else "",
        "sex": patient.sex,
        "first_treatment": _answer(patient.first_treatment),
        "skin_type": patient.skin_type or "",
        **dict(patient.habits),
        "technique": goals.technique,
        "movement": goals.movement,
        **{name: "yes" if getattr(goals, name) else "" for name in _FLAGS},
    }
    return {name: (text,) for name, text in texts.items()}


def _answer(value: object) -> str:
    """The form's word for true, false, "not_applicable" and not asked."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else ""


def _some(entries: tuple[Any, ...] | None) -> str:
    return "" if entries is None else _answer(bool(entries))


def _history(case: Case, room: int) -> Fields:
    history = case.history
    fields: Fields = {
        "pregnant": (_answer(history.pregnant),),
        "breastfeeding": (_answer(history.breastfeeding),),
        "infection_at_site": (_some(history.infection_at_site),),
        "infection_at_site.area": history.infection_at_site or (),
        "previous": (_some(history.previous),),
        "recent_procedures": (_some(history.recent_procedures),),
    }
    for name in LISTS:
        entries = getattr(history, name)
        fields[name] = (_some(entries),)
        fields[f"{name}.text"] = ("\n".join(_line(e) for e in entries or ()),)
    rows = [row for visit in history.previous or () for row in _visit(visit)]
    _fill(fields, "previous", rows, room)
    procedures = [
        {"kind": p.kind, "on": p.on.isoformat(), "area": area}
        for p in history.recent_procedures or ()
        for area in p.areas or ("",)
    ]
    _fill(fields, "procedure", procedures, room)
    return fields


def _line(entry: str) -> str:
    return " ".join(entry.split())


def _visit(visit: EarlierTreatment) -> list[dict[str, str]]:
    return [
        {
            "on": visit.on.isoformat(),
            "product": visit.product,
            "area": area,
            "units": "" if units is None else number(units),
            "result": visit.result or "",
            "followups": ", ".join(
                _graded(one) for one in visit.followups if one.area == area
            ),
        }
        for area, units in visit.units
    ]


def _graded(seen: FollowUp) -> str:
    rater = "" if seen.rater == "investigator" else f" {seen.rater}"
    return f"{seen.on.isoformat()} {seen.grade}{rater}"


def _fill(fields: Fields, group: str, rows: list[dict[str, str]], room: int) -> None:
    if len(rows) > room:
        msg = (
            f"history: {len(rows)} rows of earlier treatments or procedures; this page "
            f"has room for {room}. Plan the file with: glabella plan"
        )
        raise CaseError(msg)
    for place, row in enumerate(rows):
        for name, text in row.items():
            fields[f"{group}-{place}-{name}"] = (text,)


def _areas(case: Case) -> Fields:
    fields: Fields = {"area": tuple(wish.id for wish in case.areas)}
    for wish in case.areas:
        fields[f"mass.{wish.id}"] = (wish.muscle_mass,)
        if wish.severity_at_rest is not None:
            fields[f"rest.{wish.id}"] = (str(wish.severity_at_rest),)
        if wish.severity_at_contraction is not None:
            fields[f"contraction.{wish.id}"] = (str(wish.severity_at_contraction),)
        for side, count in zip("RL", wish.bands or (), strict=False):
            fields[f"bands.{side}.{wish.id}"] = (str(count),)
    return fields
