"""The plan as it is kept and signed, and back: shown from what was kept alone.

``content_of`` is the JSON of ``glabella plan --json`` (docs/reference/plan-json.md)
with one more table, ``kept``: what the printed and drawn plan needs beside it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from glabella.clinic.plans.asking.answers import RECORD_ROWS, Answers
from glabella.clinic.plans.asking.case_table import read_form
from glabella.core.areas import Site
from glabella.core.case import Case
from glabella.core.dosing.preparation import Preparation, Vials
from glabella.core.dosing.rules import Modifier
from glabella.core.errors import GlabellaError
from glabella.core.face import Point
from glabella.core.findings import Finding
from glabella.core.planner.document import as_document
from glabella.core.planner.model import (
    Event,
    Line,
    NextTreatment,
    Plan,
    PlannedSite,
    Suitability,
)
from glabella.core.products import Interval
from glabella.core.sources import Source
from glabella.evidence import catalogue
from glabella.evidence.forecasting import Forecasts, cited_by

__all__ = ["content_of", "forecasts_in", "restored", "stored_answers", "without_time"]

_TEN = 10
"""Tenths of a millilitre in one."""
_SPANS = ("days", "weeks", "months")


def content_of(plan: Plan, forecasts: Forecasts | None = None) -> dict[str, Any]:
    """The plan as plain tables; with ``forecasts`` also what was forecast."""
    cited = cited_by(forecasts) if forecasts else ()
    content = as_document(plan, forecasts, cited)
    content["kept"] = {
        "product_name": plan.product_name,
        "unit_family": catalogue.product(plan.case.product).unit_family,
        "unit_name": catalogue.product(plan.case.product).unit_name,
        "lines": {
            line.area: {
                "medical": line.medical,
                "moved": line.moved,
                "units_per_ml": line.units_per_ml,
                "dilution_sources": list(line.dilution_sources),
            }
            for line in plan.lines
        },
        "citations": {
            source.key: {
                "kind": source.kind,
                "note": source.note,
                "machine_written": source.machine_written,
            }
            for source in (*plan.citations, *cited)
        },
        "preparation_gaps": [list(one.gaps) for one in plan.preparations],
    }
    return content


def without_time(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content that can be compared: without forecasts and what only they cite."""
    lines = [{**line, "forecast": None} for line in content.get("lines", ())]
    left = ("citations", "kept", "lines")
    return {
        **{name: value for name, value in content.items() if name not in left},
        "lines": lines,
    }


def forecasts_in(content: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """The forecasts that were kept, by area; None where none were."""
    found = {
        line["area"]: line["forecast"]
        for line in content.get("lines", ())
        if line.get("forecast")
    }
    return found or None


def stored_answers(fields: Mapping[str, Any]) -> Answers:
    """The fields of the planner's page as they were kept."""
    return Answers(
        {name: tuple(str(one) for one in values) for name, values in fields.items()},
        RECORD_ROWS,
    )


def restored(content: Mapping[str, Any], fields: Mapping[str, Any]) -> Plan | None:
    """The kept plan as the planner's values; None for a draft without a plan.

    Nothing is planned anew: today's evidence changes no number of it.
    """
    if not content.get("status"):
        return None
    case = _case(fields)
    if case is None:
        return None
    kept = content.get("kept", {})
    sources = {row["key"]: _source(row, kept) for row in content["citations"]}
    return Plan(
        case=case,
        product_name=kept.get("product_name", content["product"]),
        status=content["status"],
        findings=tuple(_finding(row) for row in content["findings"]),
        suitability=tuple(
            Suitability(
                row["technique"],
                row["suits"],
                tuple(row["reasons"]),
                tuple(row["sources"]),
            )
            for row in content["suitability"]
        ),
        lines=tuple(
            _line(row, kept.get("lines", {}).get(row["area"], {}))
            for row in content["lines"]
        ),
        preparations=_preparations(content, kept),
        next_treatment=_next(content),
        event=_event(content["event"]),
        citations=tuple(sources.values()),
    )


def _case(fields: Mapping[str, Any]) -> Case | None:
    try:
        return read_form(stored_answers(fields)).case
    except GlabellaError:
        return None


def _source(row: Mapping[str, Any], kept: Mapping[str, Any]) -> Source:
    more = kept.get("citations", {}).get(row["key"], {})
    return Source(
        key=row["key"],
        title=row["title"],
        address=row["address"] or "",
        kind=more.get("kind", ""),
        grade=row["grade"],
        edition=row["edition"],
        note=more.get("note", ""),
        machine_written=more.get("machine_written", False),
    )


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(
        row["rule"],
        row["severity"],
        row["message"],
        tuple(row["sources"]),
        tuple(row["areas"]),
    )


def _line(row: Mapping[str, Any], kept: Mapping[str, Any]) -> Line:
    tenth = row["units_per_0_1_ml"]
    strength = None if tenth is None else tenth * _TEN
    return Line(
        area=row["area"],
        area_name=row["area_name"],
        technique=row["technique"],
        basis=row["basis"],
        label_status=row["label_status"],
        label_units=row["label_units"],
        low=row["range_units"][0],
        high=row["range_units"][1],
        modifiers=tuple(
            Modifier(one["name"], one["factor"], tuple(one["sources"]))
            for one in row["modifiers"]
        ),
        sites=tuple(_site(one) for one in row["sites"]),
        units_per_ml=kept.get("units_per_ml", strength),
        dilution_sources=tuple(kept.get("dilution_sources", ())),
        sources=tuple(row["sources"]),
        steps=tuple(row["explanation"]),
        medical=kept.get("medical", False),
        moved=kept.get("moved", False),
    )


def _site(row: Mapping[str, Any]) -> PlannedSite:
    site = Site(
        id=row["id"].removesuffix(f"-{row['side']}"),
        side=row["side"],
        muscle=row["muscle"],
        map=row["map"],
        depth=row["depth"],
        sources=tuple(row["sources"]),
        position=Point(*row["position_cm"]) if row["position_cm"] else None,
        fraction=tuple(row["position"]) if row["position"] else None,
        droplets=row["droplets"] or 0,
        grid=tuple(tuple(point) for point in row["grid"]),
    )
    return PlannedSite(site, row["units"], row["volume_ml"], row.get("set_by", ""))


def _preparations(
    content: Mapping[str, Any], kept: Mapping[str, Any]
) -> tuple[Preparation, ...]:
    rows = content["preparations"]
    gaps = kept.get("preparation_gaps") or [[] for _ in rows]
    return tuple(
        Preparation(
            product=row["product"],
            areas=tuple(row["areas"]),
            units=row["units"],
            vials=tuple(Vials(one["units"], one["count"]) for one in row["vials"]),
            diluent_ml=row["diluent_ml"],
            units_per_tenth_ml=row["units_per_0_1_ml"],
            total_volume_ml=row["total_volume_ml"],
            syringe_marks_u100=row["syringe_marks_u100"],
            use_within_hours=row["use_within_hours"],
            use_within_basis=row["use_within_basis"],
            left_over_units=row["left_over_units"],
            sources=tuple(row["sources"]),
            gaps=tuple(missing),
        )
        for row, missing in zip(rows, gaps, strict=False)
    )


def _next(content: Mapping[str, Any]) -> NextTreatment | None:
    if content["next_treatment"] is None:
        return None
    told = content["next_treatment"]
    count, _, unit = str(told["interval"]).partition(" ")
    days, weeks, months = (int(count) if name == unit else None for name in _SPANS)
    interval = Interval(
        sources=tuple(told["sources"]),
        jurisdictions=(),
        note=told["note"],
        areas=(),
        days=days,
        weeks=weeks,
        months=months,
    )
    return NextTreatment(
        date.fromisoformat(content["next_treatment_not_before"]), interval
    )


def _event(row: Mapping[str, str] | None) -> Event | None:
    if row is None:
        return None
    return Event(
        on=date.fromisoformat(row["on"]),
        treat_by=date.fromisoformat(row["treat_by"]),
        review_on=date.fromisoformat(row["review_on"]),
    )
