"""The plan as readable tables in a terminal."""

import io
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glabella.core.intended_use import INTENDED_USE
from glabella.core.planner.model import Line, NextTreatment, Plan
from glabella.drawing.forecast_words import summary
from glabella.drawing.wording import TECHNIQUES
from glabella.printing.forecasts import Outlooks

__all__ = ["print_plan"]

_COLOURS = {"block": "bold red", "caution": "yellow", "info": "cyan"}


def print_plan(
    plan: Plan, outlooks: Outlooks | None = None, console: Console | None = None
) -> None:
    """Print status, findings, lines, forecasts, preparation and sources."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    out = console or Console()
    out.print(Text(_headline(plan), style="bold"))
    for finding in plan.findings:
        mark = Text(f"{finding.severity:<8}", style=_COLOURS[finding.severity])
        keys = Text(f" [{', '.join(finding.sources)}]", style="dim")
        out.print(mark + Text(f"{finding.message}") + keys)
    for line in plan.lines:
        out.print(_line_table(line))
        if outlooks and (outlook := outlooks.get(line.area)):
            out.print(Text(f"{summary(outlook)}. [{', '.join(outlook.sources)}]"))
    if outlooks:
        out.print(Text("Forecasts: from trials of groups; your patient may differ."))
    _print_preparations(plan, out)
    if plan.next_treatment:
        out.print(_next_treatment(plan.next_treatment), markup=False, highlight=False)
    _print_sources(plan, out)
    out.print(Text(INTENDED_USE, style="dim"))


def _headline(plan: Plan) -> str:
    told = {"ok": "Ready", "needs_review": "Needs review", "blocked": "Blocked"}
    return f"{told[plan.status]}: {plan.product_name}, {plan.case.jurisdiction}, {plan.case.on}"


def _line_table(line: Line) -> Table:
    status = line.label_status.replace("_", " ")
    title = (
        f"{line.area_name}: {line.units:g} units ({TECHNIQUES[line.technique]}, "
        f"{line.basis}, {status}; range {line.low:g} to {line.high:g})"
    )
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in ("Site", "Side", "Muscle", "Units", "mL", "Depth", "Sources"):
        table.add_column(name, justify="right" if name in {"Units", "mL"} else "left")
    for planned in line.sites:
        site = planned.site
        volume = "" if planned.volume_ml is None else f"{planned.volume_ml:.4g}"
        table.add_row(
            site.id, site.side, site.muscle.replace("_", " "), f"{planned.units:g}",
            volume, site.depth, ", ".join(site.sources),
        )  # fmt: skip
    table.caption = " ".join(line.steps)
    table.caption_justify = "left"
    return table


def _print_preparations(plan: Plan, out: Console) -> None:
    names = {line.area: line.area_name for line in plan.lines}
    for preparation in plan.preparations:
        vials = ", ".join(f"{v.count} x {v.units:g} units" for v in preparation.vials)
        mixed = (
            f"{preparation.diluent_ml:g} mL diluent, "
            f"{preparation.units_per_tenth_ml:g} units per 0.1 mL, draw "
            f"{preparation.total_volume_ml:g} mL "
            f"({preparation.syringe_marks_u100:g} marks U-100)"
            if preparation.diluent_ml is not None
            and preparation.units_per_tenth_ml is not None
            else "dilution not read"
        )
        out.print(
            f"Prepare for {', '.join(names[area] for area in preparation.areas)}: "
            f"{preparation.units:g} units; "
            f"{vials or 'vial size not read'}; {mixed}; use within "
            f"{preparation.use_within_hours} hours. [{', '.join(preparation.sources)}]",
            markup=False,
            highlight=False,
        )


def _next_treatment(coming: NextTreatment) -> str:
    interval = coming.interval
    return (
        f"Next treatment not before {coming.not_before} ({interval.words}). "
        f"[{', '.join(interval.sources)}]"
    )


def _print_sources(plan: Plan, out: Console) -> None:
    table = Table(title="Sources", title_justify="left", show_lines=False)
    for name in ("Key", "Grade", "Title", "Address"):
        table.add_column(name, overflow="fold")
    for source in plan.citations:
        table.add_row(
            source.key, source.grade, Text(source.title), Text(source.address or "none")
        )
    out.print(table)
