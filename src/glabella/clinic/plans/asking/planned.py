"""From the fields of the planner's page to the plan that they ask for."""

from dataclasses import dataclass, field, replace
from hashlib import sha256

from glabella.clinic.plans.asking.answers import (
    LONGEST_TEXT,
    MOST_EDITS,
    Answers,
    Problem,
)
from glabella.clinic.plans.asking.case_table import CaseForm, read_form
from glabella.clinic.plans.asking.changes import Changes, read_changes
from glabella.core.face import Point
from glabella.core.findings import Finding
from glabella.core.planner.edits import Edits
from glabella.core.planner.model import Plan
from glabella.core.planner.plan import make_plan
from glabella.drawing.views import view as view_of
from glabella.evidence.planning import knowledge_for

__all__ = ["Planned", "finding_id", "planned"]


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


def planned(answers: Answers, protocol: Edits | None = None) -> Planned:
    """Read the answers and plan them, with what was changed by hand.

    ``protocol`` holds the units and places that a clinic's protocol sets: they are
    part of the proposal, and a hand may change them.
    """
    form = read_form(answers)
    found = Planned(form, reasons=_reasons(answers))
    if form.case is None:
        return found
    knowledge = knowledge_for(form.case.product)
    found.changes = read_changes(answers, knowledge.product.unit_family, _drop)
    if found.changes.problems:
        return found
    found.proposal = make_plan(form.case, knowledge, protocol)
    edits = found.changes.edits
    if edits is None:
        found.plan = found.proposal
    else:
        found.plan = make_plan(form.case, knowledge, replace(edits, over=protocol))
    return found


def finding_id(finding: Finding) -> str:
    """Names a finding by its words: an answer belongs to what was read."""
    mark = "\n".join((finding.rule, *finding.areas, finding.message))
    return sha256(mark.encode()).hexdigest()[:12]


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
