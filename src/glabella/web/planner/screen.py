"""The whole page for one set of answers: form, map and plan, or what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from glabella.clinic.plans.asking.answers import Answers, Problem
from glabella.clinic.plans.asking.changes import Changes
from glabella.clinic.plans.asking.planned import Planned, planned
from glabella.core.planner.model import Plan
from glabella.drawing.outlook import Outlook
from glabella.drawing.pins import numbered
from glabella.evidence import catalogue
from glabella.evidence.planning import knowledge_for
from glabella.printing.forecasts import outlooks_of
from glabella.web.planner.form_view import FormView, form_view
from glabella.web.planner.map_view import MapView, Shown, map_view
from glabella.web.planner.places import ELSEWHERE, Place
from glabella.web.planner.plan_view import PlanView, Told, plan_view

__all__ = ["Screen", "kept_screen", "screen"]


@dataclass(frozen=True)
class Kept:
    """Fields of sites and cautions that are not on the page, carried along."""

    name: str
    value: str


@dataclass(frozen=True)
class Screen:
    """What the template shows."""

    form: FormView
    map: MapView
    plan: PlanView | None
    problems: tuple[Problem, ...]
    ungraded: tuple[str, ...]
    news: str
    kept: tuple[Kept, ...]
    elsewhere: tuple[Place, ...] = ELSEWHERE


def screen(
    answers: Answers,
    *,
    found: Planned | None = None,
    forecasts: bool = False,
    graded: Mapping[str, str] | None = None,
) -> Screen:
    """The page for these answers; the forecasts cost the most time, so on demand.

    ``found``: the plan of the answers where it was made already; ``graded``: grades
    that the record holds, in words by area.
    """
    found = found or planned(answers)
    problems = found.problems
    plan, shown = found.plan, Shown(answers.one("view"), answers.many("layer"))
    if plan is None or found.proposal is None or found.form.case is None:
        view, map_ = None, map_view(None, (), {}, shown)
    else:
        told = Told(
            knowledge=knowledge_for(found.form.case.product),
            proposal=found.proposal,
            changes=found.changes,
            reasons=found.reasons,
            problems={problem.field: problem.message for problem in problems},
            forecasts=outlooks_of(plan) if forecasts else {},
        )
        view, map_ = _drawn(plan, told, shown)
    return Screen(
        form=form_view(answers, problems, graded),
        map=map_,
        plan=view,
        problems=problems,
        ungraded=tuple(_area_name(key) for key in found.form.ungraded),
        news=_news(found, view, answers.one("touched")),
        kept=_kept(found, view),
    )


def kept_screen(
    plan: Plan, reasons: Mapping[str, str], forecasts: Mapping[str, Outlook]
) -> Screen:
    """A plan as it was kept: read, not planned; ``reasons`` by the finding's id."""
    told = Told(
        knowledge=knowledge_for(plan.case.product),
        proposal=plan,
        changes=Changes(),
        reasons=reasons,
        problems={},
        forecasts=forecasts,
        kept=True,
    )
    view, map_ = _drawn(plan, told, Shown("", ()))
    return Screen(
        form=form_view(Answers({}), ()),
        map=map_,
        plan=view,
        problems=(),
        ungraded=(),
        news="",
        kept=(),
    )


def _drawn(plan: Plan, told: Told, shown: Shown) -> tuple[PlanView, MapView]:
    pins = numbered(plan)
    view = plan_view(plan, pins, told)
    sites = {site.key: site for line in view.lines for site in line.sites}
    return view, map_view(plan, pins, sites, shown)


def _area_name(key: str) -> str:
    return catalogue.area_values(key).name


def _kept(found: Planned, view: PlanView | None) -> tuple[Kept, ...]:
    """Changes and reasons for what is not shown now, in case it comes back."""
    lines = view.lines if view else ()
    shown = {site.key for line in lines for site in line.sites}
    kept = []
    for key, units in found.changes.typed.items():
        if key not in shown:
            kept.append(Kept(f"units.{key}", units))
            kept.append(Kept(f"proposed.{key}", found.changes.proposed[key]))
    for key, point in found.changes.positions.items():
        if key not in shown:
            kept.append(Kept(f"at.{key}", " ".join(f"{part:.4f}" for part in point)))
    asked = {caution.id for caution in view.cautions} if view else set()
    kept += [
        Kept(f"reason.{key}", text)
        for key, text in found.reasons.items()
        if key not in asked
    ]
    return tuple(kept)


def _news(found: Planned, view: PlanView | None, touched: str) -> str:
    """What a screen reader hears after a change: the danger first, then the sums."""
    if view is None:
        return " ".join(problem.message for problem in found.problems)
    parts = []
    for line in view.lines:
        for site in line.sites:
            if site.key == touched:
                parts.append(f"Pin {site.number}: {site.units.text} units.")
                parts += [f"Danger: {hit.text}." for hit in site.dangers]
    if found.changes.put_back:
        parts.append(
            "Units changed by hand belonged to another product; "
            "the proposal for this product stands again."
        )
    if view.status == "blocked":
        parts.append(f"Blocked. {view.blocks[0].message}")
    else:
        count = len(view.cautions)
        cautions = f"{count} caution{'' if count == 1 else 's'}"
        parts.append(
            f"{view.status_word}: {view.headline} of {view.product_name} "
            f"over {view.sites} sites, {cautions}."
        )
    return " ".join(parts)
