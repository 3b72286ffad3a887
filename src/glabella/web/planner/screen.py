"""The whole page for one set of answers: form, map and plan, or what is wrong."""

from dataclasses import dataclass, field

from glabella.core.face import Point
from glabella.core.findings import Finding
from glabella.core.planner.model import Plan
from glabella.core.planner.plan import make_plan
from glabella.drawing.pins import numbered
from glabella.drawing.views import view as view_of
from glabella.evidence import catalogue
from glabella.evidence.planning import knowledge_for
from glabella.printing.forecasts import outlooks_of
from glabella.web.planner.answers import LONGEST_TEXT, MOST_EDITS, Answers, Problem
from glabella.web.planner.case_table import CaseForm, read_form
from glabella.web.planner.changes import Changes, read_changes
from glabella.web.planner.form_view import FormView, form_view
from glabella.web.planner.map_view import MapView, Shown, map_view
from glabella.web.planner.places import ELSEWHERE, Place
from glabella.web.planner.plan_view import PlanView, Told, finding_id, plan_view

__all__ = ["Planned", "Screen", "planned", "screen"]


@dataclass
class Planned:
    """The plan of a set of answers; ``plan`` is None where something is wrong."""

    form: CaseForm
    changes: Changes = field(default_factory=Changes)
    plan: Plan | None = None
    proposal: Plan | None = None
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, the form first."""
        return (*self.form.problems, *self.changes.problems)

    @property
    def answered(self) -> dict[Finding, str]:
        """The clinician's reasons by the finding that they answer."""
        findings = self.plan.findings if self.plan else ()
        return {
            finding: self.reasons[name]
            for finding in findings
            if (name := finding_id(finding)) in self.reasons
        }


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


def planned(answers: Answers) -> Planned:
    """Read the answers and plan them, with what was changed by hand."""
    form = read_form(answers)
    found = Planned(form, reasons=_reasons(answers))
    if form.case is None:
        return found
    knowledge = knowledge_for(form.case.product)
    found.changes = read_changes(answers, knowledge.product.unit_family, _drop)
    if found.changes.problems:
        return found
    found.proposal = make_plan(form.case, knowledge)
    edits = found.changes.edits
    found.plan = make_plan(form.case, knowledge, edits) if edits else found.proposal
    return found


def _reasons(answers: Answers) -> dict[str, str]:
    return {
        key: text[:LONGEST_TEXT]
        for key, text in answers.under("reason.")[:MOST_EDITS]
        if text and key.isalnum() and key.isascii()
    }


def _drop(view_id: str, x_cm: float, y_cm: float) -> Point | None:
    """From a place in a picture to the skin; None beside the face."""
    try:
        return view_of(view_id).unproject(x_cm, y_cm)
    except (KeyError, ValueError):
        return None


def screen(answers: Answers, *, forecasts: bool = False) -> Screen:
    """The page for these answers; the forecasts cost the most time, so on demand."""
    found = planned(answers)
    problems = found.problems
    plan, shown = found.plan, Shown(answers.one("view"), answers.many("layer"))
    if plan is None or found.proposal is None or found.form.case is None:
        view = None
        map_ = map_view(None, (), {}, shown)
    else:
        pins = numbered(plan)
        told = Told(
            knowledge=knowledge_for(found.form.case.product),
            proposal=found.proposal,
            changes=found.changes,
            reasons=found.reasons,
            problems={problem.field: problem.message for problem in problems},
            forecasts=outlooks_of(plan) if forecasts else {},
        )
        view = plan_view(plan, pins, told)
        sites = {site.key: site for line in view.lines for site in line.sites}
        map_ = map_view(plan, pins, sites, shown)
    return Screen(
        form=form_view(answers, problems),
        map=map_,
        plan=view,
        problems=problems,
        ungraded=tuple(_area_name(key) for key in found.form.ungraded),
        news=_news(found, view, answers.one("touched")),
        kept=_kept(found, view),
    )


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
